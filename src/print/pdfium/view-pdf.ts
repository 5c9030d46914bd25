import type { Zone } from '../letter-geometry.ts';
import type { RawPdfium } from './raw-pdfium.ts';
import { UnviewablePdf } from './unviewable-pdf.ts';
import { textWithin } from './text-within.ts';
import { viewPage } from './view-page.ts';
import type { PageView } from './view-page.ts';

/** Why PDFium will not open a file (`fpdfview.h`, FPDF_ERR_*). */
const OPENING_ERRORS: Readonly<Record<number, string>> = {
  2: 'file not found',
  3: 'no PDF, or damaged beyond repair',
  4: 'a password is needed',
  5: 'an unknown kind of encryption',
  6: 'a page is missing or damaged',
};

/** An opened PDF; close it whatever happens. */
export interface PdfView {
  readonly pages: number;
  /** @param number counted from 1. @throws UnviewablePdf */
  page(number: number, options: { readonly dpi: number }): PageView;
  /** Text within a zone of an upright page, as lines. @param number counted from 1. @throws UnviewablePdf */
  textWithin(number: number, zone: Zone): string;
  close(): void;
}

/** Opens a PDF as a viewer does. @throws UnviewablePdf */
export function viewPdf(pdfium: RawPdfium, pdf: Uint8Array): PdfView {
  const data = pdfium._malloc(pdf.length);
  if (data === 0) throw new UnviewablePdf('not enough memory');
  pdfium.HEAPU8.set(pdf, data);
  const document = pdfium._FPDF_LoadMemDocument(data, pdf.length, 0);
  if (document === 0) {
    const code = pdfium._FPDF_GetLastError();
    pdfium._free(data);
    throw new UnviewablePdf(OPENING_ERRORS[code] ?? `error ${code}`);
  }
  return {
    pages: pdfium._FPDF_GetPageCount(document),
    page: (number, { dpi }) => viewPage(pdfium, document, number, dpi),
    textWithin: (number, zone) => textWithin(pdfium, document, number, zone),
    close: () => {
      pdfium._FPDF_CloseDocument(document);
      pdfium._free(data);
    },
  };
}
