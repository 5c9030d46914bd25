import { hash } from 'node:crypto';

import type { PdfInspection } from '../../domain/document.ts';
import { composeDocument } from './compose-document.ts';
import type { CompositionTarget } from './compose-document.ts';
import type { PdfLimits } from './pdf-limits.ts';
import { SharedStreams } from './shared-streams.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';

export { DEFAULT_PDF_LIMITS } from './pdf-limits.ts';
export type { PdfLimits } from './pdf-limits.ts';

/** A print file that holds nothing yet and is never written. */
const NOWHERE: CompositionTarget = {
  known: { find: () => null, streams: new SharedStreams() },
  firstNumber: 1,
  layers: { printed: 1, hidden: 1 },
};

/**
 * A first look into a document: can it be dispatched at all? It goes the whole way of printing but for the writing,
 * so whatever is found fit here is also accepted by the print file.
 */
export function inspectPdf(bytes: Uint8Array, limits: PdfLimits): PdfInspection {
  const sha256 = bytes.length <= limits.maxBytes ? hash('sha256', bytes) : null;
  try {
    const { pages } = composeDocument(bytes, limits, NOWHERE);
    return { fit: true, bytes: bytes.length, pages: pages.length, sha256: sha256 ?? hash('sha256', bytes) };
  } catch (error) {
    if (!(error instanceof UnfitPdfError)) throw error;
    return { fit: false, bytes: bytes.length, sha256, finding: error.finding };
  }
}
