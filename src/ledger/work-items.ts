import type { Session } from './database.ts';
import { chunksFor, idOf, numberOf, textOf, textOrNull, type Row } from './rows.ts';

export type SharedStep = 'classify' | 'render';

/** A piece of a run's work in somebody's hands. */
export interface WorkItem {
  readonly id: string;
  readonly token: number;
  /** What is to be done, as the coordinating run wrote it. */
  readonly detail: unknown;
}

export interface WorkRequest {
  /** The coordinating run, to which the items belong. */
  readonly runId: string;
  readonly step: SharedStep;
  /** The run that takes one. */
  readonly owner: string;
  /** Milliseconds. */
  readonly lease: number;
}

/** Puts pieces of work up, one row each; statements of some hundred rows. Call it inside a transaction. */
export async function addWork(
  session: Session,
  { runId, step }: Pick<WorkRequest, 'runId' | 'step'>,
  details: readonly unknown[],
): Promise<void> {
  const rows = details.map((detail) => ({ run_id: runId, step, detail: JSON.stringify(detail), token: 0 }));
  for (const chunk of chunksFor(rows, 4)) await session.from('work_item').insert([...chunk]);
}

/**
 * Takes the next piece that nobody has: never taken, or its taker is dead or late. The conditions are tested again in the
 * outer WHERE, as in `claimForEmail`. Index ix_work_item_open: touched are pieces in hand and the one that is taken.
 * Where a piece is in hand, SQLite scans the runs of all nights for those that ended, some a night. Call it inside a
 * transaction.
 */
export async function claimWork(session: Session, request: WorkRequest): Promise<WorkItem | null> {
  const { dialect } = session;
  const table = dialect.table('work_item');
  const free = `done_at IS NULL AND (owner IS NULL OR lease_until < ${dialect.now}
      OR owner IN (SELECT id FROM ${dialect.table('run')} WHERE status <> 'running'))`;
  const update = `UPDATE ${table} SET owner = ?, token = token + 1, lease_until = ${dialect.nowPlus(request.lease)}`;
  const where = `WHERE ${free} AND id IN (
      SELECT ${dialect.top(1)} id FROM ${table} ${dialect.claimHints}
      WHERE run_id = ? AND step = ? AND ${free} ORDER BY id ${dialect.limit(1)})`;
  const sql =
    dialect.name === 'mssql'
      ? `${update} OUTPUT inserted.id, inserted.token, inserted.detail ${where}`
      : `${update} ${where} RETURNING id, token, detail`;
  const rows = await session.knex.raw<Row[]>(sql, [request.owner, request.runId, request.step]);
  const [row] = rows;
  return row === undefined
    ? null
    : {
        id: idOf(row, 'id'),
        token: numberOf(row, 'token'),
        detail: JSON.parse(textOf(row, 'detail')) as unknown,
      };
}

/**
 * Primary key seek, one row.
 *
 * @returns false when somebody else has taken it over meanwhile: what was done twice was fenced document by document
 */
export async function finishWork(
  session: Session,
  item: WorkItem,
  counts: Readonly<Record<string, number>>,
): Promise<boolean> {
  const updated = await session
    .from('work_item')
    .where({ id: item.id, token: item.token })
    .whereNull('done_at')
    .update({ done_at: session.now(), counts: JSON.stringify(counts) });
  return updated === 1;
}

/**
 * Prolongs what a run has in hand; called with its heartbeat. Scans the pieces of all runs that `removeOldWork` has left:
 * no index begins with the owner.
 */
export async function extendWork(session: Session, owner: string, lease: number): Promise<void> {
  await session
    .from('work_item')
    .where({ owner })
    .whereNull('done_at')
    .update({ lease_until: session.nowPlus(lease) });
}

/** Pieces that are not done yet, in whosever hands. Index ix_work_item_open; touched are the pieces that are counted. */
export async function countOpenWork(
  session: Session,
  { runId, step }: Pick<WorkRequest, 'runId' | 'step'>,
): Promise<number> {
  const row: Row | undefined = await session
    .from('work_item')
    .where({ run_id: runId, step })
    .whereNull('done_at')
    .count({ n: '*' })
    .first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

/** What all pieces came to, added up. Index ix_work_item_open; touched are all pieces of the step. */
export async function sumOfWork(
  session: Session,
  { runId, step }: Pick<WorkRequest, 'runId' | 'step'>,
): Promise<Readonly<Record<string, number>>> {
  const rows: Row[] = await session.from('work_item').where({ run_id: runId, step }).select('counts');
  const sum: Record<string, number> = {};
  for (const row of rows) {
    const counts = JSON.parse(textOrNull(row, 'counts') ?? '{}') as Readonly<Record<string, number>>;
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

/**
 * Pieces of runs that ended more than `olderThan` milliseconds ago. Scans the runs of all nights, some a night; index
 * ix_work_item_open for their pieces.
 */
export async function removeOldWork(session: Session, olderThan: number): Promise<number> {
  const ended = session.from('run').where('finished_at', '<', session.nowPlus(-olderThan)).select('id');
  return session.from('work_item').whereIn('run_id', ended).delete();
}
