import type { DispatchPurpose, DispatchState } from '../domain/dispatch.ts';
import type { DispatchRecord } from './dispatch-record.ts';
import { findByDocument, newDispatch } from './dispatch-store.ts';
import type { Session } from './database.ts';
import { chunksFor, cut, idOf, textOf, type Row } from './rows.ts';
import { recordEvent, type Cause } from './transition.ts';

/** Those of the attempts that the ledger does not know. Primary key. */
export async function unknownAttempts(
  session: Session,
  attemptIds: readonly string[],
): Promise<readonly string[]> {
  return unknownKeys(session, 'attempt', attemptIds);
}

/** Those of the print files that the ledger does not know. Primary key. */
export async function unknownPrintFiles(
  session: Session,
  printFileIds: readonly string[],
): Promise<readonly string[]> {
  return unknownKeys(session, 'print_file', printFileIds);
}

/** Primary key seeks, by statements of 2,000 ids. */
async function unknownKeys(
  session: Session,
  table: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const known = new Set<string>();
  for (const chunk of chunksFor(ids, 1)) {
    const rows: Row[] = await session
      .from(table)
      .whereIn('id', [...chunk])
      .select('id');
    for (const row of rows) known.add(textOf(row, 'id'));
  }
  return ids.filter((id) => !known.has(id));
}

/** A way out that is proven, of a dispatch that an older ledger knows nothing of, or too little. */
export interface ProvenWay {
  readonly batchId: string;
  readonly documentId: string;
  readonly purpose: DispatchPurpose;
  readonly state: Extract<DispatchState, 'emailed' | 'in_doubt' | 'handed_over'>;
  /** Columns that the proof tells besides: pages, postal code, print file. */
  readonly columns: Readonly<Record<string, unknown>>;
}

/**
 * Writes what left since the backup: the only writer of states besides `transition.ts`, because it repeats what happened
 * already instead of deciding. Call it inside a transaction; a second time it changes nothing. Index
 * ix_dispatch_document, then one row by its primary key.
 *
 * @returns the dispatch's id
 */
export async function restoreDispatch(session: Session, way: ProvenWay, cause: Cause): Promise<string> {
  const known = await findByDocument(session, way.documentId);
  const original = known.find(({ purpose }) => purpose === 'document') ?? null;
  const existing = known.find((each) => each.purpose === way.purpose && isSameWay(each, way)) ?? null;
  if (existing === null) return insertRestored(session, way, original, cause);
  if (existing.state !== way.state) {
    await session
      .from('dispatch')
      .where({ id: existing.dispatchId })
      .update({
        ...way.columns,
        state: way.state,
        token: existing.token + 1,
        lease_owner: null,
        lease_until: null,
        reason: cut(cause.reason),
        updated_at: session.now(),
      });
    await recordEvent(session, existing.dispatchId, existing.state, way.state, cause);
  }
  return existing.dispatchId;
}

/** A document has one way; of resends each print file or message is one of its own. */
function isSameWay(existing: DispatchRecord, way: ProvenWay): boolean {
  if (way.purpose !== 'resend') return true;
  const printFileId = way.columns['print_file_id'] ?? null;
  return existing.state !== way.state || existing.printFileId === printFileId;
}

/** Adds one row and its event. */
async function insertRestored(
  session: Session,
  { batchId, documentId, purpose, state, columns }: ProvenWay,
  original: DispatchRecord | null,
  cause: Cause,
): Promise<string> {
  const inserted: Row[] = await session
    .from('dispatch')
    .insert({
      ...newDispatch(session, batchId, documentId, purpose),
      original_id: purpose === 'document' ? null : (original?.dispatchId ?? null),
      reason: cut(cause.reason),
      ...columns,
      state,
    })
    .returning('id');
  const [row] = inserted;
  if (row === undefined) throw new Error('The database returned no id for a restored dispatch.');
  await recordEvent(session, idOf(row, 'id'), null, state, cause);
  return idOf(row, 'id');
}

/**
 * An attempt that only its journal remembers. Call it inside a transaction; a known one stays as it is. Primary key
 * seeks, and ux_attempt_number for the tries of the dispatch.
 */
