import fontkit from '@pdf-lib/fontkit';
import { PDFDict, PDFDocument, PDFHexString, PDFObjectCopier, type PDFFont, type PDFRef } from 'pdf-lib';
import { readHouseFont, type FontStyle } from '../../print/house-font.ts';

/** Letters of the Latin scripts of Europe and of Vietnamese, and the signs that letters of an insurer use. */
const CHARACTERS = [
  ...range(0x20, 0x7e),
  ...range(0xa0, 0x17f),
  ...range(0x218, 0x21b),
  ...range(0x1ea0, 0x1ef9),
  ...Array.from('ẞ–—‘’‚“”„•…€'),
];

interface Glyph {
  /** Four hex digits: the glyph's number in the subset. */
  readonly code: string;
  /** In thousandths of the font size. */
  readonly width: number;
}

/**
 * One font, subset once and carried into every letter. Embedding anew takes longer than all
 * the rest of a letter; copying the finished objects takes next to nothing. Characters are set one by one: after a ligature such
 * as »fl« pdf-lib leaves a gap, because it states no width for its glyph.
 */
export class Typeface {
  readonly #glyphs: ReadonlyMap<string, Glyph>;
  readonly #font: PDFFont;

  constructor(font: PDFFont) {
    this.#font = font;
    this.#glyphs = new Map(
      CHARACTERS.map((character) => [
        character,
        {
          code: font.encodeText(character).asString(),
          width: font.widthOfTextAtSize(character, 1000),
        },
      ]),
    );
  }

  /** Width in points at `size` points. */
  widthOf(text: string, size: number): number {
    let width = 0;
    for (const character of printable(text)) width += this.#glyph(character).width;
    return (width * size) / 1000;
  }

  encode(text: string): PDFHexString {
    return PDFHexString.of(Array.from(printable(text), (character) => this.#glyph(character).code).join(''));
  }

  /** Puts the font into `document` and returns where it stands there. */
  copyInto(document: PDFDocument): PDFRef {
    const carrier = this.#font.doc.context;
    const copied = PDFObjectCopier.for(carrier, document.context).copy(
      carrier.lookup(this.#font.ref, PDFDict),
    );
    return document.context.register(copied);
  }

  #glyph(character: string): Glyph {
    const glyph = this.#glyphs.get(character) ?? this.#glyphs.get('?');
    if (glyph === undefined) throw new RangeError('Expected the font to hold at least a question mark.');
    return glyph;
  }
}

export type Typefaces = Readonly<Record<FontStyle, Typeface>>;

/** @throws ConfigurationError when the house font is not installed */
export async function loadTypefaces(): Promise<Typefaces> {
  const carrier = await PDFDocument.create({ updateMetadata: false });
  carrier.registerFontkit(fontkit);
  const embed = async (style: FontStyle): Promise<Typeface> => {
    const font = await carrier.embedFont(await readHouseFont(style), { subset: true });
    const typeface = new Typeface(font);
    await font.embed();
    return typeface;
  };
  return { regular: await embed('regular'), semibold: await embed('semibold') };
}

/** Composed, and without the control characters that a hostile name may hold. */
function printable(text: string): string {
  return text.normalize('NFC').replaceAll(/\p{Cc}/gu, ' ');
}

function range(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
}
