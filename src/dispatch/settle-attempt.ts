import type { DeliveryEvidence, DeliveryOutcome } from '../domain/delivery.ts';
import type { DispatchState } from '../domain/dispatch.ts';
import { finishAttempt } from '../ledger/attempt-store.ts';
import type { Session } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { evidenceSealOf } from '../ledger/audit/evidence-seal.ts';
import { move } from '../ledger/transition.ts';
import { afterTry, countsAsTry, type AfterTry } from './email-policy.ts';

export interface SettleOptions {
  readonly runId: string;
  /** Milliseconds after the first, second, … try. */
  readonly retryDelays: readonly number[];
}

/** What becomes of a dispatch whose try ends now with `outcome`. */
export function nextAfter(
  dispatch: DispatchRecord,
  outcome: DeliveryOutcome,
  retryDelays: readonly number[],
): AfterTry {
  return afterTry(outcome, {
    tries: triesWith(dispatch, outcome),
    retryDelays,
    untilCutOff: dispatch.cutOffAt === null ? 0 : Date.parse(dispatch.cutOffAt) - Date.now(),
  });
}

/**
 * Writes the end of one try: attempt, state and event in the caller's transaction. Used by the worker that made the
 * try, by recovery that replays a journal, and by a late answer for a dispatch that is in doubt; `from` tells them
 * apart. Safe to repeat: fenced by token and state.
 *
 * @throws LeaseLostError when the dispatch is not in `from` under this token
 */
export async function settleAttempt(
  session: Session,
  dispatch: DispatchRecord,
  from: Extract<DispatchState, 'sending' | 'in_doubt'>,
  attempt: {
    readonly id: string;
    readonly outcome: DeliveryOutcome;
    readonly evidence: DeliveryEvidence | null;
  },
  options: SettleOptions,
): Promise<AfterTry> {
  const { outcome } = attempt;
  const tries = triesWith(dispatch, outcome);
  const next = nextAfter(dispatch, outcome, options.retryDelays);
  if (from === 'in_doubt' && next.to === 'in_doubt') return next;
  await move(
    session,
    dispatch,
    from,
    next.to,
    {
      reason: next.reason,
      runId: options.runId,
      evidence: { attempt: attempt.id, ...evidenceSealOf(attempt.evidence) },
    },
    { tries, ...(next.to === 'queued_email' ? { retry_at: session.nowPlus(next.delay) } : {}) },
  );
  await finishAttempt(session, attempt.id, {
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : null,
    evidence: attempt.evidence,
  });
  return next;
}

function triesWith({ tries }: DispatchRecord, outcome: DeliveryOutcome): number {
  return tries + (countsAsTry(outcome) ? 1 : 0);
}
