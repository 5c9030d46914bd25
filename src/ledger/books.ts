import { DISPATCH_STATES, type DispatchState } from '../domain/dispatch.ts';
import type { Session } from './database.ts';
import { stateOf } from './dispatch-record.ts';
import { idOf, numberOf, textOf, type Row } from './rows.ts';

/** What the database says about a batch when all is counted afresh; `batch/reconcile.ts` judges it. */
export interface Books {
  readonly batchId: string;
  /** Documents that the batch took when its membership was closed. */
  readonly collected: number;
  /** Dispatches by purpose and state. */
  readonly byPurpose: Readonly<Record<string, Readonly<Record<DispatchState, number>>>>;
  readonly printFiles: readonly {
    readonly id: string;
    readonly status: string;
    readonly documents: number;
    /** Dispatches that name this file and are `bundled` or `handed_over`; of a reprint, the copies that it holds. */
    readonly members: number;
  }[];
  /** Documents whose attempts show an acceptance although the dispatch went, or goes, by post without a bounce. */
  readonly acceptedAndPosted: number;
  /** Dispatches with more than one accepted attempt. */
  readonly acceptedTwice: number;
}

/** Counts the batch afresh; each function below says by which index. The batch itself: primary key seek, one row. */
export async function readBooks(session: Session, batchId: string): Promise<Books> {
  const batch: Row | undefined = await session.from('batch').where({ id: batchId }).first('collected');
  return {
    batchId,
    collected: batch === undefined ? 0 : numberOf(batch, 'collected'),
    byPurpose: await statesByPurpose(session, batchId),
    printFiles: await printFileCounts(session, batchId),
    acceptedAndPosted: await acceptedAndPosted(session, batchId),
    acceptedTwice: await acceptedTwice(session, batchId),
  };
}

/** Reads the batch's range in ix_dispatch_batch_state, with the row of each dispatch for its purpose. */
async function statesByPurpose(session: Session, batchId: string): Promise<Books['byPurpose']> {
  const rows: Row[] = await session
    .from('dispatch')
    .where({ batch_id: batchId })
    .groupBy('purpose', 'state')
    .select('purpose', 'state')
    .count({ n: '*' });
  const books: Record<string, Record<DispatchState, number>> = { document: noStates() };
  for (const row of rows) {
    const states = (books[textOf(row, 'purpose')] ??= noStates());
    states[stateOf(row, 'state')] = numberOf(row, 'n');
  }
  return books;
}

function noStates(): Record<DispatchState, number> {
  return Object.fromEntries(DISPATCH_STATES.map((state) => [state, 0])) as Record<DispatchState, number>;
}

/**
 * Scans print_file in the order of its key, because no index begins with its batch: some rows a night, of all nights.
 * Members of this batch's files by ix_dispatch_print_file with their rows, copies by the key of print_file_entry.
 */
async function printFileCounts(session: Session, batchId: string): Promise<Books['printFiles']> {
  const members = session
    .from('dispatch as d')
    .where('d.print_file_id', session.knex.ref('f.id'))
    .whereIn('d.state', ['bundled', 'handed_over'])
    .count();
  const copies = session
    .from('print_file_entry as e')
    .where('e.print_file_id', session.knex.ref('f.id'))
    .count();
  const rows: Row[] = await session
    .from('print_file as f')
    .where('f.batch_id', batchId)
    .orderBy('f.id')
    .select('f.id', 'f.status', 'f.documents', 'f.original_id', members.as('members'), copies.as('copies'));
  return rows.map((row) => ({
    id: idOf(row, 'id'),
    status: textOf(row, 'status'),
    documents: row['documents'] === null ? 0 : numberOf(row, 'documents'),
    members: numberOf(row, row['original_id'] === null ? 'members' : 'copies'),
  }));
}

/**
 * Seeks ix_dispatch_batch_state for what goes by post; for each its tries by ux_attempt_number and its events by
 * ix_dispatch_event_dispatch.
 */
async function acceptedAndPosted(session: Session, batchId: string): Promise<number> {
  const row: Row | undefined = await session
    .from('dispatch as d')
    .where('d.batch_id', batchId)
    .whereIn('d.state', ['queued_print', 'bundled', 'handed_over'])
    .whereExists(acceptedAttempts(session))
    .whereNotExists(
      session
        .from('dispatch_event as e')
        .select(session.knex.raw('1'))
        .where('e.dispatch_id', session.knex.ref('d.id'))
        .where('e.from_state', 'emailed'),
    )
    .count({ n: '*' })
    .first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

/** Reads the batch's range in ix_dispatch_batch_state, by the index alone, and all of its tries by ux_attempt_number. */
async function acceptedTwice(session: Session, batchId: string): Promise<number> {
  const twice = session
    .from('dispatch as d')
    .join(`${session.dialect.table('attempt')} as a`, 'a.dispatch_id', 'd.id')
    .where('d.batch_id', batchId)
    .where('a.outcome', 'accepted')
    .groupBy('d.id')
    .havingRaw('COUNT(*) > 1')
    .select('d.id');
  const row: Row | undefined = await session.knex.from(twice.as('twice')).count({ n: '*' }).first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

function acceptedAttempts(session: Session): ReturnType<Session['from']> {
  return session
    .from('attempt as a')
    .select(session.knex.raw('1'))
    .where('a.dispatch_id', session.knex.ref('d.id'))
    .where('a.outcome', 'accepted');
}
