import { PDFDocument, rgb } from 'pdf-lib';
import { SeededRandom } from '../random.ts';
import { buildLetter } from './build-letter.ts';
import type { LetterSpec } from './letter-spec.ts';

const A4: [number, number] = [595.28, 841.89];
const INK = rgb(0.25, 0.25, 0.3);

/** A letter with an annex that looks like a scan and holds no text: lines of marks where words were. */
export async function scannedLetter(spec: LetterSpec): Promise<Uint8Array> {
  const random = new SeededRandom(spec.seed);
  const document = await PDFDocument.load(await buildLetter(spec), { updateMetadata: false });
  const page = document.addPage(A4);
  for (let y = 720; y > 120; y -= 18) {
    for (let x = 72; x < 500;) {
      const width = random.int(12, 60);
      page.drawRectangle({ x, y, width, height: 6, color: INK });
      x += width + 7;
    }
  }
  return document.save();
}
