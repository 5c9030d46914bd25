import type { Zone } from '../letter-geometry.ts';
import type { RawPdfium } from './raw-pdfium.ts';
import { UnviewablePdf } from './unviewable-pdf.ts';

const POINTS_PER_MM = 72 / 25.4;
/** Ten lines of an address have 500. */
const MAX_CHARACTERS = 4_000;
const BYTES_PER_CHARACTER = 2;

/**
 * The text of an upright page whose characters lie within a zone, lines parted by line feeds. Nothing is drawn, so it
 * costs a fraction of `viewPage`.
 * @throws UnviewablePdf
 */
export function textWithin(pdfium: RawPdfium, document: number, number: number, zone: Zone): string {
  const page = pdfium._FPDF_LoadPage(document, number - 1);
  if (page === 0) throw new UnviewablePdf(`page ${number} is missing or damaged`);
  const text = pdfium._FPDFText_LoadPage(page);
  const buffer = pdfium._malloc((MAX_CHARACTERS + 1) * BYTES_PER_CHARACTER);
  try {
    const height = pdfium._FPDF_GetPageHeightF(page);
    const count = pdfium._FPDFText_GetBoundedText(
      text,
      zone.x * POINTS_PER_MM,
      height - zone.y * POINTS_PER_MM,
      (zone.x + zone.width) * POINTS_PER_MM,
      height - (zone.y + zone.height) * POINTS_PER_MM,
      buffer,
      MAX_CHARACTERS,
    );
    const bytes = pdfium.HEAPU8.slice(buffer, buffer + count * BYTES_PER_CHARACTER);
    return Buffer.from(bytes).toString('utf16le').replaceAll('\0', '');
  } finally {
    pdfium._free(buffer);
    pdfium._FPDFText_ClosePage(text);
    pdfium._FPDF_ClosePage(page);
  }
}
