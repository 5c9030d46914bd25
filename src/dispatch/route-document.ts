import type { Decision } from '../domain/decision.ts';
import type { DispatchState } from '../domain/dispatch.ts';
import type { Facts } from '../domain/document.ts';
import { insertDecision } from '../ledger/decision-store.ts';
import type { Session } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { move, type DispatchChanges } from '../ledger/transition.ts';
import type { RunContext } from './run-context.ts';

/** The state that a decision leads to. */
export function stateAfterDecision(decision: Decision): DispatchState {
  switch (decision.result) {
    case 'email':
      return 'queued_email';
    case 'post':
      return 'queued_print';
    case 'held':
      return 'held';
    case 'cancelled':
      return 'cancelled';
  }
}

/** Stores a decision and moves the dispatch by it, in the caller's transaction. */
export async function routeByDecision(
  session: Session,
  context: RunContext,
  dispatch: DispatchRecord,
  facts: Facts,
  decision: Decision,
  changes: DispatchChanges = {},
): Promise<void> {
  const decisionId = await insertDecision(session, {
    dispatchId: dispatch.dispatchId,
    runId: context.runId,
    decision,
    maskedFacts: context.maskFacts(facts),
  });
  await move(
    session,
    dispatch,
    dispatch.state,
    stateAfterDecision(decision),
    { reason: reasonOf(decision), runId: context.runId },
    { ...changes, decision_id: decisionId },
  );
}

/** The deciding rule with what it read: shown wherever somebody asks why. */
function reasonOf(decision: Decision): string {
  const deciding = decision.rules.find(({ rule }) => rule === decision.decidingRule);
  return deciding === undefined ? decision.decidingRule : `${decision.decidingRule}: ${deciding.detail}`;
}
