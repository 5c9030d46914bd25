import { parseBusinessDate, type BusinessDate } from '../domain/business-date.ts';
import { isOwnLetter } from '../domain/dispatch.ts';
import type { PrintFilePlan, PrintFileStatus } from '../domain/print.ts';
import { LeaseLostError } from '../domain/errors.ts';
import type { Session } from './database.ts';
import { chunksFor, idOf, numberOf, numberOrNull, textOf, textOrNull, timeOrNull, type Row } from './rows.ts';
import { moveAll, type Cause } from './transition.ts';

export interface PrintFileRecord {
  readonly id: string;
  readonly batchId: string;
  readonly businessDate: BusinessDate;
  readonly runId: string;
  readonly catalogueHash: string;
  readonly profile: string;
  readonly stream: string;
  readonly status: PrintFileStatus;
  readonly fileName: string | null;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly documents: number | null;
  readonly mailpieces: number | null;
  readonly sheets: number | null;
  readonly pages: number | null;
  readonly sealedAt: string | null;
  readonly handedOverAt: string | null;
  /** 1 for the first printing; a reprint counts on. */
  readonly generation: number;
  /** Of a reprint: the first printing, and the print file whose mailpieces it repeats. */
  readonly originalId: string | null;
  readonly sourceId: string | null;
  /** Of a reprint: why, and who ordered and confirmed it; nobody ordered an automatic one. */
  readonly reason: string | null;
  readonly orderedBy: string | null;
  readonly confirmedBy: string | null;
}

/** One document's place in a print file. */
export interface PrintFileEntry {
  readonly mailpiece: number;
  readonly position: number;
  /** Of a reprint: the mailpiece's place in the print file that it repeats. */
  readonly sourceSequence: number | null;
  readonly dispatchId: string;
  readonly token: number;
  readonly documentId: string;
  readonly documentType: string | null;
  readonly purpose: string;
  readonly isOwnLetter: boolean;
  readonly pdfSha256: string | null;
  readonly recipientId: string | null;
  readonly neverBundle: boolean;
  readonly country: string;
  readonly postalCode: string;
  /** The postal address as printed, as a hash. */
  readonly addressKey: string | null;
  readonly pages: number;
}

/**
 * Who orders a copy of what a print file holds, and who records what the shop says of it, go one after the other: the
 * second sees what the first wrote, on SQL Server too. Call it first in their transactions. Primary key seek, one row.
 */
export async function lockPrintFile(session: Session, printFileId: string): Promise<void> {
  const same = { generation: session.knex.ref('generation') };
  await session.from('print_file').where({ id: printFileId }).update(same);
}

/**
 * The next free number of print files in a batch; ids are made of it, so it never goes back. Scans ix_print_file_status:
 * touched are the print files of all nights, some a night, because no index begins with the batch.
 */
