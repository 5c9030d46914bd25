import fontkit from '@pdf-lib/fontkit';
import { PDFDict, PDFDocument, PDFName } from 'pdf-lib';
import { generateLetters } from '../../../src/demo/letters/generate-letters.ts';
import { SeededRandom } from '../../../src/demo/random.ts';
import { readHouseFont } from '../../../src/print/house-font.ts';

const SEED = 20_260_101;
const WORDS = ['Beitrag', 'Vertrag', 'Leistung', 'Zeitraum', 'Rechnung'] as const;

/**
 * Letters number `from` to `to` of one endless series, by three kinds of producers: our demo's with object streams, the
 * same with a classic table, and letters that carry a whole house font.
 */
export async function* generatedLetters(from: number, to: number): AsyncGenerator<Uint8Array> {
  const whole = await wholeFontLetters();
  let index = 0;
  for await (const { pdf } of generateLetters(to, SEED)) {
    if (index >= from) {
      if (index % 3 === 0) yield pdf;
      else if (index % 3 === 1) yield await withClassicTable(pdf);
      else yield await whole(index);
    }
    index += 1;
  }
}

async function withClassicTable(pdf: Uint8Array): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  return document.save({ useObjectStreams: false, objectsPerTick: Infinity });
}

/** The font is embedded once and its bytes are carried into each letter: embedding takes longer than all the rest. */
async function wholeFontLetters(): Promise<(index: number) => Promise<Uint8Array>> {
  const carrier = await PDFDocument.create({ updateMetadata: false });
  carrier.registerFontkit(fontkit);
  const font = await carrier.embedFont(await readHouseFont('regular'), { subset: false });
  carrier.addPage([595.28, 841.89]).drawText(' ', { font });
  const template = await carrier.save();
  return async (index) => {
    const random = new SeededRandom(index);
    const letter = await PDFDocument.load(template, { updateMetadata: false });
    const resources = letter.getPage(0).node.Resources();
    const fontName = resources?.lookup(PDFName.of('Font'), PDFDict).keys()[0];
    if (resources === undefined || fontName === undefined)
      throw new Error('Expected a font in the template.');
    for (let left = random.int(1, 4); left > 0; left -= 1) {
      const lines = Array.from({ length: 45 }, () => `${font.encodeText(wordsOf(random)).toString()} Tj T*`);
      const content = `BT ${fontName.toString()} 10 Tf 13 TL 70 760 Td ${lines.join(' ')} ET`;
      const { node } = left === 1 ? letter.getPage(0) : letter.addPage([595.28, 841.89]);
      node.set(PDFName.of('Resources'), resources);
      node.set(PDFName.of('Contents'), letter.context.register(letter.context.flateStream(content)));
    }
    return letter.save({ objectsPerTick: Infinity });
  };
}

function wordsOf(random: SeededRandom): string {
  return Array.from({ length: 8 }, () => `${random.pick(WORDS)} ${random.digits(3)}`).join(' ');
}
