import type { Session } from './database.ts';
import { idOf, textOf, timeOf, type Row } from './rows.ts';

/** What the core system is told about a document that has left the house or was withdrawn. */
export interface FinalResult {
  readonly dispatchId: string;
  readonly documentId: string;
  /** `emailed`, `handed_over` or `cancelled`. */
  readonly state: string;
  readonly at: string;
}

/** Final dispatches that the core system does not know yet, in the order of their ids, from `afterId` on. */
export async function listUnreported(
  session: Session,
  batchIds: readonly string[],
  page: { readonly afterId: string; readonly count: number },
): Promise<readonly FinalResult[]> {
  const rows: Row[] = await session
    .from('dispatch')
    .whereIn('batch_id', batchIds)
    .where({ purpose: 'document' })
    .whereIn('state', ['emailed', 'handed_over', 'cancelled'])
    .whereNull('reported_at')
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.count)
    .select('id', 'document_id', 'state', 'updated_at');
  return rows.map((row) => ({
    dispatchId: idOf(row, 'id'),
    documentId: textOf(row, 'document_id'),
    state: textOf(row, 'state'),
    at: timeOf(row, 'updated_at'),
  }));
}

/**
 * Tells the core system through the configured statement, named bindings `:document_id`, `:dispatch_id`, `:channel`,
 * `:state`, `:at`. At least once: a crash between the two databases repeats it, so it must be idempotent.
 */
export async function reportResult(core: Session, statement: string, result: FinalResult): Promise<void> {
  await core.knex.raw(statement, {
    document_id: result.documentId,
    dispatch_id: result.dispatchId,
    channel: result.state === 'emailed' ? 'email' : result.state === 'handed_over' ? 'post' : 'none',
    state: result.state,
    at: result.at,
  });
}

export async function markReported(session: Session, result: FinalResult): Promise<void> {
  await session
    .from('dispatch')
    .where({ id: result.dispatchId, state: result.state })
    .update({ reported_at: session.now() });
}
