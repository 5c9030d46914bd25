import type { Session } from '../ledger/database.ts';
import type { PrintFileEntry, PrintFileRecord } from '../ledger/print-file-store.ts';
import { listSourceSequences } from '../ledger/reprint-store.ts';
import { PrintFileError } from '../print/errors.ts';
import type { ReprintNote } from '../print/manifest.ts';

/** What the manifest says about a reprint: of what, why, and who answers for it. Null for a first printing. */
export async function reprintNoteOf(ledger: Session, file: PrintFileRecord): Promise<ReprintNote | null> {
  const { originalId, sourceId } = file;
  if (originalId === null || sourceId === null) return null;
  return {
    generation: file.generation,
    originalPrintFileId: originalId,
    sourcePrintFileId: sourceId,
    sourceSequences: [...(await listSourceSequences(ledger, file.id))],
    reason: file.reason ?? '',
    orderedBy: file.orderedBy,
    confirmedBy: file.confirmedBy,
  };
}

/** Its members have left with the first printing, so there is nothing to hold: the order itself is at fault. */
export function cannotReprint(file: PrintFileRecord, entry: PrintFileEntry, problem: string): PrintFileError {
  return new PrintFileError(
    `Reprint ${file.id}: document ${entry.documentId} cannot be printed again as it was: ${problem}. ` +
      `Give \`cancel-print ${file.id}\`, then order the reprint without mailpiece ${entry.sourceSequence ?? entry.mailpiece} of ${file.sourceId ?? ''}.`,
  );
}
