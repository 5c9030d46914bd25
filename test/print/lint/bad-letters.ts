import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, StandardFonts, rgb } from 'pdf-lib';
import type { PDFFont, PDFPage } from 'pdf-lib';
import { readHouseFont } from '../../../src/print/house-font.ts';
import type { LintRules } from '../../../src/print/lint/lint-page.ts';

const POINTS_PER_MM = 72 / 25.4;

/** DIN 5008 form B with a zone for DataMatrix, as the ready profile has it. */
export const RULES: LintRules = {
  geometry: {
    addressField: { x: 20, y: 45, width: 85, height: 45 },
    addressZone: { x: 20, y: 62.7, width: 85, height: 27.3 },
    safeWindow: null,
    clearEdges: { left: 12, right: 5, top: 5, bottom: 5 },
    clearZones: [
      { name: 'datamatrix', on: 'every', x: 0, y: 165, width: 15, height: 15 },
      { name: 'franking', on: 'first', x: 20, y: 45, width: 85, height: 13 },
    ],
    tolerance: { page: 2, ink: 1 },
  },
  foldMarksAllowed: true,
};

/** Millimetres from the left and the upper edge. */
export interface Pen {
  readonly pdf: PDFDocument;
  readonly page: PDFPage;
  readonly font: PDFFont;
  /** @param y of the base line */
  text(words: string, x: number, y: number, font?: PDFFont): void;
  box(x: number, y: number, width: number, height: number): void;
}

/** A letter of one page with its address in the window; `change` spoils it. */
export async function letterWith(
  change: (pen: Pen) => void | Promise<void> = () => undefined,
  options: {
    readonly size?: readonly [number, number];
    readonly addressShift?: { x: number; y: number };
  } = {},
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  const font = await pdf.embedFont(await readHouseFont('regular'), { subset: true });
  const [widthMm, heightMm] = options.size ?? [210, 297];
  const page = pdf.addPage([widthMm * POINTS_PER_MM, heightMm * POINTS_PER_MM]);
  const pen: Pen = {
    pdf,
    page,
    font,
    text: (words, x, y, other) =>
      page.drawText(words, {
        x: x * POINTS_PER_MM,
        y: (heightMm - y) * POINTS_PER_MM,
        size: 10,
        font: other ?? font,
      }),
    box: (x, y, width, height) =>
      page.drawRectangle({
        x: x * POINTS_PER_MM,
        y: (heightMm - y - height) * POINTS_PER_MM,
        width: width * POINTS_PER_MM,
        height: height * POINTS_PER_MM,
        color: rgb(0, 0, 0),
      }),
  };
  const { x, y } = options.addressShift ?? { x: 0, y: 0 };
  for (const [index, words] of ['Frau', 'Jörg Übelacker', 'Königsallee 84', '97070 Würzburg'].entries()) {
    pen.text(words, 25 + x, 68 + index * 5 + y);
  }
  pen.text('Sehr geehrte Damen und Herren,', 25, 110);
  pen.box(3, 105, 5, 0.25);
  await change(pen);
  return pdf.save();
}

export function helvetica(pdf: PDFDocument): Promise<PDFFont> {
  return pdf.embedFont(StandardFonts.Helvetica);
}
