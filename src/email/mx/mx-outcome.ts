import type { DeliveryOutcome, SmtpReply } from '../../domain/delivery.ts';
import { isSystemError } from '../conversation-error.ts';
import { describe, NO_REQUIRETLS, outcomeOf, outcomeOfFinalReply, TLS_NOT_ACCEPTABLE } from '../outcome.ts';
import type { ConversationEnd } from '../outcome.ts';
import { spoken } from '../reply-policy.ts';

/** Nothing that one of them says or does is an outage of ours. */
type OfAStranger = Exclude<DeliveryOutcome, { kind: 'our_outage' }>;

/** RFC 7504: a host that takes no mail says 521. */
const TAKES_NO_MAIL = 521;
/** Replies to EHLO of a server that does not know it, and so knows no STARTTLS either. */
const NO_EHLO: ReadonlySet<number> = new Set([500, 502]);

/**
 * What an ended conversation with a recipient's server means. Its every word speaks of one recipient's side: no reply of
 * a stranger may stop a night, so "ours" becomes `sender_refused` here, tried again and then held for a person. Whether it
 * is our own network that cannot reach anybody, `OwnNetwork` finds out: an address of theirs that leads nowhere
 * fails with the same errors.
 */
export function outcomeOfMx(end: ConversationEnd): OfAStranger {
  switch (end.stage) {
    case 'connect':
      return outcomeOfConnect(end);
    case 'tls':
      return outcomeOfHandshake(end);
    default:
      return ofAStranger(outcomeOf(end));
  }
}

/** As `outcomeOfFinalReply`, for a reply that came from a recipient's server: conversation or replay of the journal. */
export function outcomeOfMxFinalReply(reply: SmtpReply): OfAStranger {
  return ofAStranger(outcomeOfFinalReply(reply));
}

function outcomeOfConnect(end: ConversationEnd): OfAStranger {
  const { reply } = end;
  if (reply !== null && reply.code === TAKES_NO_MAIL) {
    return {
      kind: 'refused',
      reason: `greeted with ${spoken(reply)}: takes no mail`,
      suppressAddress: false,
    };
  }
  if (reply !== null && reply.code >= 500) {
    // It knows nothing of us yet but our address: that is what it refuses.
    return { kind: 'sender_refused', reason: `greeted with ${spoken(reply)}: policy or reputation` };
  }
  return { kind: 'retry', reason: `cannot be reached: ${describe(end)}` };
}

function outcomeOfHandshake(end: ConversationEnd): OfAStranger {
  const { code, originalCode, reply, command } = end;
  if (reply !== null && ((reply.code < 500 && command === 'EHLO') || reply.code === 421)) {
    return { kind: 'retry', reason: `refuses for now: ${describe(end)}` };
  }
  if (command === 'EHLO' && reply !== null && !NO_EHLO.has(reply.code)) {
    return { kind: 'sender_refused', reason: `EHLO answered ${spoken(reply)}: policy or reputation` };
  }
  const refusal =
    code === TLS_NOT_ACCEPTABLE ||
    code === NO_REQUIRETLS ||
    code === 'ETLS' ||
    reply !== null ||
    (originalCode !== null && code === 'ESOCKET' && !isSystemError(originalCode));
  return refusal
    ? { kind: 'tls_refused', reason: `no sufficient TLS at the recipient's side: ${describe(end)}` }
    : { kind: 'retry', reason: `the way into TLS broke off: ${describe(end)}` };
}

/**
 * Whether the handshake may have failed because the client hello was too large for a middlebox that reads one segment
 * only: with a post-quantum key share it fills two. Anything that was said in TLS itself was understood, and stands.
 */
export function mayChokeOnLargeHello({ stage, code, originalCode, reply }: ConversationEnd): boolean {
  if (stage !== 'tls' || reply !== null) return false;
  if (code === 'ECONNECTION' || code === 'ETIMEDOUT') return true;
  return (
    code === 'ESOCKET' &&
    (originalCode === 'ECONNRESET' ||
      originalCode === 'EPIPE' ||
      /DECODE_ERROR|ILLEGAL_PARAMETER|UNEXPECTED_EOF|WRONG_VERSION_NUMBER|HANDSHAKE_FAILURE|INTERNAL_ERROR/u.test(
        originalCode ?? '',
      ))
  );
}

function ofAStranger(outcome: DeliveryOutcome): OfAStranger {
  return outcome.kind === 'our_outage' ? { kind: 'sender_refused', reason: outcome.reason } : outcome;
}

/** What came of one server that did not take the message. */
export interface PassedOver {
  readonly host: string;
  readonly outcome: Exclude<OfAStranger, { kind: 'accepted' | 'in_doubt' }>;
}

/** The gentlest reading first: while one server may still take it tonight, nothing is concluded from the others. */
const GENTLEST_FIRST = ['retry', 'sender_refused', 'tls_refused', 'refused'] as const;

/** Pure: what it means that no server of a domain took the message. */
export function outcomeOfAll(passedOver: readonly PassedOver[]): PassedOver['outcome'] {
  for (const kind of GENTLEST_FIRST) {
    const found = passedOver.find(({ outcome }) => outcome.kind === kind);
    if (found !== undefined) return found.outcome;
  }
  return { kind: 'retry', reason: 'no server of the domain could be tried' };
}
