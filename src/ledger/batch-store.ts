import type { Knex } from 'knex';
import { NIGHTLY_JOB, type Batch } from '../domain/batch.ts';
import { parseBusinessDate, type BusinessDate } from '../domain/business-date.ts';
import { PostausgangError } from '../domain/errors.ts';
import type { Database, Session } from './database.ts';
import { idOf, numberOf, textOf, timeOrNull, type Row } from './rows.ts';

function parseBatch(row: Row): Batch {
  return {
    id: idOf(row, 'id'),
    businessDate: parseBusinessDate(textOf(row, 'business_date')),
    collectedAt: timeOrNull(row, 'collected_at'),
    collected: numberOf(row, 'collected'),
    completedAt: timeOrNull(row, 'completed_at'),
  };
}

/** The batch of that night, made if it does not exist yet. One row; ux_batch_job_date: two makers get one batch. */
export async function openBatch(database: Database, date: BusinessDate): Promise<Batch> {
  const found = await findBatch(database, date);
  if (found !== null) return found;
  try {
    await database.from('batch').insert({
      job_name: NIGHTLY_JOB,
      business_date: date,
      created_at: database.now(),
      collected: 0,
    });
  } catch (error) {
    if (!database.dialect.isUniqueViolation(error)) throw error;
  }
  const made = await findBatch(database, date);
  if (made === null) throw new Error(`Batch ${date} was just made and cannot be found.`);
  return made;
}

/** The batch of that night, or null. Seeks ux_batch_job_date, one row. */
export async function findBatch(session: Session, date: BusinessDate): Promise<Batch | null> {
  const row: Row | undefined = await session
    .from('batch')
    .where({ job_name: NIGHTLY_JOB, business_date: date })
    .first();
  return row === undefined ? null : parseBatch(row);
}

/** The newest batches first. Reads ux_batch_job_date from its end; touched are `count` rows. */
export async function listBatches(session: Session, count: number): Promise<readonly Batch[]> {
  const rows: Row[] = await session
    .from('batch')
    .where({ job_name: NIGHTLY_JOB })
    .orderBy('business_date', 'desc')
    .limit(count);
  return rows.map(parseBatch);
}

/** States with work that a run can do by itself. */
const OPEN_STATES = ['pending', 'queued_email', 'claimed', 'sending', 'queued_print', 'bundled'];

/** The batch of that id; every dispatch names one. Primary key seek, one row. */
export async function findBatchById(session: Session, batchId: string): Promise<Batch | null> {
  const row: Row | undefined = await session.from('batch').where({ id: batchId }).first();
  return row === undefined ? null : parseBatch(row);
}

/**
 * Earlier batches that are not done, oldest first: nobody has marked them complete (a night that failed while it
 * collected, a print file that a person released after its run had ended), or a person or a bounce put something back
 * into a queue since. Seeks ux_batch_job_date; for each batch that is complete one seek a state in ix_dispatch_batch_state and
 * one in ix_dispatch_copy_wanted, which ends at the first that is open. Once a run.
 */
export async function openBatchesBefore(session: Session, date: BusinessDate): Promise<readonly Batch[]> {
  const dispatches = (): Knex.QueryBuilder =>
    session.from('dispatch as d').select(session.knex.raw('1')).where('d.batch_id', session.knex.ref('b.id'));
  const rows: Row[] = await session
    .from('batch as b')
    .where('b.job_name', NIGHTLY_JOB)
    .where('b.business_date', '<', date)
    .where(
      (unfinished) =>
        void unfinished
          .whereNull('b.completed_at')
          .orWhereExists(dispatches().whereIn('d.state', OPEN_STATES))
          .orWhereExists(missingPaperCopy(session, dispatches())),
    )
    .select('b.*')
    .orderBy('b.business_date');
  return rows.map(parseBatch);
}

/**
 * Accepted e-mails of which law or contract asks a paper copy (S19, L5) that does not exist yet. A condition on dispatches
 * `d`: seeks ix_dispatch_copy_wanted, and ux_dispatch_paper_copy for each that it finds. What their filters name stands in the
 * statement: neither database uses a filtered index for a parameter.
 */
export function missingPaperCopy(session: Session, query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query
    .whereRaw("d.state = 'emailed'")
    .whereNotNull('d.paper_copy_basis')
    .whereNotExists(
      session
        .from('dispatch as c')
        .select(session.knex.raw('1'))
        .whereRaw("c.purpose = 'paper_copy'")
        .where('c.original_id', session.knex.ref('d.id')),
    );
}

/** A run that was taken over collected on after its successor had closed the batch. */
export class MembershipClosedError extends PostausgangError {
  readonly code = 'MEMBERSHIP_CLOSED';

  constructor(batchId: string) {
    super(
      `Batch ${batchId}: its membership was closed by another run, so nothing was added. What is still in the core view is collected by the next night.`,
    );
  }
}

/**
 * Keeps a batch open until the end of the caller's transaction: its row is locked, so that nobody closes it between
 * this look and the documents that are added. Primary key seek, one row.
 *
 * @throws MembershipClosedError
 */
export async function lockOpen(session: Session, batchId: string): Promise<void> {
  const locked = await session
    .from('batch')
    .where({ id: batchId })
    .whereNull('collected_at')
    .update({ collected: 0 });
  if (locked !== 1) throw new MembershipClosedError(batchId);
}

/**
 * Closes membership: from here on the batch has exactly these documents. First the lock, then the count: who is adding
 * right now comes before it or fails. Call it inside a transaction; a batch that is closed already stays as it is.
 * Primary key seeks for the batch; the count reads its range in ix_dispatch_batch_state, with each row for its purpose.
 *
 * @returns the number of its documents
 */
export async function closeCollection(session: Session, batchId: string): Promise<number> {
  const closed = await session
    .from('batch')
    .where({ id: batchId })
    .whereNull('collected_at')
    .update({ collected_at: session.now() });
  const counted: Row | undefined = await session
    .from('dispatch')
    .where({ batch_id: batchId, purpose: 'document' })
    .count({ documents: '*' })
    .first();
  const documents = counted === undefined ? 0 : numberOf(counted, 'documents');
  if (closed === 1) await session.from('batch').where({ id: batchId }).update({ collected: documents });
  return documents;
}

/** Notes when a batch was done; the first time counts. Primary key seek, one row. */
export async function markCompleted(session: Session, batchId: string): Promise<void> {
  await session
    .from('batch')
    .where({ id: batchId })
    .whereNull('completed_at')
    .update({ completed_at: session.now() });
}
