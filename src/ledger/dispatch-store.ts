import type { Knex } from 'knex';
import type { DispatchPurpose, DispatchState } from '../domain/dispatch.ts';
import { lockOpen } from './batch-store.ts';
import type { Session } from './database.ts';
import { DISPATCH_COLUMNS, parseDispatch, stateOf, type DispatchRecord } from './dispatch-record.ts';
import { chunksFor, cut, idOf, numberOf, numberOrNull, textOf, type Row } from './rows.ts';
import { recordEvent, type Cause } from './transition.ts';

/** A document that cannot stand in the ledger beside another one: to this database their ids are one value. */
export interface IdCollision {
  readonly documentId: string;
  /** The one that has a dispatch; null: the database does not say which. */
  readonly takenBy: string | null;
}

export interface AddedDocuments {
  readonly added: number;
  /** Documents that were not added, and have no dispatch. */
  readonly collisions: readonly IdCollision[];
}

/**
 * Adds documents to an open batch; those that have a dispatch already, in whatever batch, are passed over. So is one
 * whose id the ledger's collation takes for that of another document, and that one is told. Unique index
 * ux_dispatch_document is the last word; the look-up before it only keeps the common case quiet: a seek for each of at most
 * 2,000 ids in it, or in ix_dispatch_document where a database uses no filtered index for a parameter; and one INSERT of
 * those that are new. Call it inside a transaction.
 *
 * @throws MembershipClosedError
 */
export async function addDocuments(
  session: Session,
  batchId: string,
  documentIds: readonly string[],
): Promise<AddedDocuments> {
  await lockOpen(session, batchId);
  let added = 0;
  const collisions: IdCollision[] = [];
  for (const chunk of chunksFor(documentIds, 1)) {
    const known: Row[] = await session
      .from('dispatch')
      .where({ purpose: 'document' })
      .whereIn('document_id', chunk)
      .select('document_id');
    const knownIds = new Set(known.map((row) => textOf(row, 'document_id')));
    const takenBy = new Map([...knownIds].map((id) => [session.dialect.foldId(id), id]));
    const fresh: string[] = [];
    for (const documentId of chunk.filter((id) => !knownIds.has(id))) {
      const fold = session.dialect.foldId(documentId);
      const other = takenBy.get(fold);
      if (other === documentId) continue;
      if (other !== undefined && (await isOneId(session, documentId, other))) {
        collisions.push({ documentId, takenBy: other });
        continue;
      }
      takenBy.set(fold, documentId);
      fresh.push(documentId);
    }
    if (fresh.length === 0) continue;
    await insertDocuments(session, batchId, fresh);
    added += fresh.length;
  }
  return { added, collisions };
}

/** One statement whatever their number, in their order. It reads no table. */
async function insertDocuments(
  session: Session,
  batchId: string,
  documentIds: readonly string[],
): Promise<void> {
  const { knex, dialect } = session;
  const row = newDispatch(session, batchId, knex.raw('value'), 'document');
  await knex.into(knex.raw(`${dialect.table('dispatch')} (${Object.keys(row).join(', ')})`)).insert(
    knex
      .select(Object.values(row).map((value) => knex.raw('?', [value])))
      .from(knex.raw(dialect.elements, [JSON.stringify(documentIds)]))
      .orderByRaw('CAST([key] AS int)'),
  );
}

/** Only the collation can tell, and few ids are ever suspected. It reads no table. */
async function isOneId(session: Session, one: string, other: string): Promise<boolean> {
  const rows: Row[] = await session.knex.raw('SELECT CASE WHEN ? = ? THEN 1 ELSE 0 END AS n', [one, other]);
  return rows.some((row) => numberOf(row, 'n') === 1);
}

/** A dispatch as it begins. */
export function newDispatch(
  session: Session,
  batchId: string,
  documentId: string | Knex.Raw,
  purpose: DispatchPurpose,
): Readonly<Record<string, Knex.Value>> {
  return {
    batch_id: batchId,
    document_id: documentId,
    purpose,
    state: 'pending',
    token: 0,
    tries: 0,
    attempts: 0,
    never_bundle: 0,
    created_at: session.now(),
    updated_at: session.now(),
  };
}

/**
 * Dispatches in one state, in the order of their ids, from `afterId` on, up to `upTo`. A seek in ix_dispatch_batch_state for
 * each batch, that stops after a page: for several batches at once the index has no order, and each page sorted all
 * that was left.
 */
export async function listByState(
  session: Session,
  batchIds: readonly string[],
  state: DispatchState,
  page: { readonly afterId: string; readonly count: number; readonly upTo?: string },
): Promise<readonly DispatchRecord[]> {
  const found: Row[] = [];
  for (const batchId of batchIds) {
    const query = session.from('dispatch').where({ batch_id: batchId, state }).where('id', '>', page.afterId);
    if (page.upTo !== undefined) void query.where('id', '<=', page.upTo);
    const rows: Row[] = await query
      .orderBy('id')
      .limit(page.count)
      .select(...DISPATCH_COLUMNS);
    found.push(...rows);
  }
  const dispatches = found.map(parseDispatch);
  return dispatches.sort((a, b) => Number(a.dispatchId) - Number(b.dispatchId)).slice(0, page.count);
}

