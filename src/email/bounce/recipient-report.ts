import { isTlsRefusal } from '../tls-refusal.ts';
import { isVague, replyCodeIn, statusesIn, statusIn } from './enhanced-status.ts';
import { statusOfWords } from './failure-wording.ts';
import type { RecipientReport } from './report.ts';

/** What is kept of a server's words (characters). */
const MAX_DIAGNOSTIC = 1000;

export interface RecipientFacts {
  readonly verdict: 'failed' | 'delayed' | 'relayed';
  readonly finalRecipient: string | null;
  readonly originalRecipient: string | null;
  /** As a machine stated it, or null. */
  readonly status: string | null;
  readonly diagnostic: string;
}

/**
 * Judges what is said of one recipient. The stated status stays as it is for the record; `cause` is the one that
 * decides: gateways state 5.0.0, or 5.1.1 for everything, and put the truth into the words of the last server.
 */
export function recipientReport(facts: RecipientFacts): RecipientReport {
  const { verdict, finalRecipient, originalRecipient } = facts;
  const diagnostic = facts.diagnostic.replaceAll(/\s+/gu, ' ').trim().slice(0, MAX_DIAGNOSTIC);
  const said = statusIn(diagnostic);
  const replyCode = replyCodeIn(diagnostic);
  const inWords = statusOfWords(diagnostic);
  const bare = replyCode === null ? null : `${Math.trunc(replyCode / 100)}.0.0`;
  const status = facts.status ?? said ?? inWords ?? bare;
  const cause = causeOf(facts.status, said, inWords) ?? status;
  const doubt = verdict === 'failed' ? doubtOf(status, replyCode, diagnostic) : null;
  const tls =
    verdict === 'failed' &&
    doubt === null &&
    (isTlsRefusal({ code: replyCode ?? 550, enhanced: cause, text: diagnostic }) ||
      isTlsRefusal({ code: replyCode ?? 550, enhanced: status, text: diagnostic }));
  return {
    kind: tls ? 'tls' : verdict,
    finalRecipient,
    originalRecipient,
    status,
    cause,
    replyCode,
    diagnostic,
    doubt,
  };
}

function causeOf(stated: string | null, said: string | null, inWords: string | null): string | null {
  if (said !== null && !isVague(said)) return said;
  if (stated !== null && !isVague(stated)) return stated;
  return inWords ?? said ?? stated;
}

/** Postfix' words, qmail's, and those of who lists what may follow. */
const PERHAPS_TWICE = /\bmore than once\b|\bpossible duplicate\b|\bmay (?:have been|be) delivered\b/iu;
/** Exim names the step at which the line broke: behind the end of the data the other side may have taken it. */
const BROKE_AT_END =
  /\b(?:time-?out|timed out|lost|closed|dropped|broken?|reset|died)\b.{0,60}\b(?:end of data|(?:final|terminating|closing) dot)\b|\b(?:end of data|(?:final|terminating|closing) dot)\b.{0,60}\b(?:time-?out|timed out|lost|closed|dropped|broken?|reset|died)\b/iu;

/**
 * RFC 3463 X.4.2: the connection broke, perhaps after the message was taken; also where a queue that has expired quotes
 * it of its last try. A failure whose status is a success contradicts itself. None of them proves that nothing arrived.
 */
function doubtOf(status: string | null, replyCode: number | null, diagnostic: string): string | null {
  const broke = [status, ...statusesIn(diagnostic)].some((each) => each?.slice(2) === '4.2');
  if (broke || PERHAPS_TWICE.test(diagnostic) || (replyCode === null && BROKE_AT_END.test(diagnostic))) {
    return 'the connection broke, the message may have been taken (X.4.2)';
  }
  if (status?.startsWith('2.') === true) return 'the status of the failure is a success';
  return null;
}
