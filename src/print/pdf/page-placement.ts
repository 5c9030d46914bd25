import { IDENTITY, compose, transformBox } from './matrix.ts';
import type { Box, Matrix } from './matrix.ts';
import type { PdfDocument } from './pdf-document.ts';
import { itemsOf, numberOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';

/** A4 upright, in points (1/72 inch): 210 × 297 mm. */
export const A4 = { width: 595.276, height: 841.89 } as const;

/** Shops accept a page of A4 ± 2 mm as A4; such a page is neither scaled nor centred. */
const A4_TOLERANCE = 5.67;
/** 0.02 mm: a shift that no printer resolves, so that the page can stay as it is. */
const NEGLIGIBLE_SHIFT = 0.05;
/** 0.2 mm: a strip at the right or lower edge that no printer reaches. */
const NEGLIGIBLE_STRIP = 0.6;
/** What viewers assume where a file does not say: US Letter. */
const DEFAULT_BOX: Box = { left: 0, bottom: 0, right: 612, top: 792 };
/** Beyond 200 m or below 1/100 mm a page size is nonsense. */
const LARGEST_SIDE = 567_000;
const SMALLEST_SIDE = 0.03;

export interface PagePlacement {
  /** What a viewer shows of the page, in the page's own coordinates; the rest is clipped away. */
  readonly visible: Box;
  /** From the page's own coordinates onto the A4 sheet. */
  readonly matrix: Matrix;
  /** The page fits its sheet as it is: nothing needs to be moved or clipped. */
  readonly unchanged: boolean;
}

/**
 * Where a page goes on an upright A4 sheet, after its /CropBox, /Rotate and /UserUnit:
 * - A4 within 2 mm stays in size, its upper left corner on the sheet's: address windows are measured from there;
 * - what is wider than high and does not fit upright is turned, its top to the left;
 * - what is larger is scaled down to fit, what is smaller keeps its size; both centred.
 * @throws UnfitPdfError `page_size` for a page without area or of a nonsensical size.
 */
export function placePage(document: PdfDocument, page: PdfDict): PagePlacement {
  const visible = visibleBox(document, page);
  const unit = numberOf(document.resolve(page.get('/UserUnit'))) ?? 1;
  const width = (visible.right - visible.left) * unit;
  const height = (visible.top - visible.bottom) * unit;
  if (!(Math.min(width, height) >= SMALLEST_SIDE && Math.max(width, height) <= LARGEST_SIDE)) {
    throw new UnfitPdfError(
      'page_size',
      `A page measures ${width.toPrecision(4)} × ${height.toPrecision(4)} pt, which is no sheet of paper.`,
    );
  }
  const upright = compose([unit, 0, 0, unit, -visible.left * unit, -visible.bottom * unit], IDENTITY);
  const rotated = compose(upright, rotation(rotationOf(document, page), width, height));
  const size = sizeOf(transformBox(visible, rotated));
  const placed = compose(rotated, onSheet(size.width, size.height));
  return { visible, matrix: placed, unchanged: isUnchanged(visible, placed) };
}

function isUnchanged(visible: Box, [a, b, c, d, e, f]: Matrix): boolean {
  if (a !== 1 || b !== 0 || c !== 0 || d !== 1) return false;
  if (Math.abs(e) > NEGLIGIBLE_SHIFT || Math.abs(f) > NEGLIGIBLE_SHIFT) return false;
  return visible.right >= A4.width - NEGLIGIBLE_STRIP && visible.bottom <= NEGLIGIBLE_STRIP;
}

function sizeOf(box: Box): { readonly width: number; readonly height: number } {
  return { width: box.right - box.left, height: box.top - box.bottom };
}

function isA4(width: number, height: number): boolean {
  return Math.abs(width - A4.width) <= A4_TOLERANCE && Math.abs(height - A4.height) <= A4_TOLERANCE;
}

/** For a page whose lower left corner is the origin. */
function onSheet(width: number, height: number): Matrix {
  if (isA4(width, height)) return [1, 0, 0, 1, 0, A4.height - height];
  if (width > height && width > A4.width) {
    return compose(rotation(270, width, height), onSheetUpright(height, width));
  }
  return onSheetUpright(width, height);
}

function onSheetUpright(width: number, height: number): Matrix {
  // A turned page's own top lies at the left edge now and its own left edge at the bottom: its corner is the origin.
  if (isA4(width, height)) return IDENTITY;
  const scale = Math.min(1, A4.width / width, A4.height / height);
  return [scale, 0, 0, scale, (A4.width - width * scale) / 2, (A4.height - height * scale) / 2];
}

/** Clockwise about the origin and back into the first quadrant, for a page of this size before it is turned. */
function rotation(degrees: number, width: number, height: number): Matrix {
  switch (degrees) {
    case 90:
      return [0, -1, 1, 0, 0, width];
    case 180:
      return [-1, 0, 0, -1, width, height];
    case 270:
      return [0, 1, -1, 0, height, 0];
    default:
      return IDENTITY;
  }
}

function rotationOf(document: PdfDocument, page: PdfDict): number {
  const degrees = numberOf(document.resolve(page.get('/Rotate'))) ?? 0;
  return ((degrees % 360) + 360) % 360;
}

/** The crop box as far as it lies within the media box; the media box where there is none or nothing is left. */
function visibleBox(document: PdfDocument, page: PdfDict): Box {
  const media = readBox(document, page.get('/MediaBox')) ?? DEFAULT_BOX;
  const crop = readBox(document, page.get('/CropBox')) ?? media;
  const both = {
    left: Math.max(media.left, crop.left),
    bottom: Math.max(media.bottom, crop.bottom),
    right: Math.min(media.right, crop.right),
    top: Math.min(media.top, crop.top),
  };
  return both.right > both.left && both.top > both.bottom ? both : media;
}

/** A rectangle by any two opposite corners; null when it is none. */
export function readBox(document: PdfDocument, value: PdfValue | undefined): Box | null {
  const numbers = readNumbers(document, value);
  const [x1, y1, x2, y2] = numbers ?? [];
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return null;
  return { left: Math.min(x1, x2), bottom: Math.min(y1, y2), right: Math.max(x1, x2), top: Math.max(y1, y2) };
}

/** An array of numbers, each of which may be a reference; null when it is none. */
export function readNumbers(document: PdfDocument, value: PdfValue | undefined): readonly number[] | null {
  const items = itemsOf(document.resolve(value));
  if (items === null) return null;
  const numbers = items.map((item) => numberOf(document.resolve(item)));
  return numbers.every((number) => number !== null) ? numbers : null;
}
