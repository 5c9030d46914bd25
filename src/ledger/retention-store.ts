import { removeRows } from './audit/remove-rows.ts';
import { removeReturnsOf } from './bounce-store.ts';
import type { Session } from './database.ts';
import { chunksFor, idOf, textOf, textOrNull, timeOf, timeOrNull, type Row } from './rows.ts';

/** A dispatch whose record is still kept. */
export interface KeptRecord {
  readonly dispatchId: string;
  readonly documentId: string;
  readonly documentType: string | null;
  readonly purpose: string;
  readonly state: string;
  /** When it reached its state, ISO 8601 in UTC. */
  readonly since: string;
  readonly jurisdiction: string | null;
  /** When the core system was told; null: not yet. */
  readonly reportedAt: string | null;
}

const KEPT = [
  'd.id',
  'd.document_id',
  'd.document_type',
  'd.purpose',
  'd.state',
  'd.updated_at',
  'd.reported_at',
  'c.jurisdiction',
];

/**
 * Kept records that have not changed for `olderThan` milliseconds. Walks the primary key, one seek into `decision` and
 * `removed_dispatch` a row; passed over, but touched, is what was removed: its dispatch stays.
 */
export async function listKeptRecords(
  session: Session,
  page: { readonly olderThan: number; readonly afterId: string; readonly count: number },
): Promise<readonly KeptRecord[]> {
  const rows: Row[] = await kept(session)
    .where('d.updated_at', '<', session.nowPlus(-page.olderThan))
    .where('d.id', '>', page.afterId)
    .orderBy('d.id')
    .limit(page.count)
    .select(KEPT);
  return rows.map(keptRecordOf);
}

/**
 * Kept records about letters and e-mails to one person. Scans the whole table, as no index begins with the recipient:
 * such requests are rare.
 */
export async function listKeptRecordsOf(
  session: Session,
  recipientId: string,
): Promise<readonly KeptRecord[]> {
  const rows: Row[] = await kept(session).where('d.recipient_id', recipientId).orderBy('d.id').select(KEPT);
  return rows.map(keptRecordOf);
}

/**
 * Kept records of the same documents: a paper copy and its e-mail are kept and removed together. Index
 * ix_dispatch_document, by statements of 2,000 ids.
 */
export async function listKeptRecordsOfDocuments(
  session: Session,
  documentIds: readonly string[],
): Promise<readonly KeptRecord[]> {
  const found: KeptRecord[] = [];
  for (const ids of chunksFor(documentIds, 1)) {
    const rows: Row[] = await kept(session)
      .whereIn('d.document_id', [...ids])
      .orderBy('d.id')
      .select(KEPT);
    found.push(...rows.map(keptRecordOf));
  }
  return found;
}

/** Dispatches as `d` by a condition of the caller, which names the index; decision and removal are primary key seeks. */
function kept(session: Session) {
  return session
    .from('dispatch as d')
    .leftJoin(`${session.dialect.table('decision')} as c`, 'c.id', 'd.decision_id')
    .leftJoin(`${session.dialect.table('removed_dispatch')} as r`, 'r.dispatch_id', 'd.id')
    .whereNull('r.dispatch_id');
}

function keptRecordOf(row: Row): KeptRecord {
  return {
    dispatchId: idOf(row, 'id'),
    documentId: textOf(row, 'document_id'),
    documentType: textOrNull(row, 'document_type'),
    purpose: textOf(row, 'purpose'),
    state: textOf(row, 'state'),
    since: timeOf(row, 'updated_at'),
    jurisdiction: textOrNull(row, 'jurisdiction'),
    reportedAt: timeOrNull(row, 'reported_at'),
  };
}