export async function restoreAttempt(
  session: Session,
  attempt: {
    readonly id: string;
    readonly dispatchId: string;
    readonly runId: string;
    readonly messageId: string;
    readonly outcome: string;
    readonly reason: string;
  },
): Promise<void> {
  if ((await unknownAttempts(session, [attempt.id])).length === 0) return;
  const before: Row[] = await session.from('attempt').where({ dispatch_id: attempt.dispatchId }).select('id');
  await session.from('attempt').insert({
    id: attempt.id,
    dispatch_id: attempt.dispatchId,
    number: before.length + 1,
    run_id: attempt.runId,
    token: 0,
    message_id: attempt.messageId,
    message_date: '',
    message_sha256: '',
    started_at: session.now(),
    finished_at: session.now(),
    outcome: attempt.outcome,
    reason: cut(attempt.reason),
  });
  await session
    .from('dispatch')
    .where({ id: attempt.dispatchId })
    .update({ attempts: before.length + 1 });
}

/**
 * Says that a journal's run is known by now: the last thing that a restoration writes. Call it inside a transaction.
 * Primary key seek, one row.
 */
export async function restoreRun(
  session: Session,
  run: { readonly id: string; readonly batchId: string; readonly person: string },
): Promise<void> {
  const known: unknown = await session.from('run').where({ id: run.id }).first('id');
  if (known !== undefined) return;
  await session.from('run').insert({
    id: run.id,
    batch_id: run.batchId,
    kind: 'nightly',
    host: 'unknown',
    pid: 0,
    started_by: run.person,
    status: 'failed',
    started_at: session.now(),
    heartbeat_at: session.now(),
    finished_at: session.now(),
    failure: 'restored from its journal: the ledger is an older backup',
  });
}

/** A print file as its manifest tells it. */
export interface RestoredPrintFile {
  readonly id: string;
  readonly batchId: string;
  readonly runId: string;
  readonly catalogueHash: string;
  readonly profile: string;
  readonly stream: string;
  readonly status: 'handed_over' | 'cancelled';
  readonly fileName: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly counts: {
    readonly documents: number;
    readonly mailpieces: number;
    readonly sheets: number;
    readonly pages: number;
  };
  readonly reprint: {
    readonly generation: number;
    readonly originalId: string;
    readonly sourceId: string;
    readonly reason: string;
    readonly orderedBy: string | null;
    readonly confirmedBy: string | null;
  } | null;
}

/** Call it inside a transaction, before its members are restored. Adds one row. */
export async function restorePrintFile(session: Session, file: RestoredPrintFile): Promise<void> {
  const isOut = file.status === 'handed_over';
  await session.from('print_file').insert({
    id: file.id,
    batch_id: file.batchId,
    run_id: file.runId,
    catalogue_hash: file.catalogueHash,
    profile: file.profile,
    stream: file.stream,
    status: file.status,
    assigned_at: session.now(),
    sealed_at: session.now(),
    handed_over_at: isOut ? session.now() : null,
    file_name: file.fileName,
    sha256: file.sha256,
    bytes: file.bytes,
    ...file.counts,
    generation: file.reprint?.generation ?? 1,
    original_id: file.reprint?.originalId ?? null,
    source_id: file.reprint?.sourceId ?? null,
    reason: file.reprint?.reason ?? null,
    ordered_by: file.reprint?.orderedBy ?? null,
    confirmed_by: file.reprint?.confirmedBy ?? null,
  });
}

export interface RestoredEntry {
  readonly mailpiece: number;
  readonly position: number;
  readonly dispatchId: string;
  readonly firstPage: number;
  readonly lastPage: number;
  readonly sheets: number;
  readonly sourceSequence: number | null;
}

/** Where each document is in a restored print file. Adds one row each, some 200 a statement. */
export async function restoreEntries(
  session: Session,
  printFileId: string,
  entries: readonly RestoredEntry[],
): Promise<void> {
  const rows = entries.map((entry) => ({
    print_file_id: printFileId,
    mailpiece: entry.mailpiece,
    position: entry.position,
    dispatch_id: entry.dispatchId,
    first_page: entry.firstPage,
    last_page: entry.lastPage,
    sheets: entry.sheets,
    sequence: entry.mailpiece,
    source_sequence: entry.sourceSequence,
  }));
  for (const chunk of chunksFor(rows, 9)) await session.from('print_file_entry').insert([...chunk]);
}
