import { OurOutageError } from '../domain/errors.ts';

/** What codes of a conversation mean to somebody who is woken by them, and what to do; the first that fits counts. */
const WORDS: readonly (readonly [code: RegExp, happened: string, todo: string])[] = [
  // Before what the relay said to the last of them.
  [
    /the relay took none of/u,
    'The mail relay takes nothing, whoever it is for, and puts us off each time: it may be out of disk space, or overloaded.',
    'Have the mail administrators look at its log and its disks, and at the replies with `explain`',
  ],
  // Early: a resolver that refuses connections is not the relay.
  [
    /ENOTFOUND|EAI_AGAIN|EDNS|the DNS\b|into the DNS/u,
    'A server name could not be looked up: our name service (DNS) gives no answer.',
    'Have the network administrators mend the name service, and look whether `email.relay.host` is written rightly',
  ],
  [
    /ECONNREFUSED/u,
    'The mail relay refuses connections: its service is down, or a firewall is in the way.',
    'Have the mail administrators start it',
  ],
  [
    /CERT_HAS_EXPIRED/u,
    'The certificate of the mail relay has expired, so it cannot be trusted any more.',
    'Have the mail administrators renew it',
  ],
  [
    /ALTNAME|SELF_SIGNED|UNABLE_TO_|CERT_|certificate/u,
    'The mail relay shows a certificate that we cannot trust: made for another name, or signed by an authority that we do not know.',
    'Have the mail administrators look at it; `email.relay.servername` and `email.relay.caFile` say what is expected',
  ],
  [
    /ETLS\b/u,
    'The mail relay does not offer encryption (STARTTLS). Without it nothing is sent, as the terms demand.',
    'Have the mail administrators switch it on again',
  ],
  [
    /ERR_SSL|ETLSPOLICY|UPGRADE_TIMEOUT/u,
    'Encryption with the mail relay could not be agreed on: it offers only methods that are no longer safe, or broke off.',
    'Have the mail administrators look at its TLS settings: TLS 1.2 or newer with forward secrecy is needed',
  ],
  [
    /EAUTH|\b53[045]\b/u,
    'The mail relay refuses our login.',
    'Have user and password checked (`email.relay.user`, `email.relay.password`): one of them may have been changed',
  ],
  [
    /EREQUIRETLS/u,
    'The mail relay no longer promises encryption on the further way (REQUIRETLS), and the configuration insists on it.',
    'Have the mail administrators look at it, or decide about `email.relay.onwardTls`',
  ],
  [
    /no TLS to offer/u,
    'The mail relay says that it cannot encrypt towards other servers.',
    'Have the mail administrators look at its TLS settings',
  ],
  [
    /refused by \d+ providers/u,
    'One mail provider after the other refuses our messages: we may stand on a block list, or our name in the DNS is wrong.',
    'Have the mail administrators look for our sending address on block lists, and at the replies with `explain`',
  ],
  [
    /refuses us|in a row|EPROTOCOL|\b554\b/u,
    'The mail relay refuses our messages, whoever they are for: we may stand on a block list, or lack a permission.',
    'Have the mail administrators look for our sender address in its log, and at the replies with `explain`',
  ],
  [
    /no way out/u,
    'No mail server at all can be reached: our own network has no way out.',
    'Have the network administrators look at firewall and line (port 25)',
  ],
  [
    /ETIMEDOUT|ECONNRESET|ECONNECTION|ESOCKET|EHOSTUNREACH|ENETUNREACH/u,
    'The mail relay gives no answer, or breaks off: it is overloaded, down, or the network between is.',
    'Have the mail administrators look at it',
  ],
];

/**
 * The same outage for whoever is woken at 6 a.m.: what happened, since when, what to do; the codes for those who mend it come
 * last. Pure.
 *
 * @param lastAcceptedAt when the last message of this run was accepted; null: none was
 */
export function outageInPlainWords(
  outage: OurOutageError,
  lastAcceptedAt: Date | null,
  now: Date = new Date(),
): OurOutageError {
  const known = WORDS.find(([code]) => code.test(outage.message));
  if (known === undefined) return outage;
  const [, happened, todo] = known;
  const since =
    lastAcceptedAt === null
      ? 'since this run began: not one message was accepted'
      : `since ${clock(lastAcceptedAt)} UTC, when the last message was accepted`;
  return new OurOutageError(
    `${happened} Noticed at ${clock(now)} UTC; ${since}. Nothing is lost and nothing was posted because of it: all documents stay queued. ` +
      `${todo}, then \`rerun\`. For the administrators: ${outage.message}`,
    { cause: outage },
  );
}

/** `2026-11-23 22:14`. */
function clock(instant: Date): string {
  return instant.toISOString().slice(0, 16).replace('T', ' ');
}
