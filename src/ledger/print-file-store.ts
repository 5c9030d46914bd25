import type { PrintFilePlan, PrintFileStatus, PrintItem } from '../domain/print.ts';
import { LeaseLostError } from '../domain/errors.ts';
import type { Session } from './database.ts';
import { missingPaperCopy } from './batch-store.ts';
import { DISPATCH_COLUMNS, parseDispatch, type DispatchRecord } from './dispatch-record.ts';
import { chunksFor, idOf, numberOf, numberOrNull, textOf, textOrNull, timeOrNull, type Row } from './rows.ts';
import { moveAll, type Cause } from './transition.ts';

export interface PrintFileRecord {
  readonly id: string;
  readonly batchId: string;
  readonly runId: string;
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
}

/** One document's place in a print file. */
export interface PrintFileEntry {
  readonly mailpiece: number;
  readonly position: number;
  readonly dispatchId: string;
  readonly token: number;
  readonly documentId: string;
  readonly purpose: string;
  readonly pdfSha256: string | null;
  readonly recipientId: string | null;
  readonly neverBundle: boolean;
  readonly country: string;
  readonly postalCode: string;
}

/** What waits for a print file, `count` at most, in the order of the ids. Index ix_dispatch_batch_state. */
export async function listPrintItems(
  session: Session,
  batchIds: readonly string[],
  count: number,
): Promise<readonly PrintItem[]> {
  const rows: Row[] = await session
    .from('dispatch')
    .whereIn('batch_id', batchIds)
    .where({ state: 'queued_print' })
    .orderBy('id')
    .limit(count)
    .select('id', 'document_id', 'recipient_id', 'never_bundle', 'pages', 'country', 'postal_code');
  return rows.map((row) => ({
    dispatchId: idOf(row, 'id'),
    documentId: textOf(row, 'document_id'),
    recipientId: textOrNull(row, 'recipient_id'),
    neverBundle: numberOf(row, 'never_bundle') === 1,
    pages: numberOf(row, 'pages'),
    country: textOf(row, 'country'),
    postalCode: textOf(row, 'postal_code'),
  }));
}

/** Accepted e-mails that still need their paper copy (S19, L5). */
export async function listMissingPaperCopies(
  session: Session,
  batchIds: readonly string[],
  count: number,
): Promise<readonly DispatchRecord[]> {
  const query = session.from('dispatch as d').whereIn('d.batch_id', batchIds);
  missingPaperCopy(session, query);
  const rows: Row[] = await query
    .orderBy('d.id')
    .limit(count)
    .select(...DISPATCH_COLUMNS.map((column) => `d.${column}`));
  return rows.map(parseDispatch);
}

/** The next free number of print files in a batch; ids are made of it, so it never goes back. */
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
 * `queued_print` to `bundled`. Call it inside a transaction; entries go in by statements of 500 rows.
 *
 * @throws LeaseLostError when a member is no longer queued: plan again
 */
export async function assignPrintFile(
  session: Session,
  file: { readonly id: string; readonly batchId: string; readonly runId: string; readonly profile: string },
  plan: PrintFilePlan,
  cause: Cause,
): Promise<void> {
  await session.from('print_file').insert({
    id: file.id,
    batch_id: file.batchId,
    run_id: file.runId,
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

export async function listPrintFiles(
  session: Session,
  batchIds: readonly string[],
  statuses?: readonly PrintFileStatus[],
): Promise<readonly PrintFileRecord[]> {
  const query = session.from('print_file').whereIn('batch_id', batchIds).orderBy('id');
  if (statuses !== undefined) void query.whereIn('status', statuses);
  const rows: Row[] = await query.select();
  return rows.map(parsePrintFile);
}

/** Members still bundled into the file, in printing order; the ones that were held meanwhile are left out. */
export async function listEntries(session: Session, printFileId: string): Promise<readonly PrintFileEntry[]> {
  const rows: Row[] = await session
    .from('print_file_entry as e')
    .join(`${session.dialect.table('dispatch')} as d`, 'd.id', 'e.dispatch_id')
    .where('e.print_file_id', printFileId)
    .where('d.print_file_id', printFileId)
    .whereIn('d.state', ['bundled', 'handed_over'])
    .orderBy(['e.mailpiece', 'e.position'])
    .select(
      'e.mailpiece',
      'e.position',
      'd.id',
      'd.token',
      'd.document_id',
      'd.purpose',
      'd.pdf_sha256',
      'd.recipient_id',
      'd.never_bundle',
      'd.country',
      'd.postal_code',
    );
  return rows.map((row) => ({
    mailpiece: numberOf(row, 'mailpiece'),
    position: numberOf(row, 'position'),
    dispatchId: idOf(row, 'id'),
    token: numberOf(row, 'token'),
    documentId: textOf(row, 'document_id'),
    purpose: textOf(row, 'purpose'),
    pdfSha256: textOrNull(row, 'pdf_sha256'),
    recipientId: textOrNull(row, 'recipient_id'),
    neverBundle: numberOf(row, 'never_bundle') === 1,
    country: textOf(row, 'country'),
    postalCode: textOf(row, 'postal_code'),
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
    readonly firstPage: number;
    readonly lastPage: number;
    readonly sheets: number;
  }[];
}

/** Records that the file is whole on disk, and where each document is in it (the answer on the phone). */
export async function markSealed(
  session: Session,
  printFileId: string,
  status: 'sealed' | 'on_hold',
  file: SealedPrintFile,
): Promise<void> {
  await session.from('print_file').where({ id: printFileId, status: 'assigned' }).update({
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
  for (const place of file.places) {
    await session
      .from('print_file_entry')
      .where({ print_file_id: printFileId, dispatch_id: place.dispatchId })
      .update({ first_page: place.firstPage, last_page: place.lastPage, sheets: place.sheets });
  }
}

/** The hand-over is done: file and every member at once. Call it inside a transaction. */
export async function markHandedOver(session: Session, printFileId: string, cause: Cause): Promise<number> {
  await session
    .from('print_file')
    .where({ id: printFileId })
    .whereIn('status', ['sealed', 'on_hold'])
    .update({ status: 'handed_over', handed_over_at: session.now() });
  return moveAll(
    session,
    (query) => void query.where({ print_file_id: printFileId }),
    'bundled',
    'handed_over',
    cause,
  );
}

/** A file that lost all its members before it was sealed. */
export async function markCancelled(session: Session, printFileId: string): Promise<void> {
  await session
    .from('print_file')
    .where({ id: printFileId, status: 'assigned' })
    .update({ status: 'cancelled' });
}

export function parsePrintFile(row: Row): PrintFileRecord {
  return {
    id: textOf(row, 'id'),
    batchId: idOf(row, 'batch_id'),
    runId: textOf(row, 'run_id'),
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
  };
}