/** Dispatches of one batch by their ids: above `afterId`, up to `upTo`. */
export interface DispatchRange {
  readonly batchId: string;
  readonly afterId: string;
  readonly upTo: string;
}

/**
 * The pending dispatches of these batches in ranges of so many ids. One pass over what is pending in ix_dispatch_batch_state,
 * and no table row: SQLite, asked for both ends in one statement, seeks neither.
 */
export async function pendingRanges(
  session: Session,
  batchIds: readonly string[],
  size: number,
): Promise<readonly DispatchRange[]> {
  const ranges: DispatchRange[] = [];
  for (const batchId of batchIds) {
    const ends: Row | undefined = await session
      .from('dispatch')
      .where({ batch_id: batchId, state: 'pending' })
      .min({ first: 'id' })
      .max({ last: 'id' })
      .first();
    const first = ends === undefined ? null : numberOrNull(ends, 'first');
    const last = ends === undefined ? null : numberOrNull(ends, 'last');
    if (first === null || last === null) continue;
    for (let after = first - 1; after < last; after += size) {
      ranges.push({ batchId, afterId: String(after), upTo: String(Math.min(after + size, last)) });
    }
  }
  return ranges;
}

/** The dispatch of that id, or null. Primary key seek, one row. */
export async function findDispatch(session: Session, dispatchId: string): Promise<DispatchRecord | null> {
  if (!/^\d{1,18}$/.test(dispatchId)) return null;
  const row: Row | undefined = await session
    .from('dispatch')
    .where({ id: dispatchId })
    .first(...DISPATCH_COLUMNS);
  return row === undefined ? null : parseDispatch(row);
}

/** All dispatches of a document, the original first. Seeks ix_dispatch_document; touched are these rows. */
export async function findByDocument(
  session: Session,
  documentId: string,
): Promise<readonly DispatchRecord[]> {
  const rows: Row[] = await session
    .from('dispatch')
    .where({ document_id: documentId })
    .orderBy('id')
    .select(...DISPATCH_COLUMNS);
  return rows.map(parseDispatch);
}

/**
 * How many dispatches of these batches are in each state. Reads their whole range in ix_dispatch_batch_state, and no table
 * row.
 */
export async function countByState(
  session: Session,
  batchIds: readonly string[],
): Promise<Readonly<Partial<Record<DispatchState, number>>>> {
  const rows: Row[] = await session
    .from('dispatch')
    .whereIn('batch_id', batchIds)
    .groupBy('state')
    .select('state')
    .count({ n: '*' });
  return Object.fromEntries(rows.map((row) => [stateOf(row, 'state'), numberOf(row, 'n')]));
}

/**
 * Holds these documents for this transaction: a second one that wants the same waits here, and then reads what the
 * first did. Without it two orders at once both found nothing open, and both were carried out. An update that changes
 * nothing, because it locks on every server; lock hints do not. Seeks ux_dispatch_document, or ix_dispatch_document where a
 * database uses no filtered index for a parameter; one row a document.
 * Ask in one order everywhere (ascending), or two orders can end in a deadlock, which costs the second a retry.
 */
export async function lockDocuments(session: Session, documentIds: readonly string[]): Promise<void> {
  for (const chunk of chunksFor(documentIds, 1)) {
    await session
      .from('dispatch')
      .whereIn('document_id', chunk)
      .where({ purpose: 'document' })
      .update({ updated_at: session.knex.ref('updated_at') });
  }
}

/**
 * A further dispatch of a document that has one already, with its reason: the only ways to a second copy are a
 * resend ordered by a person and a paper copy that law or contract asks for (S16, S19, L5). Primary key seek; one row read,
 * one dispatch and its event written.
 *
 * @returns the new dispatch's id
 */
export async function addSecondDispatch(
  session: Session,
  original: DispatchRecord,
  purpose: 'resend' | 'paper_copy',
  cause: Cause,
): Promise<string> {
  const state: DispatchState = purpose === 'resend' ? 'pending' : 'queued_print';
  const copied: Row[] = await session
    .from('dispatch')
    .where({ id: original.dispatchId })
    .select(
      'document_type',
      'never_bundle',
      'recipient_id',
      'country',
      'postal_code',
      'address_key',
      'pages',
      'pdf_bytes',
      'pdf_sha256',
      'decision_id',
    );
  const inserted: Row[] = await session
    .from('dispatch')
    .insert({
      ...newDispatch(session, original.batchId, original.documentId, purpose),
      ...copied[0],
      original_id: original.dispatchId,
      state,
      reason: cut(cause.reason),
    })
    .returning('id');
  const [row] = inserted;
  if (row === undefined) throw new Error('The database returned no id for a new dispatch.');
  const id = idOf(row, 'id');
  await recordEvent(session, id, null, state, cause);
  return id;
}
