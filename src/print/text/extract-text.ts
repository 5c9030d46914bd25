import type { RawPdfium } from '../pdfium/raw-pdfium.ts';
import type { PageText, PdfText } from './pdf-text.ts';

/** What text extraction needs of PDFium besides. */
export interface TextPdfium extends RawPdfium {
  _FPDFPage_CountObjects(page: number): number;
}

/** `FPDF_LoadPage` fails for pages that the file lacks; of such a file nobody knows the rest. */
const DAMAGED: PdfText = { kind: 'unreadable', why: 'damaged' };
const TOO_LONG: PdfText = { kind: 'unreadable', why: 'too_long' };

/**
 * The text of every page in the order of its content. Synchronous and as slow as the file wants it: run it where it
 * can be stopped (`text-worker.ts`).
 *
 * @param maxCharacters of the whole document; a letter of 6 full pages has 25,000
 */
export function extractText(pdfium: TextPdfium, pdf: Uint8Array, maxCharacters: number): PdfText {
  const data = pdfium._malloc(pdf.length);
  if (data === 0) return { kind: 'unreadable', why: 'needed_too_much_memory' };
  pdfium.HEAPU8.set(pdf, data);
  const document = pdfium._FPDF_LoadMemDocument(data, pdf.length, 0);
  try {
    return document === 0 ? DAMAGED : textOf(pdfium, document, maxCharacters);
  } finally {
    if (document !== 0) pdfium._FPDF_CloseDocument(document);
    pdfium._free(data);
  }
}

function textOf(pdfium: TextPdfium, document: number, maxCharacters: number): PdfText {
  const pages: PageText[] = [];
  const count = pdfium._FPDF_GetPageCount(document);
  let left = maxCharacters;
  for (let index = 0; index < count; index += 1) {
    const page = pdfium._FPDF_LoadPage(document, index);
    if (page === 0) return DAMAGED;
    try {
      const text = textOfPage(pdfium, page, left);
      if (text === null) return TOO_LONG;
      left -= text.length;
      pages.push({ text, isBlank: pdfium._FPDFPage_CountObjects(page) === 0 });
    } finally {
      pdfium._FPDF_ClosePage(page);
    }
  }
  return { kind: 'read', pages };
}

function textOfPage(pdfium: TextPdfium, page: number, maxCharacters: number): string | null {
  const text = pdfium._FPDFText_LoadPage(page);
  if (text === 0) return '';
  try {
    const count = pdfium._FPDFText_CountChars(text);
    if (count > maxCharacters) return null;
    const units: number[] = [];
    for (let index = 0; index < count; index += 1) units.push(pdfium._FPDFText_GetUnicode(text, index));
    // NUL stands for a glyph of which nobody knows what it means.
    return units
      .map((unit) => (unit === 0 || unit > 0x10ffff ? '\ufffd' : String.fromCodePoint(unit)))
      .join('');
  } finally {
    pdfium._FPDFText_ClosePage(text);
  }
}