export async function countPrintFiles(session: Session, batchId: string): Promise<number> {
  const row: Row | undefined = await session
    .from('print_file')
    .where({ batch_id: batchId })
    .count({ n: '*' })
    .first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

/**
 * Commits the membership of a print file before anything is rendered: the file, its entries, and every member from
 * `queued_print` to `bundled`. Call it inside a transaction; entries go in by statements of 500 rows, and the members are
 * sought by the primary key.
 *
 * @throws LeaseLostError when a member is no longer queued: plan again
 */
export async function assignPrintFile(
  session: Session,
  file: Pick<PrintFileRecord, 'id' | 'batchId' | 'runId' | 'catalogueHash' | 'profile'>,
  plan: PrintFilePlan,
  cause: Cause,
): Promise<void> {
  await session.from('print_file').insert({
    id: file.id,
    batch_id: file.batchId,
    run_id: file.runId,
    catalogue_hash: file.catalogueHash,
    profile: file.profile,
    stream: plan.stream,
    status: 'assigned',
    assigned_at: session.now(),
  });
  const entries = plan.mailpieces.flatMap((mailpiece, index) =>
    mailpiece.items.map((item, position) => ({
      print_file_id: file.id,
      mailpiece: index + 1,
      position: position + 1,
      dispatch_id: item.dispatchId,
    })),
  );
  for (const chunk of chunksFor(entries, 4)) await session.from('print_file_entry').insert([...chunk]);
  const members = session.from('print_file_entry').where({ print_file_id: file.id }).select('dispatch_id');
  const moved = await moveAll(
    session,
    (query) => void query.whereIn('id', members),
    'queued_print',
    'bundled',
    cause,
    { print_file_id: file.id },
  );
  if (moved !== entries.length)
    throw new LeaseLostError(`${entries.length - moved} of print file ${file.id}`, 'bundled');
}

/**
 * In the order of their ids. With `statuses` a seek in ix_print_file_status for each batch and status; without, a scan:
 * touched are the print files of all nights, some a night.
 */
export async function listPrintFiles(
  session: Session,
  batchIds: readonly string[],
  statuses?: readonly PrintFileStatus[],
): Promise<readonly PrintFileRecord[]> {
  const query = selectPrintFiles(session).whereIn('f.batch_id', batchIds).orderBy('f.id');
  if (statuses !== undefined) void query.whereIn('f.status', statuses);
  const rows: Row[] = await query;
  return rows.map(parsePrintFile);
}

/**
 * Members still bundled into the file, in printing order; the ones that were held meanwhile are left out. A reprint's
 * members belong to the first printing: it is one more copy of them, not another way out. A range of the primary key of
 * the entries, one seek into `dispatch` a row.
 */
export async function listEntries(session: Session, printFileId: string): Promise<readonly PrintFileEntry[]> {
  const rows: Row[] = await session
    .from('print_file_entry as e')
    .join(`${session.dialect.table('dispatch')} as d`, 'd.id', 'e.dispatch_id')
    .join(`${session.dialect.table('print_file')} as f`, 'f.id', 'e.print_file_id')
    .where('e.print_file_id', printFileId)
    .whereRaw('d.print_file_id = COALESCE(f.original_id, f.id)')
    .whereIn('d.state', ['bundled', 'handed_over'])
    .orderBy(['e.mailpiece', 'e.position'])
    .select(
      'e.mailpiece',
      'e.position',
      'e.source_sequence',
      'd.id',
      'd.token',
      'd.document_id',
      'd.purpose',
      'd.pdf_sha256',
      'd.document_type',
      'd.address_key',
      'd.recipient_id',
      'd.never_bundle',
      'd.country',
      'd.postal_code',
      'd.pages',
    );
  return rows.map((row) => ({
    mailpiece: numberOf(row, 'mailpiece'),
    position: numberOf(row, 'position'),
    sourceSequence: numberOrNull(row, 'source_sequence'),
    dispatchId: idOf(row, 'id'),
    token: numberOf(row, 'token'),
    documentId: textOf(row, 'document_id'),
    documentType: textOrNull(row, 'document_type'),
    purpose: textOf(row, 'purpose'),
    isOwnLetter: isOwnLetter(textOf(row, 'purpose')),
    pdfSha256: textOrNull(row, 'pdf_sha256'),
    recipientId: textOrNull(row, 'recipient_id'),
    neverBundle: numberOf(row, 'never_bundle') === 1,
    country: textOf(row, 'country'),
    postalCode: textOf(row, 'postal_code'),
    addressKey: textOrNull(row, 'address_key'),
    pages: numberOf(row, 'pages'),
  }));
}

export interface SealedPrintFile {
  readonly fileName: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly documents: number;
  readonly mailpieces: number;
  readonly sheets: number;
  readonly pages: number;
  readonly places: readonly {
    readonly dispatchId: string;
    /** The mailpiece's number in the manifest, as the shop knows it. */
    readonly sequence: number;
    readonly firstPage: number;
    readonly lastPage: number;
    readonly sheets: number;
  }[];
}

/**
 * Records that the file is whole on disk, and where each document is in it (the answer on the phone). Primary key seek,
 * one row; then for each document a statement and a seek in ix_print_file_entry_dispatch.
 */
export async function markSealed(
  session: Session,
  printFileId: string,
  status: 'sealed' | 'on_hold',
  file: SealedPrintFile,
): Promise<void> {
  const updated = await session.from('print_file').where({ id: printFileId, status: 'assigned' }).update({
    status,
    sealed_at: session.now(),
    file_name: file.fileName,
    sha256: file.sha256,
    bytes: file.bytes,
    documents: file.documents,
    mailpieces: file.mailpieces,
    sheets: file.sheets,
    pages: file.pages,
  });
  if (updated !== 1) throw new LeaseLostError(`print file ${printFileId}`, 'sealed');
  for (const place of file.places) {
    await session
      .from('print_file_entry')
      .where({ print_file_id: printFileId, dispatch_id: place.dispatchId })
      .update({
        sequence: place.sequence,
        first_page: place.firstPage,
        last_page: place.lastPage,
        sheets: place.sheets,
      });
  }
}

/** With its business date; null: there is none. Primary key seeks, one row each of file and batch. */
export async function findPrintFile(session: Session, printFileId: string): Promise<PrintFileRecord | null> {
  const row: Row | undefined = await selectPrintFiles(session).where('f.id', printFileId).first();
  return row === undefined ? null : parsePrintFile(row);
}

/** A file that lost all its members before it was sealed. Primary key seek, one row. */
export async function markCancelled(session: Session, printFileId: string): Promise<void> {
  await session
    .from('print_file')
    .where({ id: printFileId, status: 'assigned' })
    .update({ status: 'cancelled' });
}

/**
 * Print files as `f`, with their business date, by a condition of the caller, which names the index; the batch is a
 * primary key seek.
 */
export function selectPrintFiles(session: Session): ReturnType<Session['from']> {
  return session
    .from('print_file as f')
    .join(`${session.dialect.table('batch')} as b`, 'b.id', 'f.batch_id')
    .select('f.*', 'b.business_date');
}

export function parsePrintFile(row: Row): PrintFileRecord {
  return {
    id: textOf(row, 'id'),
    batchId: idOf(row, 'batch_id'),
    businessDate: parseBusinessDate(textOf(row, 'business_date')),
    runId: textOf(row, 'run_id'),
    catalogueHash: textOf(row, 'catalogue_hash'),
    profile: textOf(row, 'profile'),
    stream: textOf(row, 'stream'),
    status: textOf(row, 'status') as PrintFileStatus,
    fileName: textOrNull(row, 'file_name'),
    sha256: textOrNull(row, 'sha256'),
    bytes: numberOrNull(row, 'bytes'),
    documents: numberOrNull(row, 'documents'),
    mailpieces: numberOrNull(row, 'mailpieces'),
    sheets: numberOrNull(row, 'sheets'),
    pages: numberOrNull(row, 'pages'),
    sealedAt: timeOrNull(row, 'sealed_at'),
    handedOverAt: timeOrNull(row, 'handed_over_at'),
    generation: numberOf(row, 'generation'),
    originalId: textOrNull(row, 'original_id'),
    sourceId: textOrNull(row, 'source_id'),
    reason: textOrNull(row, 'reason'),
    orderedBy: textOrNull(row, 'ordered_by'),
    confirmedBy: textOrNull(row, 'confirmed_by'),
  };
}
