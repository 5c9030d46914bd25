import { PDFName, type PDFDocument, type PDFRef } from 'pdf-lib';
import type { FontStyle } from '../../print/house-font.ts';
import {
  CONTINUED_TOP,
  PAGE,
  POINTS_PER_MM,
  SUBJECT_BASELINE,
  SUBJECT_BASELINE_BELOW_REFERENCES,
  TEXT,
} from './geometry.ts';
import { BODY_SIZE, FONT_NAMES, LetterPage, type TextStyle } from './letter-page.ts';
import { drawContinuationHead, drawFooter, drawLetterhead } from './letterhead.ts';
import type { LetterSpec } from './letter-spec.ts';
import type { Typefaces } from './typeface.ts';
import { wrapText } from './wrap-text.ts';

const LINE_HEIGHT_PER_POINT = 0.475;
const TEXT_WIDTH = TEXT.right - TEXT.left;

/** A letter while it is being written: text flows down, and on to a further page when one is full. */
export class LetterFlow {
  readonly spec: LetterSpec;
  readonly #document: PDFDocument;
  readonly #typefaces: Typefaces;
  readonly #fonts: Readonly<Record<FontStyle, PDFRef>>;
  readonly #pages: LetterPage[] = [];
  #y: number;

  constructor(document: PDFDocument, typefaces: Typefaces, spec: LetterSpec) {
    this.spec = spec;
    this.#document = document;
    this.#typefaces = typefaces;
    this.#y = spec.jurisdiction === 'AT' ? SUBJECT_BASELINE_BELOW_REFERENCES : SUBJECT_BASELINE;
    this.#fonts = {
      regular: typefaces.regular.copyInto(document),
      semibold: typefaces.semibold.copyInto(document),
    };
    drawLetterhead(this.#addPage(), spec);
  }

  get pageCount(): number {
    return this.#pages.length;
  }

  /** The page that is being written on. */
  get page(): LetterPage {
    const page = this.#pages.at(-1);
    if (page === undefined) throw new RangeError('Expected a letter to have a page.');
    return page;
  }

  /** The next baseline, millimetres from the top. */
  get y(): number {
    return this.#y;
  }

  space(millimetres: number): void {
    this.#y += millimetres;
  }

  /** Goes on to the next page unless `millimetres` are left on this one. */
  keepTogether(millimetres: number): void {
    if (this.#y + millimetres > TEXT.bottom) this.breakPage();
  }

  breakPage(): void {
    drawContinuationHead(this.#addPage(), this.spec);
    this.#y = CONTINUED_TOP;
  }

  heading(text: string, size = 11.5): void {
    this.keepTogether(16);
    this.paragraph(text, { font: 'semibold', size }, { after: 1.4 });
  }

  paragraph(
    text: string,
    style: TextStyle = {},
    { after = 3.2, left = TEXT.left, width = TEXT_WIDTH }: ParagraphPlace = {},
  ): void {
    const height = lineHeight(style);
    for (const line of wrapText(text, width, (part) => this.page.widthOf(part, style))) {
      this.keepTogether(0);
      this.page.text(left, this.#y, line, style);
      this.#y += height;
    }
    this.#y += after;
  }

  /** Millimetres that a paragraph takes without the space after it. */
  heightOf(text: string, style: TextStyle, width: number): number {
    return wrapText(text, width, (part) => this.page.widthOf(part, style)).length * lineHeight(style);
  }

  finish(): void {
    this.#pages.forEach((page, index) => drawFooter(page, index + 1, this.#pages.length));
  }

  #addPage(): LetterPage {
    const page = this.#document.addPage([PAGE.width * POINTS_PER_MM, PAGE.height * POINTS_PER_MM]);
    for (const style of ['regular', 'semibold'] as const) {
      page.node.setFontDictionary(PDFName.of(FONT_NAMES[style]), this.#fonts[style]);
    }
    const letterPage = new LetterPage(page, this.#typefaces);
    this.#pages.push(letterPage);
    return letterPage;
  }
}

interface ParagraphPlace {
  /** Space below, millimetres. */
  readonly after?: number;
  readonly left?: number;
  readonly width?: number;
}

function lineHeight({ size = BODY_SIZE }: TextStyle): number {
  return size * LINE_HEIGHT_PER_POINT;
}
