import type { PdfFinding, PdfFindingCode } from '../../domain/document.ts';
import { PostausgangError } from '../../domain/errors.ts';

/** One document cannot be dispatched; the print file it was meant for goes on without it. */
export class UnfitPdfError extends PostausgangError {
  readonly code = 'UNFIT_PDF';
  readonly finding: PdfFinding;

  constructor(code: PdfFindingCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.finding = { code, message };
  }
}

/** What the bytes say contradicts itself or the format: reading on would be guessing. */
export function damaged(message: string, options?: { cause?: unknown }): UnfitPdfError {
  return new UnfitPdfError('damaged', message, options);
}
