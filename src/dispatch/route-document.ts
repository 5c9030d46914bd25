import { maskContext } from '../classify/mask-context.ts';
import type { Decision, DecisionContext } from '../domain/decision.ts';
import type { DispatchPurpose, DispatchState } from '../domain/dispatch.ts';
import type { Facts } from '../domain/document.ts';
import { insertDecision } from '../ledger/decision-store.ts';
import type { Session } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { move, type DispatchChanges } from '../ledger/transition.ts';
import type { RunContext } from './run-context.ts';

const STATE_AFTER: Readonly<Record<Decision['result'], DispatchState>> = {
  email: 'queued_email',
  post: 'queued_print',
  held: 'held',
  cancelled: 'cancelled',
};

/**
 * The state that a decision leads to. A paper copy exists because its e-mail was accepted: when a person releases a
 * held one it is decided again, for its address may have changed, but it never becomes a second e-mail (S16).
 */
export function stateAfterDecision(decision: Decision, purpose: DispatchPurpose): DispatchState {
  const isCopyByEmail = purpose === 'paper_copy' && decision.result === 'email';
  return isCopyByEmail ? STATE_AFTER.post : STATE_AFTER[decision.result];
}

/** A decision with all that it was made of: what is kept, so that it can be explained and made again. */
export interface Decided {
  readonly facts: Facts;
  readonly given: DecisionContext;
  readonly decision: Decision;
}

/** Stores a decision and moves the dispatch by it, in the caller's transaction. */
export async function routeByDecision(
  session: Session,
  context: RunContext,
  dispatch: DispatchRecord,
  { facts, given, decision }: Decided,
  changes: DispatchChanges = {},
): Promise<void> {
  const decisionId = await insertDecision(session, {
    dispatchId: dispatch.dispatchId,
    runId: context.runId,
    decision,
    maskedFacts: context.maskFacts(facts),
    maskedContext: maskContext(given),
  });
  await move(
    session,
    dispatch,
    dispatch.state,
    stateAfterDecision(decision, dispatch.purpose),
    { reason: reasonOf(decision), runId: context.runId },
    { ...changes, decision_id: decisionId },
  );
}

/** The deciding rule with what it read: shown wherever somebody asks why. */
function reasonOf(decision: Decision): string {
  const deciding = decision.rules.find(({ rule }) => rule === decision.decidingRule);
  return deciding === undefined ? decision.decidingRule : `${decision.decidingRule}: ${deciding.detail}`;
}
