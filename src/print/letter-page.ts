import type { PDFFont, PDFPage } from 'pdf-lib';
import { rgb } from 'pdf-lib';
import { MM_PER_POINT, PAGE, POINTS_PER_MM } from './din5008.ts';

const INK = rgb(0, 0, 0);

export interface TextStyle {
  readonly font: PDFFont;
  /** Points. */
  readonly size: number;
  /** Distance from one baseline to the next, millimetres. */
  readonly pitch: number;
}

/** Draws on an A4 page in millimetres from its top left corner. */
export class LetterPage {
  readonly #page: PDFPage;

  constructor(page: PDFPage) {
    this.#page = page;
    page.setSize(PAGE.width * POINTS_PER_MM, PAGE.height * POINTS_PER_MM);
  }

  /** @param y of the upper edge of the first line. @returns the upper edge of what may follow. */
  lines(lines: readonly string[], x: number, y: number, style: TextStyle): number {
    for (const [index, line] of lines.entries()) {
      this.#page.drawText(line, {
        x: x * POINTS_PER_MM,
        y: (PAGE.height - baseline(y + index * style.pitch, style)) * POINTS_PER_MM,
        size: style.size,
        font: style.font,
        color: INK,
      });
    }
    return y + lines.length * style.pitch;
  }

  /** A horizontal line of so many points' thickness. */
  rule(x: number, y: number, length: number, thickness: number): void {
    const height = (PAGE.height - y) * POINTS_PER_MM;
    this.#page.drawLine({
      start: { x: x * POINTS_PER_MM, y: height },
      end: { x: (x + length) * POINTS_PER_MM, y: height },
      thickness,
      color: INK,
    });
  }
}

/** Centres the letters' height within the pitch: a line fills the space that it is given. */
function baseline(top: number, style: TextStyle): number {
  const ascender = style.font.heightAtSize(style.size, { descender: false }) * MM_PER_POINT;
  const height = style.font.heightAtSize(style.size) * MM_PER_POINT;
  return top + (style.pitch - height) / 2 + ascender;
}

export function widthOf(text: string, style: Pick<TextStyle, 'font' | 'size'>): number {
  return style.font.widthOfTextAtSize(text, style.size) * MM_PER_POINT;
}

/** Breaks text between words into lines of at most so many millimetres; a word wider than that is broken itself. */
export function wrap(
  text: string,
  width: number,
  style: Pick<TextStyle, 'font' | 'size'>,
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => fitting(whole, width, style))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, style) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function fitting(word: string, width: number, style: Pick<TextStyle, 'font' | 'size'>): readonly string[] {
  if (widthOf(word, style) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let pieceWidth = 0;
  for (const character of word) {
    const characterWidth = widthOf(character, style);
    if (piece !== '' && pieceWidth + characterWidth > width) {
      pieces.push(piece);
      piece = '';
      pieceWidth = 0;
    }
    piece += character;
    pieceWidth += characterWidth;
  }
  return [...pieces, piece];
}
