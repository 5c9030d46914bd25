import type { Knex } from 'knex';
import type { Session } from './database.ts';
import { chunksFor, idOf, numberOf, textOf, timeOf, timeOrNull, type Row } from './rows.ts';

/** What the core system is told about a document that has left the house or was withdrawn. */
export interface FinalResult {
  readonly dispatchId: string;
  readonly documentId: string;
  /** `emailed`, `handed_over` or `cancelled`. */
  readonly state: string;
  readonly at: string;
}

/** What the core system was not told yet. */
export interface WriteBackBacklog {
  readonly results: number;
  /** When the oldest of them became final; null: there is none. */
  readonly since: string | null;
}

/**
 * Final dispatches that the core system does not know yet, of whatever night. Word for word the filter of index
 * ix_dispatch_untold, and no parameters: neither SQLite nor SQL Server uses a filtered index for values that it does not
 * know when it plans.
 */
function untold(session: Session): Knex.QueryBuilder {
  return session
    .from('dispatch')
    .whereRaw(
      `purpose = 'document' AND state IN ('emailed', 'handed_over', 'cancelled') AND reported_at IS NULL`,
    );
}

/** How far the write-back is behind. One pass over ix_dispatch_untold: touched is what is untold, and nothing else. */
export async function readBacklog(session: Session): Promise<WriteBackBacklog> {
  const row: Row | undefined = await untold(session).count({ n: '*' }).min({ at: 'updated_at' }).first();
  if (row === undefined) return { results: 0, since: null };
  return { results: numberOf(row, 'n'), since: timeOrNull(row, 'at') };
}

/**
 * The newest final dispatches that the core system does not know yet, in the falling order of their ids, below `beforeId`
 * (null: from the top). Of every night but those that others work on: they tell themselves. A seek in
 * ix_dispatch_untold; touched are as many rows as it gives, and what stands in the nights left out.
 */
export async function listUntold(
  session: Session,
  page: {
    readonly beforeId: string | null;
    readonly count: number;
    readonly exceptBatchIds: readonly string[];
  },
): Promise<readonly FinalResult[]> {
  const query = untold(session);
  if (page.beforeId !== null) void query.where('id', '<', page.beforeId);
  if (page.exceptBatchIds.length > 0) void query.whereNotIn('batch_id', page.exceptBatchIds);
  const rows: Row[] = await query
    .orderBy('id', 'desc')
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
 * `:state`, `:at`. At least once: a crash between the two databases repeats it, so it must be idempotent. One statement a
 * result, and the plan is that of whoever wrote it: one row by its document id is meant.
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

/**
 * Marks these as told, but not one that has moved meanwhile: it is told anew. Primary key seeks, a statement for each
 * state and 2,000 of them.
 */
export async function markReported(session: Session, results: readonly FinalResult[]): Promise<void> {
  for (const state of new Set(results.map((result) => result.state))) {
    const ids = results.filter((result) => result.state === state).map(({ dispatchId }) => dispatchId);
    for (const chunk of chunksFor(ids, 1)) {
      await session
        .from('dispatch')
        .whereIn('id', chunk)
        .where({ state })
        .update({ reported_at: session.now() });
    }
  }
}
