import type { Lease } from '../domain/dispatch.ts';
import type { Session } from './database.ts';
import { DISPATCH_COLUMNS, parseDispatch, type DispatchRecord } from './dispatch-record.ts';
import { recordEvents } from './transition.ts';
import type { Row } from './rows.ts';

/** READPAST skips row locks only: beyond some hundred rows SQL Server may take page or table locks instead. */
export const MAX_CLAIM = 100;

export interface ClaimRequest {
  readonly batchIds: readonly string[];
  readonly runId: string;
  readonly count: number;
  /** Milliseconds. */
  readonly lease: number;
}

/**
 * Takes up to `count` dispatches that are due for e-mail under a lease. The state is tested again in the outer
 * WHERE: on a server that ignores the lock hints the form without it handed out up to 60 % of the rows twice, with
 * it none (measured). One statement a batch until there are enough, the earliest night first: a seek in
 * ix_dispatch_batch_state that stops at the last row claimed, and touches those locked by others or not due besides. For
 * several batches at once the index has no order, and each claim sorted all that was queued. BETWEEN and the order by state say
 * the same as `=` and the order by id, but no other index gives that order: where most of a table is queued, Babelfish read
 * the primary key from its begin and passed over all that was claimed before (of 1,000,000 the second hundred thousand
 * came at a tenth of the pace).
 * Call it inside a transaction.
 */
export async function claimForEmail(
  session: Session,
  request: ClaimRequest,
): Promise<readonly DispatchRecord[]> {
  const wanted = Math.min(request.count, MAX_CLAIM);
  const claimed: DispatchRecord[] = [];
  for (const batchId of request.batchIds.toSorted((a, b) => Number(a) - Number(b))) {
    if (claimed.length === wanted) break;
    claimed.push(...(await claimOfBatch(session, batchId, request, wanted - claimed.length)));
  }
  await recordEvents(
    session,
    claimed.map(({ dispatchId }) => dispatchId),
    'queued_email',
    'claimed',
    { reason: 'claimed for e-mail', runId: request.runId },
  );
  return claimed;
}

/** The one statement of `claimForEmail`: touches what it says there. */
async function claimOfBatch(
  session: Session,
  batchId: string,
  request: ClaimRequest,
  count: number,
): Promise<readonly DispatchRecord[]> {
  const { dialect } = session;
  const table = dialect.table('dispatch');
  const update = `UPDATE ${table} SET state = 'claimed', token = token + 1, lease_owner = ?, lease_until = ${dialect.nowPlus(request.lease)}, updated_at = ${dialect.now}`;
  const columns = DISPATCH_COLUMNS.map((column) =>
    dialect.name === 'mssql' ? `inserted.${column}` : column,
  ).join(', ');
  const where = `WHERE state = 'queued_email' AND id IN (
      SELECT ${dialect.top(count)} id FROM ${table} ${dialect.claimHints}
      WHERE batch_id = ? AND state BETWEEN 'queued_email' AND 'queued_email' AND retry_at <= ${dialect.now}
      ORDER BY state, id ${dialect.limit(count)})`;
  const sql =
    dialect.name === 'mssql'
      ? `${update} OUTPUT ${columns} ${where}`
      : `${update} ${where} RETURNING ${columns}`;
  const rows = await session.knex.raw<Row[]>(sql, [request.runId, batchId]);
  // OUTPUT promises no order, and on SQL Server it has none.
  return rows.map(parseDispatch).sort((a, b) => Number(a.dispatchId) - Number(b.dispatchId));
}

/**
 * Takes over what dead workers hold: `claimed` and `sending` whose lease has expired or whose run is no longer
 * running. The token moves first and is committed; only then may the journal be read. A paused owner that wakes up
 * journals "body begun" *before* it checks its fence, so whatever it could still send is visible by then.
 * Seeks ix_dispatch_batch_state for each batch and state; touched is what is claimed or being sent there. Reads table run
 * once, some rows a night, of all nights.
 */
export async function seizeOrphans(
  session: Session,
  request: Omit<ClaimRequest, 'count'>,
): Promise<readonly DispatchRecord[]> {
  const { dialect } = session;
  const marks = request.batchIds.map(() => '?').join(', ');
  const columns = DISPATCH_COLUMNS.map((column) =>
    dialect.name === 'mssql' ? `inserted.${column}` : column,
  ).join(', ');
  const update = `UPDATE ${dialect.table('dispatch')} SET token = token + 1, lease_owner = ?, lease_until = ${dialect.nowPlus(request.lease)}`;
  const where = `WHERE batch_id IN (${marks}) AND state IN ('claimed', 'sending') AND (lease_until < ${dialect.now}
      OR lease_owner IN (SELECT id FROM ${dialect.table('run')} WHERE status <> 'running'))`;
  const sql =
    dialect.name === 'mssql'
      ? `${update} OUTPUT ${columns} ${where}`
      : `${update} ${where} RETURNING ${columns}`;
  return (await session.knex.raw<Row[]>(sql, [request.runId, ...request.batchIds])).map(parseDispatch);
}

/** The fence: whether the lease is still ours, by the database's clock. Primary key seek, one row. */
export async function holdsLease(session: Session, lease: Lease): Promise<boolean> {
  const row: unknown = await session
    .from('dispatch')
    .where({ id: lease.dispatchId, token: lease.token })
    .where('lease_until', '>', session.now())
    .first('id');
  return row !== undefined;
}

/** Prolongs every lease of a run; called with its heartbeat. Index ix_dispatch_lease; touches what the run has claimed. */
export async function extendLeases(session: Session, runId: string, lease: number): Promise<void> {
  await session
    .from('dispatch')
    .where({ lease_owner: runId })
    .whereIn('state', ['claimed', 'sending'])
    .update({ lease_until: session.nowPlus(lease) });
}
