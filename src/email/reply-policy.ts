import type { DeliveryOutcome, SmtpReply } from '../domain/delivery.ts';
import { isRelayWithoutTls, isTlsRefusal } from './tls-refusal.ts';

type Meaning = 'no such mailbox' | 'refused' | 'ours';

/**
 * What a permanent status (RFC 3463, class 5) means for us; the first entry that is a prefix counts. "Ours" is what
 * speaks of the sender, the relay or the protocol: posting because of it would post a whole night (S3 asks for a
 * letter only when the *recipient* cannot be reached).
 */
const PERMANENT: readonly (readonly [string, Meaning, string])[] = [
  ['1.10', 'no such mailbox', 'the domain takes no mail at all'],
  ['1.1', 'no such mailbox', 'the mailbox does not exist'],
  ['1.2', 'no such mailbox', 'the domain does not exist'],
  ['1.7', 'ours', 'the sender address is refused'],
  ['1.8', 'ours', 'the sender domain is refused'],
  ['1', 'refused', 'the address is refused'],
  ['2.2', 'refused', 'the mailbox is full'],
  ['2.3', 'refused', 'the message is too large for the mailbox'],
  ['2', 'refused', 'the mailbox takes no mail'],
  ['3.4', 'refused', 'the message is too large'],
  ['3', 'ours', 'the mail system refuses'],
  ['4.4', 'no such mailbox', 'no mail server is known for the domain'],
  ['4', 'refused', 'no way to the recipient'],
  ['5', 'ours', 'the protocol broke'],
  ['6', 'refused', 'the content cannot be taken'],
  ['7.13', 'refused', 'the account is disabled'],
  ['7.17', 'refused', 'the mailbox has another owner now'],
  ['7.18', 'refused', 'the domain has another owner now'],
  ['7.133', 'refused', 'the recipient takes mail from inside only'],
  ['7.134', 'refused', 'the recipient takes mail from inside only'],
  ['7', 'ours', 'policy or reputation'],
];

/** Without a status the code alone speaks: protocol and login codes are ours, the rest is about the recipient. */
const PROTOCOL_CODES: ReadonlySet<number> = new Set([500, 501, 502, 503, 504, 521, 530, 534, 535, 538, 555]);

/**
 * What a refusal by the relay means after our login, at RCPT, DATA or after the dot, where it can speak of the
 * recipient. Every branch is proof that the message was not accepted; `isDoubtfulReply` was asked before.
 */
export function outcomeOfRefusal(reply: SmtpReply, step: string): DeliveryOutcome {
  const said = `${step} answered ${spoken(reply)}`;
  if (isRelayWithoutTls(reply))
    return { kind: 'our_outage', reason: `${said}: our relay has no TLS to offer` };
  if (isTlsRefusal(reply)) {
    return { kind: 'tls_refused', reason: `${said}: no sufficient TLS at the recipient's side` };
  }
  if (reply.code < 500) return { kind: 'retry', reason: `${said}: refused for now` };
  const [meaning, why] = meaningOf(reply);
  if (meaning === 'ours') return { kind: 'sender_refused', reason: `${said}: ${why}` };
  return { kind: 'refused', reason: `${said}: ${why}`, suppressAddress: meaning === 'no such mailbox' };
}

/** Before RCPT the server knows no recipient: whatever it refuses, it refuses us. Only a size is the message's fault. */
export function outcomeOfSenderRefusal(reply: SmtpReply, step: string): DeliveryOutcome {
  const said = `${step} answered ${spoken(reply)}`;
  if (isTooLarge(reply)) {
    return { kind: 'refused', reason: `${said}: the message is too large`, suppressAddress: false };
  }
  if (reply.code < 500) return { kind: 'retry', reason: `${said}: refused for now` };
  return { kind: 'our_outage', reason: `${said}: the relay refuses us` };
}

/**
 * A reply after the dot that refuses and yet proves nothing: X.4.2 says that a connection broke further on, behind a
 * relay that passes mail through, perhaps after the message was taken there. Postfix adds "message may be sent more
 * than once". A second copy is worse than a question to a person.
 */
export function isDoubtfulReply(reply: SmtpReply): boolean {
  return reply.enhanced?.slice(2) === '4.2' || /\bmore than once\b/iu.test(reply.text);
}

/** Code and status, never the text: it may hold the address (L8). */
export function spoken(reply: SmtpReply): string {
  return reply.enhanced === null ? String(reply.code) : `${reply.code} ${reply.enhanced}`;
}

function meaningOf(reply: SmtpReply): readonly [Meaning, string] {
  const status = reply.enhanced?.startsWith('5.') === true ? reply.enhanced.slice(2) : null;
  const known = PERMANENT.find(([prefix]) => status === prefix || status?.startsWith(`${prefix}.`) === true);
  if (known !== undefined) return [known[1], known[2]];
  return PROTOCOL_CODES.has(reply.code) ? ['ours', 'the protocol broke'] : ['refused', 'refused for good'];
}

function isTooLarge(reply: SmtpReply): boolean {
  return reply.code === 552 || reply.enhanced === '5.3.4' || reply.enhanced === '5.2.3';
}
