import type { Session } from './database.ts';
import { idOf, numberOf, textOf, timeOf, timeOrNull, type Row } from './rows.ts';

/** What the core system is told about a document that has left the house or was withdrawn. */
export interface FinalResult {
  readonly dispatchId: string;
  readonly documentId: string;
  /** `emailed`, `handed_over` or `cancelled`. */
  readonly state: string;
  readonly at: string;
}

/** States that the core system is told of. */
const TOLD_STATES = ['emailed', 'handed_over', 'cancelled'];

/** What the core system was not told yet. */
export interface WriteBackBacklog {
  readonly results: number;
  /** When the oldest of them became final; null: there is none. */
  readonly since: string | null;
}

/**
 * How far the write-back is behind, over every night that is not done: a run tells before it marks a night as done. Not
 * seen is a night that was done, got a document back by a bounce, and lost the run that took it along before it told. A seek in ix_dispatch_batch_state for each open night and final state; touched are the final
 * dispatches of those nights, as by each run that looks for what to tell.
 */
export async function readBacklog(session: Session): Promise<WriteBackBacklog> {
  const row: Row | undefined = await session
    .from('dispatch')
    .whereIn('batch_id', session.from('batch').whereNull('completed_at').select('id'))
    .where({ purpose: 'document' })
    .whereIn('state', TOLD_STATES)
    .whereNull('reported_at')
    .count({ n: '*' })
    .min({ at: 'updated_at' })
    .first();
  if (row === undefined) return { results: 0, since: null };
  return { results: numberOf(row, 'n'), since: timeOrNull(row, 'at') };
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
    .whereIn('state', TOLD_STATES)
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
