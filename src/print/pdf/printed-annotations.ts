import { IDENTITY, compose, transformBox } from './matrix.ts';
import type { Box, Matrix } from './matrix.ts';
import { readBox, readNumbers } from './page-placement.ts';
import type { PdfDocument } from './pdf-document.ts';
import { NULL, PdfRef, integerOf, isDict, itemsOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { damaged } from './unfit-pdf-error.ts';

/** An annotation or form field as it prints: a form XObject and where it goes on its page. */
export interface PrintedAnnotation {
  readonly appearance: PdfRef;
  /** Beyond the matrix of the appearance itself, in the page's own coordinates. */
  readonly matrix: Matrix;
  /** The layer that the annotation belongs to. */
  readonly layer: PdfValue | undefined;
}

const HIDDEN = 1 << 1;
const PRINT = 1 << 2;

/** Viewers draw these in ways of their own where the file brings no appearance. */
const DRAWN_BY_VIEWERS: ReadonlySet<string> = new Set([
  '/FreeText',
  '/Line',
  '/Square',
  '/Circle',
  '/Polygon',
  '/PolyLine',
  '/Highlight',
  '/Underline',
  '/Squiggly',
  '/StrikeOut',
  '/Caret',
  '/Ink',
]);

/**
 * What a viewer prints of a page's annotations (ISO 32000-1, 12.5.3 and 12.5.5): those with the Print flag, not
 * hidden, in the appearance of their present state. Links, notes and empty fields without an appearance leave no ink.
 * @throws UnfitPdfError `damaged` where an appearance is missing that each viewer would make up differently.
 */
export function printedAnnotations(document: PdfDocument, page: PdfDict): readonly PrintedAnnotation[] {
  const items = itemsOf(document.resolve(page.get('/Annots'))) ?? [];
  return items
    .map((item) => printedAnnotation(document, document.dict(item)))
    .filter((printed) => printed !== null);
}

function printedAnnotation(document: PdfDocument, annotation: PdfDict): PrintedAnnotation | null {
  const flags = integerOf(document.resolve(annotation.get('/F'))) ?? 0;
  if ((flags & HIDDEN) !== 0 || (flags & PRINT) === 0) return null;
  if (document.resolve(annotation.get('/Subtype')) === '/Popup') return null;
  const appearance = normalAppearance(document, annotation);
  const place = readBox(document, annotation.get('/Rect'));
  if (place === null) return null;
  if (appearance === null) {
    refuseToInvent(document, annotation);
    return null;
  }
  const form = document.dict(appearance);
  const box = readBox(document, form.get('/BBox'));
  if (box === null) return null;
  const matrix = onto(place, transformBox(box, formMatrix(document, form)));
  return { appearance, matrix, layer: annotation.get('/OC') };
}

/** The stream that shows the annotation's present state; null when there is none. */
function normalAppearance(document: PdfDocument, annotation: PdfDict): PdfRef | null {
  const normal = document.dict(annotation.get('/AP')).get('/N');
  if (isStreamReference(document, normal)) return normal;
  const states = document.resolve(normal);
  const state = document.resolve(annotation.get('/AS'));
  if (!isDict(states) || typeof state !== 'string') return null;
  const appearance = states.get(state);
  return isStreamReference(document, appearance) ? appearance : null;
}

/** A filled field or a drawing without an appearance: printing nothing would lose it, guessing might change it. */
function refuseToInvent(document: PdfDocument, annotation: PdfDict): void {
  const subtype = document.resolve(annotation.get('/Subtype'));
  if (typeof subtype === 'string' && DRAWN_BY_VIEWERS.has(subtype)) {
    throw damaged(`An annotation of type ${subtype.slice(1)} prints and has no appearance stream.`);
  }
  if (subtype !== '/Widget' || document.dict(annotation.get('/AP')).has('/N')) return;
  const type = document.resolve(fieldAttribute(document, annotation, '/FT'));
  const value = document.resolve(fieldAttribute(document, annotation, '/V'));
  const isText = type === '/Tx' || type === '/Ch';
  const isEmpty = value === NULL || value === '()' || value === '<>' || value === '/Off';
  if (!isEmpty && (isText || (type === '/Btn' && typeof value === 'string'))) {
    throw damaged(
      'A form field holds a value and has no appearance stream; save the form with its appearances.',
    );
  }
}

/** Fields inherit their type and value from the fields above (ISO 32000-1, 12.7.3.1). */
function fieldAttribute(document: PdfDocument, field: PdfDict, key: string, depth = 0): PdfValue | undefined {
  document.budget.checkDepth(depth, 'Form fields are');
  const own = field.get(key);
  const parent = field.get('/Parent');
  if (own !== undefined || parent === undefined) return own;
  return fieldAttribute(document, document.dict(parent), key, depth + 1);
}

function isStreamReference(document: PdfDocument, value: PdfValue | undefined): value is PdfRef {
  return value instanceof PdfRef && document.object(value.num).data !== null;
}

function formMatrix(document: PdfDocument, form: PdfDict): Matrix {
  const [a, b, c, d, e, f] = readNumbers(document, form.get('/Matrix')) ?? [];
  if (a === undefined || b === undefined || c === undefined) return IDENTITY;
  return d === undefined || e === undefined || f === undefined ? IDENTITY : [a, b, c, d, e, f];
}

/** Scales and shifts the appearance's box onto the annotation's rectangle (algorithm 8.1, step 2). */
function onto(place: Box, box: Box): Matrix {
  const width = box.right - box.left;
  const height = box.top - box.bottom;
  const scaleX = width === 0 ? 1 : (place.right - place.left) / width;
  const scaleY = height === 0 ? 1 : (place.top - place.bottom) / height;
  return compose([1, 0, 0, 1, -box.left, -box.bottom], [scaleX, 0, 0, scaleY, place.left, place.bottom]);
}
