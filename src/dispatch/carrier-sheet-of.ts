import type { PrintFileEntry, PrintFileRecord } from '../ledger/print-file-store.ts';
import { addressKeyOf } from '../print/address-key.ts';
import { UnprintableLetterError } from '../print/errors.ts';
import type { PrintTools } from './print-tools.ts';
import type { RenderContext } from './run-context.ts';

/**
 * The sheet that shows a document's address in the window. The address is read from the core view now, for the ledger
 * keeps none (L8), and must be the one that the document was classified and bundled by: its hash says so.
 *
 * @returns the PDF, or why there can be none
 */
export async function carrierSheetOf(
  context: RenderContext,
  { profile, senderLine }: PrintTools,
  file: PrintFileRecord,
  entry: PrintFileEntry,
): Promise<Uint8Array | string> {
  const lookup = (await context.source.factsOf([entry.documentId])).get(entry.documentId);
  if (lookup?.kind !== 'found') return 'carrier sheet: the core view no longer says where the document goes';
  const { recipient: address } = lookup.facts;
  if (addressKeyOf(address) !== entry.addressKey)
    return 'carrier sheet: the postal address is no longer the one that the document was classified with';
  // Most nights write no sheet of their own; what writes them takes long to load, and memory.
  const { renderCarrierSheet } = await import('../print/carrier-sheet.ts');
  try {
    return await renderCarrierSheet({
      address,
      postedFrom: profile.homeCountries[0] ?? 'DE',
      senderLine,
      date: file.businessDate,
      addressField: profile.geometry.addressField,
    });
  } catch (error) {
    if (!(error instanceof UnprintableLetterError)) throw error;
    return `carrier sheet: ${error.message}`;
  }
}
