import { isOwnLetter } from '../domain/dispatch.ts';
import type { PrintItem } from '../domain/print.ts';
import { missingPaperCopy } from './batch-store.ts';
import type { Session } from './database.ts';
import { DISPATCH_COLUMNS, parseDispatch, type DispatchRecord } from './dispatch-record.ts';
import { idOf, numberOf, textOf, textOrNull, type Row } from './rows.ts';

/**
 * What waits for a print file, `count` at most, in the order of the ids. Index ix_dispatch_batch_state: for one batch it
 * ends at the last row, for several all that is queued is touched and sorted.
 */
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
    .select(
      'id',
      'document_id',
      'document_type',
      'purpose',
      'recipient_id',
      'never_bundle',
      'pages',
      'country',
      'postal_code',
      'address_key',
    );
  return rows.map((row) => ({
    dispatchId: idOf(row, 'id'),
    documentId: textOf(row, 'document_id'),
    documentType: textOrNull(row, 'document_type'),
    isOwnLetter: isOwnLetter(textOf(row, 'purpose')),
    recipientId: textOrNull(row, 'recipient_id'),
    neverBundle: numberOf(row, 'never_bundle') === 1,
    pages: numberOf(row, 'pages'),
    country: textOf(row, 'country'),
    postalCode: textOf(row, 'postal_code'),
    addressKey: textOrNull(row, 'address_key'),
  }));
}

/**
 * Accepted e-mails that still need their paper copy (S19, L5). Seeks ix_dispatch_copy_wanted, and ux_dispatch_paper_copy for
 * each that it finds; touched is what wants a copy in these batches.
 */
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
