import type { CrossReferenceIndex } from './cross-reference-index.ts';
import { openEncrypted } from './open-encrypted.ts';
import { PdfDocument } from './pdf-document.ts';
import type { WorkBudget } from './pdf-limits.ts';
import type { PdfSource } from './pdf-source.ts';

/**
 * A document by its own cross-reference, decrypted where it is encrypted.
 * @throws UnfitPdfError `encrypted` when it does not open without a password
 */
export function openDocument(source: PdfSource, index: CrossReferenceIndex, budget: WorkBudget): PdfDocument {
  const asItIs = new PdfDocument(source, index, budget, false);
  if (!index.encrypted) return asItIs;
  return new PdfDocument(source, index, budget, false, openEncrypted(asItIs, index.trailer));
}
