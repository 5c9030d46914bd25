import {
  PDFOperator,
  PDFOperatorNames,
  appendBezierCurve,
  beginText,
  closePath,
  endText,
  fill,
  lineTo,
  moveTo,
  rectangle,
  setFillingRgbColor,
  setFontAndSize,
  setLineWidth,
  setStrokingRgbColor,
  setTextMatrix,
  showText,
  stroke,
  type PDFPage,
} from 'pdf-lib';
import type { FontStyle } from '../../print/house-font.ts';
import { PAGE, POINTS_PER_MM } from './geometry.ts';
import type { Typefaces } from './typeface.ts';

/** Red, green, blue, each from 0 to 1. */
export type Colour = readonly [number, number, number];

export const BLACK: Colour = [0.08, 0.09, 0.1];
export const GREY: Colour = [0.42, 0.45, 0.47];
export const LINE: Colour = [0.72, 0.75, 0.77];
export const TINT: Colour = [0.93, 0.95, 0.94];
export const BRAND: Colour = [0.06, 0.36, 0.29];

export interface TextStyle {
  readonly font?: FontStyle;
  /** Points. */
  readonly size?: number;
  readonly colour?: Colour;
  readonly align?: 'left' | 'right' | 'centre';
}

export const BODY_SIZE = 10.5;

/** Names under which every page finds the two fonts. */
export const FONT_NAMES: Readonly<Record<FontStyle, string>> = { regular: 'F1', semibold: 'F2' };

type Point = readonly [number, number];
/** Start, then curves of two control points and an end each; millimetres. */
export interface Outline {
  readonly start: Point;
  readonly curves: readonly (readonly [Point, Point, Point])[];
}

/** A sheet to draw on: millimetres, x from the left, y from the top; texts stand on their baseline. */
export class LetterPage {
  readonly #page: PDFPage;
  readonly #typefaces: Typefaces;

  constructor(page: PDFPage, typefaces: Typefaces) {
    this.#page = page;
    this.#typefaces = typefaces;
  }

  text(x: number, y: number, text: string, style: TextStyle = {}): void {
    if (text === '') return;
    const font = style.font ?? 'regular';
    const size = style.size ?? BODY_SIZE;
    const [red, green, blue] = style.colour ?? BLACK;
    const shift = SHIFT[style.align ?? 'left'] * this.widthOf(text, style);
    this.#page.pushOperators(
      beginText(),
      setFillingRgbColor(red, green, blue),
      setFontAndSize(FONT_NAMES[font], size),
      setTextMatrix(1, 0, 0, 1, points(x - shift), points(PAGE.height - y)),
      showText(this.#typefaces[font].encode(text)),
      endText(),
    );
  }

  /** Millimetres. */
  widthOf(text: string, style: TextStyle = {}): number {
    const typeface = this.#typefaces[style.font ?? 'regular'];
    return typeface.widthOf(text, style.size ?? BODY_SIZE) / POINTS_PER_MM;
  }

  /** `width` is the pen's, in points. */
  line(from: Point, to: Point, width = 0.5, colour: Colour = LINE): void {
    const [red, green, blue] = colour;
    this.#page.pushOperators(
      setStrokingRgbColor(red, green, blue),
      setLineWidth(width),
      moveTo(points(from[0]), points(PAGE.height - from[1])),
      lineTo(points(to[0]), points(PAGE.height - to[1])),
      stroke(),
    );
  }

  box(x: number, y: number, width: number, height: number, colour: Colour): void {
    const [red, green, blue] = colour;
    this.#page.pushOperators(
      setFillingRgbColor(red, green, blue),
      rectangle(points(x), points(PAGE.height - y - height), points(width), points(height)),
      fill(),
    );
  }

  shape(outline: Outline, colour: Colour): void {
    const [red, green, blue] = colour;
    this.#page.pushOperators(
      setFillingRgbColor(red, green, blue),
      moveTo(...place(outline.start)),
      ...outline.curves.map(([first, second, end]) =>
        appendBezierCurve(...place(first), ...place(second), ...place(end)),
      ),
      closePath(),
      PDFOperator.of(PDFOperatorNames.FillEvenOdd),
    );
  }
}

function place([x, y]: Point): [number, number] {
  return [points(x), points(PAGE.height - y)];
}

const SHIFT = { left: 0, centre: 0.5, right: 1 } as const;

/** Two decimals of a point are 0.004 mm: finer than any printer, and the letter stays small. */
function points(millimetres: number): number {
  return Math.round(millimetres * POINTS_PER_MM * 100) / 100;
}
