import type { DeliveryOutcome, DeliveryStage, SmtpReply } from '../domain/delivery.ts';
import { isDoubtfulReply, outcomeOfRefusal, outcomeOfSenderRefusal, spoken } from './reply-policy.ts';

/** How a conversation ended: what the SMTP library said, and what we know ourselves. */
export interface ConversationEnd {
  /** The library's code such as `ESOCKET`; it cannot tell a drop before the dot from one after it, `stage` can. */
  readonly code: string;
  /** What lay beneath: `ECONNRESET`, `CERT_HAS_EXPIRED`, … */
  readonly originalCode: string | null;
  /** The step that was answered: `MAIL FROM`, `RCPT TO`, `DATA`, `CONN`, … */
  readonly command: string | null;
  readonly reply: SmtpReply | null;
  /**
   * How far we came: `data` once 354 is there, `body` once its first byte went to the socket, and `final_reply` from the
   * moment *before* the dot went there.
   */
  readonly stage: DeliveryStage;
}

/** Our own code: the server answered 2xx before it had the whole message. */
export const PREMATURE_REPLY = 'EPREMATURE';
/** Our own code: the handshake ended, but not as we demand. */
export const TLS_NOT_ACCEPTABLE = 'ETLSPOLICY';
/** The library's code, used by us before any message: RFC 8689 is insisted on and not announced. */
export const NO_REQUIRETLS = 'EREQUIRETLS';
/** Our own code: the address needs SMTPUTF8 and the server has none. */
export const NO_SMTPUTF8 = 'ENOSMTPUTF8';

/**
 * What an ended conversation means (its test holds the measured table, row by row). The order of harm
 * decides where two readings are possible: a second copy or a posted e-mail that arrived is worse than a question to
 * a person, which is worse than a wait, which is worse than a letter.
 */
export function outcomeOf(end: ConversationEnd): DeliveryOutcome {
  switch (end.stage) {
    case 'connect':
    case 'tls':
      // Nothing but our own relay can be at fault before MAIL FROM: nobody's letter is printed because of it.
      return { kind: 'our_outage', reason: `the relay cannot be used: ${describe(end)}` };
    case 'envelope':
      return outcomeOfEnvelope(end);
    case 'data':
    case 'body':
      // Bytes without the dot are no message: a server must drop them (RFC 5321 section 4.1.1.10), so this is proof.
      return outcomeOfData(end);
    default:
      // `final_reply`: the dot may have arrived. So it stays with every stage that nobody has thought of yet.
      return isReplyToMessage(end)
        ? outcomeOfFinalReply(end.reply)
        : { kind: 'in_doubt', reason: `no final reply that proves anything: ${describe(end)}` };
  }
}

/** What a reply after the dot means by itself: for a conversation that just ended, and for a replay of the journal. */
export function outcomeOfFinalReply(reply: SmtpReply): DeliveryOutcome {
  if (reply.code >= 200 && reply.code < 300) return { kind: 'accepted' };
  if (reply.code < 400 || isDoubtfulReply(reply)) {
    return { kind: 'in_doubt', reason: `the reply to the message proves nothing: ${spoken(reply)}` };
  }
  return outcomeOfRefusal(reply, 'the end of the message');
}

function outcomeOfEnvelope(end: ConversationEnd): DeliveryOutcome {
  if (end.code === NO_SMTPUTF8) {
    return refusedByUs('the address needs SMTPUTF8, which the server does not announce');
  }
  // The library itself found the address unusable or the message above the announced SIZE; nothing was said.
  if (end.code === 'EENVELOPE' && end.command === 'API') {
    return refusedByUs('the address cannot be written in SMTP');
  }
  if (end.code === 'EMESSAGE' && end.reply === null)
    return refusedByUs('the message is larger than the server takes');
  if (end.code !== 'EENVELOPE' || end.reply === null || end.reply.code < 400) {
    return retry(end, 'before the message was begun');
  }
  return end.command === 'MAIL FROM'
    ? outcomeOfSenderRefusal(end.reply, 'MAIL')
    : outcomeOfRefusal(end.reply, end.command === 'DATA' ? 'DATA' : 'RCPT');
}

/** DATA refused, or the message before it was complete. */
function outcomeOfData(end: ConversationEnd): DeliveryOutcome {
  const refused = end.code === 'EENVELOPE' || isReplyToMessage(end);
  return refused && end.reply !== null && end.reply.code >= 400
    ? outcomeOfRefusal(end.reply, 'DATA')
    : retry(end, 'before the message was complete');
}

/** A whole reply to the message itself; a fragment before a close has another code and proves nothing. */
export function isReplyToMessage(end: ConversationEnd): end is ConversationEnd & { reply: SmtpReply } {
  const { reply } = end;
  return end.code === 'EMESSAGE' && end.command === 'DATA' && reply !== null && reply.code >= 400;
}

/**
 * Whether a session can take another message after a RSET: after an ordinary refusal: of sender, recipient, DATA, by ourselves, or of the complete message. Not after one in the
 * middle of the body, and not after 421, with which the server takes its leave.
 */
export function leavesSessionUsable(end: ConversationEnd): boolean {
  if (end.reply?.code === 421) return false;
  if (end.code === 'EMESSAGE') return end.stage === 'envelope' || end.stage === 'final_reply';
  return end.code === 'EENVELOPE' || end.code === NO_SMTPUTF8;
}

function retry(end: ConversationEnd, when: string): DeliveryOutcome {
  return { kind: 'retry', reason: `the conversation ended ${when}: ${describe(end)}` };
}

function refusedByUs(reason: string): DeliveryOutcome {
  return { kind: 'refused', reason, suppressAddress: false };
}

/** Codes and step, never the text of a reply: it may hold the address (L8). */
export function describe(end: ConversationEnd): string {
  const parts = [end.code, end.originalCode, end.command === 'CONN' ? null : end.command];
  const said = end.reply === null ? null : `reply ${spoken(end.reply)}`;
  return [...parts, said].filter((part) => part !== null).join(', ');
}
