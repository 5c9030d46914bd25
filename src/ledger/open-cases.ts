import type { DispatchPurpose, DispatchState } from '../domain/dispatch.ts';
import type { Session } from './database.ts';
import { stateOf } from './dispatch-record.ts';
import { idOf, textOf, textOrNull, timeOf, type Row } from './rows.ts';

/** A dispatch that waits for a person, or for whatever its reason says. */
export interface OpenCase {
  readonly dispatchId: string;
  readonly documentId: string;
  readonly purpose: DispatchPurpose;
  readonly state: DispatchState;
  readonly reason: string | null;
  /** When it came into this state, ISO 8601 in UTC. */
  readonly since: string;
}

/**
 * Dispatches of a batch in these states, the oldest first, `count` at most. Index ix_dispatch_batch_state; touched, and
 * sorted, is all that is in these states.
 */
export async function listOpenCases(
  session: Session,
  batchId: string,
  states: readonly DispatchState[],
  count: number,
): Promise<readonly OpenCase[]> {
  const rows: Row[] = await session
    .from('dispatch')
    .where({ batch_id: batchId })
    .whereIn('state', states)
    .orderBy(['updated_at', 'id'])
    .limit(count)
    .select('id', 'document_id', 'purpose', 'state', 'reason', 'updated_at');
  return rows.map((row) => ({
    dispatchId: idOf(row, 'id'),
    documentId: textOf(row, 'document_id'),
    purpose: textOf(row, 'purpose') as DispatchPurpose,
    state: stateOf(row, 'state'),
    reason: textOrNull(row, 'reason'),
    since: timeOf(row, 'updated_at'),
  }));
}