/** Those of the dispatches that are in one of the print files. Index ix_print_file_entry_dispatch. */
export async function dispatchesIn(
  session: Session,
  dispatchIds: readonly string[],
  printFileIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const ids of chunksFor(dispatchIds, 1)) {
    const rows: Row[] = await session
      .from('print_file_entry')
      .whereIn('dispatch_id', [...ids])
      .select('dispatch_id', 'print_file_id');
    for (const row of rows) {
      if (printFileIds.includes(textOf(row, 'print_file_id'))) found.add(idOf(row, 'dispatch_id'));
    }
  }
  return found;
}

/**
 * Removes the record of dispatches: decisions, attempts, events, our own letters; the dispatch itself stays without
 * anything that leads to a person but its document's id. Call it inside a transaction, with a few hundred at a time.
 * Indexes ix_decision_dispatch, ix_dispatch_event_dispatch and ux_attempt_number, primary keys for the rest; touched is
 * what is removed.
 */
export async function removeRecords(
  session: Session,
  records: readonly { readonly dispatchId: string; readonly keptUntil: string }[],
): Promise<void> {
  const ids = records.map(({ dispatchId }) => dispatchId);
  for (const stream of ['decision', 'dispatch_event'] as const) {
    const rows: Row[] = await session.from(stream).whereIn('dispatch_id', ids).orderBy('id').select('id');
    await removeRows(
      session,
      stream,
      rows.map((row) => idOf(row, 'id')),
    );
  }
  await removeReturnsOf(session, ids);
  await session.from('attempt').whereIn('dispatch_id', ids).delete();
  await session.from('own_letter').whereIn('dispatch_id', ids).delete();
  await session.from('dispatch').whereIn('id', ids).update({
    decision_id: null,
    reason: 'its record was removed when the time for keeping it was over (L7)',
    paper_copy_basis: null,
    recipient_id: null,
    country: null,
    postal_code: null,
    address_key: null,
    pdf_sha256: null,
    content: null,
    content_key: null,
  });
  for (const chunk of chunksFor(records, 2)) {
    await session.from('removed_dispatch').insert(
      chunk.map(({ dispatchId, keptUntil }) => ({
        dispatch_id: dispatchId,
        removed_at: session.now(),
        kept_until: keptUntil,
      })),
    );
  }
}

/**
 * Runs that ended more than `olderThan` milliseconds ago and of which no attempt is open or in doubt: their journals prove
 * nothing more. Primary key seeks, by statements of 2,000 ids, after `runsWithOpenAttempts`.
 */
export async function finishedRuns(
  session: Session,
  runIds: readonly string[],
  olderThan: number,
): Promise<readonly string[]> {
  const open = await runsWithOpenAttempts(session);
  const finished: string[] = [];
  for (const ids of chunksFor(runIds, 1)) {
    const rows: Row[] = await session
      .from('run')
      .whereIn('id', [...ids])
      .where('finished_at', '<', session.nowPlus(-olderThan))
      .select('id');
    finished.push(...rows.map((row) => textOf(row, 'id')).filter((id) => !open.has(id)));
  }
  return finished.sort();
}

/**
 * Batch by batch, in steps that leave no database the choice to read all attempts. Scans the batches, one row a night;
 * index ix_dispatch_batch_state, and ux_attempt_number for the few that are found.
 */
async function runsWithOpenAttempts(session: Session): Promise<ReadonlySet<string>> {
  const batches: Row[] = await session.from('batch').select('id');
  const runs = new Set<string>();
  for (const batchIds of chunksFor(
    batches.map((row) => idOf(row, 'id')),
    1,
  )) {
    const open: Row[] = await session
      .from('dispatch')
      .whereIn('batch_id', [...batchIds])
      .whereIn('state', ['claimed', 'sending', 'in_doubt'])
      .select('id');
    for (const ids of chunksFor(
      open.map((row) => idOf(row, 'id')),
      1,
    )) {
      const tries: Row[] = await session
        .from('attempt')
        .whereIn('dispatch_id', [...ids])
        .distinct('run_id');
      for (const row of tries) runs.add(textOf(row, 'run_id'));
    }
  }
  return runs;
}
