import type { LaterReasonId } from '../classify/rule-ids.ts';
import type { ExplainedDispatch } from './explain.ts';

/** What took a dispatch off e-mail after it had been decided for it: worded by the catalogue, or here. */
export type LaterReason = { readonly rule: LaterReasonId } | { readonly german: string };

const POSTED_STATES: ReadonlySet<string> = new Set(['queued_print', 'bundled', 'handed_over']);

const NOT_DELIVERED =
  'Eine Prüfung hat ergeben, dass die E-Mail nicht angekommen ist. Das Schreiben kam stattdessen mit der Post.';
const NOT_SENDABLE =
  'Die Nachricht ließ sich an die hinterlegte Adresse nicht per E-Mail senden. Das Schreiben kam stattdessen mit der Post.';
const TOO_LARGE = 'Das Schreiben ist für eine E-Mail zu groß. Es kam deshalb mit der Post.';

/**
 * Reads from the history why a document that was to go by e-mail goes by post, or was held, after all. Pure.
 *
 * @returns null when the last decision says it all
 */
export function laterReasonOf(
  dispatch: Pick<ExplainedDispatch, 'state' | 'reason' | 'decisions' | 'events' | 'attempts'>,
): LaterReason | null {
  if (dispatch.state === 'held') return heldLater(dispatch);
  if (!POSTED_STATES.has(dispatch.state)) return null;
  const turn = dispatch.events.findLast(({ to }) => to === 'queued_print');
  switch (turn?.from) {
    case 'emailed':
      return { rule: 'S3.bounced' };
    case 'queued_email':
      return { rule: 'S17.cut-off' };
    case 'sending':
      return ofAttempt(dispatch.attempts.at(-1));
    case 'in_doubt':
      return turn.person === null ? ofAttempt(dispatch.attempts.at(-1)) : { german: NOT_DELIVERED };
    case 'claimed':
      return turn.reason.startsWith('message of') ? { german: TOO_LARGE } : consentGone(dispatch);
    default:
      return null;
  }
}

function ofAttempt(attempt: ExplainedDispatch['attempts'][number] | undefined): LaterReason {
  switch (attempt?.outcome) {
    case 'tls_refused':
      return { rule: 'S3.tls-refused' };
    case 'refused':
      // Without a reply nobody refused it: it could not even be offered to the recipient's side.
      return attempt.evidence !== null && attempt.evidence.reply === null
        ? { german: NOT_SENDABLE }
        : { rule: 'S3.mailbox-refused' };
    default:
      return { rule: 'S17.cut-off' };
  }
}

/** Read again right before sending: the new decision words itself, but a consent gone by then has words of its own. */
function consentGone({ decisions }: Pick<ExplainedDispatch, 'decisions'>): LaterReason | null {
  const rule = decisions.at(-1)?.deciding.rule ?? '';
  return rule.startsWith('S9.') ? { rule: 'S9.consent-gone' } : null;
}

/** Held by the decision itself, or by a later step whose reason no rule words. */
function heldLater({
  decisions,
  reason,
}: Pick<ExplainedDispatch, 'decisions' | 'reason'>): LaterReason | null {
  const decision = decisions.at(-1);
  if (decision?.result === 'held' && reason?.startsWith(decision.deciding.rule) === true) return null;
  return { german: `Grund: ${reason ?? 'nicht vermerkt'}.` };
}
