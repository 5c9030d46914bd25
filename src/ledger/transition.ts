import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { assertTransition, type DispatchState, type Lease } from '../domain/dispatch.ts';
import { LeaseLostError } from '../domain/errors.ts';
import type { Database, Session } from './database.ts';
import { chunksFor, cut, LedgerCorruptError } from './rows.ts';

/** Who moved a dispatch, and why: one event row each. */
export interface Cause {
  readonly reason: string;
  readonly runId: string | null;
  readonly person?: string;
  readonly evidence?: unknown;
}

/** Columns that may change together with the state. */
export type DispatchChanges = Readonly<Record<string, unknown>>;

/**
 * The one way in which a single dispatch changes its state: legal by the table in `domain/dispatch.ts`, fenced by
 * state and token, with its event row in the same transaction.
 * Primary key seek, one row; call it inside a transaction.
 *
 * @throws IllegalTransitionError, LeaseLostError (nothing is written then, if the caller rolls back)
 */
export async function move(
  session: Session,
  lease: Lease,
  from: DispatchState,
  to: DispatchState,
  cause: Cause,
  changes: DispatchChanges = {},
): Promise<void> {
  assertTransition(lease.dispatchId, from, to);
  const updated = await session
    .from('dispatch')
    .where({ id: lease.dispatchId, token: lease.token, state: from })
    .update({
      reason: cut(cause.reason),
      ...leaseAfter(to),
      ...changes,
      state: to,
      updated_at: session.now(),
    });
  if (updated !== 1) throw new LeaseLostError(lease.dispatchId, `${from} → ${to}`);
  await recordEvent(session, lease.dispatchId, from, to, cause);
}

/**
 * The same for many at once: every dispatch in `from` that `where` selects. Set-based, three statements whatever
 * the number of rows. The rows are marked by their own update first, so that the events are written for exactly
 * those, even where another worker moves rows into or out of `from` at the same time.
 * `where` must seek an index (batch and state, or print file). Call it inside a transaction.
 *
 * @returns the number of dispatches moved
 */
export async function moveAll(
  session: Session,
  where: (query: Knex.QueryBuilder) => void,
  from: DispatchState,
  to: DispatchState,
  cause: Cause,
  changes: DispatchChanges = {},
): Promise<number> {
  assertTransition('(many)', from, to);
  const marker = randomUUID();
  const select = session.from('dispatch').where({ state: from });
  where(select);
  const moved = await select.update({
    reason: cut(cause.reason),
    ...changes,
    state: to,
    lease_owner: marker,
    lease_until: null,
    updated_at: session.now(),
  });
  if (moved === 0) return 0;
  const marked = session.from('dispatch').where({ state: to, lease_owner: marker });
  where(marked);
  await insertEvents(session, marked.clone(), from, to, cause);
  const unmarked = await marked.clone().clear('select').update({ lease_owner: null });
  if (unmarked !== moved)
    throw new LedgerCorruptError('dispatch.state', `${moved} rows just moved`, unmarked);
  return moved;
}

/** A page stays below the 5,000 locks at which SQL Server locks the whole table, and below its 2,100 parameters. */
const PAGE = 1000;

/**
 * As `moveAll`, page by page in transactions of their own, for what may be a whole night: a million rows in one statement
 * outlast the time that a statement has. After a crash the rest is still in `from`. Seeks the index that `where` names for
 * a page of ids, then primary keys; touched is what is moved.
 *
 * @param where must hold still of what was moved, apart from the state
 * @param signal ends it after a page
 * @returns the number of dispatches moved
 */
export async function moveInPages(
  ledger: Database,
  where: (query: Knex.QueryBuilder, session: Session) => void,
  from: DispatchState,
  to: DispatchState,
  cause: Cause,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    const select = ledger.from('dispatch').where({ state: from });
    where(select, ledger);
    const ids: string[] = await select.limit(PAGE).pluck('id');
    if (ids.length === 0) break;
    count += await ledger.transaction((session) =>
      moveAll(session, (query) => where(query.whereIn('id', ids), session), from, to, cause),
    );
  }
  return count;
}

const EVENT_COLUMNS = 'dispatch_id, at, from_state, to_state, reason, run_id, person, evidence';

/** One row by its primary key. */
export async function recordEvent(
  session: Session,
  dispatchId: string,
  from: DispatchState | null,
  to: DispatchState,
  cause: Cause,
): Promise<void> {
  await session.from('dispatch_event').insert({
    dispatch_id: dispatchId,
    at: session.now(),
    from_state: from,
    to_state: to,
    reason: cut(cause.reason),
    run_id: cause.runId,
    person: cause.person ?? null,
    evidence: evidenceJson(cause),
  });
}

/**
 * The same event of many: one statement for 2,000 of them, which names each by its id alone. As rows of values they took
 * eight parameters each, and on Babelfish three times as long. Primary key seeks.
 */
export async function recordEvents(
  session: Session,
  dispatchIds: readonly string[],
  from: DispatchState | null,
  to: DispatchState,
  cause: Cause,
): Promise<void> {
  for (const chunk of chunksFor(dispatchIds, 1))
    await insertEvents(session, session.from('dispatch').whereIn('id', chunk), from, to, cause);
}

/** An event of each dispatch that `selected` finds, by the index that it names; touched are as many rows, read and written. */
async function insertEvents(
  session: Session,
  selected: Knex.QueryBuilder,
  from: DispatchState | null,
  to: DispatchState,
  cause: Cause,
): Promise<void> {
  const constant = (value: string | null): Knex.Raw => session.knex.raw('?', [value]);
  await session.knex
    .into(session.knex.raw(`${session.dialect.table('dispatch_event')} (${EVENT_COLUMNS})`))
    .insert(
      selected.select(
        'id',
        session.now(),
        constant(from),
        constant(to),
        constant(cut(cause.reason)),
        constant(cause.runId),
        constant(cause.person ?? null),
        constant(evidenceJson(cause)),
      ),
    );
}

function evidenceJson(cause: Cause): string | null {
  return cause.evidence === undefined ? null : JSON.stringify(cause.evidence);
}

/** A lease lasts only through `claimed` and `sending`; every other state gives it back. */
function leaseAfter(to: DispatchState): DispatchChanges {
  return to === 'claimed' || to === 'sending' ? {} : { lease_owner: null, lease_until: null };
}
