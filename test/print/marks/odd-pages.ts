import { degrees, PDFDocument, PDFName, rgb, StandardFonts } from 'pdf-lib';
import type { PDFPage } from 'pdf-lib';

const A4: [number, number] = [595.276, 841.89];

/** Pages that a print file turns, cuts, shrinks or isolates; each writes its own name on itself. */
const KINDS: Readonly<Record<string, (document: PDFDocument) => PDFPage>> = {
  'plain A4': (document) => document.addPage(A4),
  'turned by a quarter': (document) => turned(document, 90),
  'upside down': (document) => turned(document, 180),
  'turned three quarters': (document) => turned(document, 270),
  landscape: (document) => document.addPage([A4[1], A4[0]]),
  'larger than A4': (document) => document.addPage([A4[1], A4[0] * 2]),
  'smaller than A4': (document) => document.addPage([A4[0] / 1.5, A4[1] / 1.5]),
  cropped: (document) => {
    const page = document.addPage([A4[0] + 100, A4[1] + 100]);
    page.setCropBox(50, 50, ...A4);
    return page;
  },
  'with an open matrix and clip': (document) => {
    const page = document.addPage(A4);
    const spoiled = 'q 0.1 0 0 0.1 300 300 cm 0 0 10 10 re W n 1 0 0 rg';
    page.node.set(PDFName.of('Contents'), document.context.register(document.context.stream(spoiled)));
    return page;
  },
  'black all over': (document) => {
    const page = document.addPage(A4);
    page.drawRectangle({ x: 0, y: 0, width: A4[0], height: A4[1], color: rgb(0, 0, 0) });
    return page;
  },
};

export const ODD_PAGES = Object.keys(KINDS);

/** A document with one page of each of these kinds. */
export async function oddLetter(kinds: readonly string[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const kind of kinds) {
    const page = KINDS[kind]?.(document);
    if (kind !== 'with an open matrix and clip') page?.drawText(kind, { x: 120, y: 120, size: 14, font });
  }
  return document.save();
}

function turned(document: PDFDocument, angle: number): PDFPage {
  const page = document.addPage(angle === 180 ? A4 : [A4[1], A4[0]]);
  page.setRotation(degrees(angle));
  return page;
}
