import type { PdfDocument } from './pdf-document.ts';
import { PdfRef, isDict, itemsOf, numberOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';

/** A font whose glyphs are content themselves (Type 3). */
export interface DrawnFont {
  readonly glyphs: readonly number[];
  /** Null: those of the content that uses the font. */
  readonly resources: PdfDict | null;
}

/** What content can draw by name that is content again. Streams by their object number. */
export interface DrawingResources {
  readonly forms: ReadonlyMap<string, number>;
  readonly patterns: ReadonlyMap<string, number>;
  readonly fonts: ReadonlyMap<string, DrawnFont>;
  /** By the name of the graphics state that sets it. */
  readonly masks: ReadonlyMap<string, number>;
  readonly stateFonts: ReadonlyMap<string, DrawnFont>;
}

/** Tiles of one pattern over what it can fill: steps of a quarter of a point over A4 are 8 million, and print in a second. */
const MAX_TILES = 10_000_000;
/** Square points of A4. */
export const PAGE_AREA = 595 * 842;

export function drawingResources(document: PdfDocument, resources: PdfDict): DrawingResources {
  const entries = (key: string): readonly (readonly [string, PdfValue])[] => [
    ...document.dict(resources.get(key)),
  ];
  const forms = streams(document, entries('/XObject'), '/Subtype', '/Form');
  const patterns = streams(document, entries('/Pattern'), '/PatternType', '1');
  const fonts = new Map<string, DrawnFont>();
  for (const [name, item] of entries('/Font')) addFont(document, fonts, name, item);
  const masks = new Map<string, number>();
  const stateFonts = new Map<string, DrawnFont>();
  for (const [name, item] of entries('/ExtGState')) {
    const state = document.dict(item);
    const group = document.dict(state.get('/SMask')).get('/G');
    if (group instanceof PdfRef) masks.set(name, group.num);
    const [font] = itemsOf(document.resolve(state.get('/Font'))) ?? [];
    if (font !== undefined) addFont(document, stateFonts, name, font);
  }
  return { forms, patterns, fonts, masks, stateFonts };
}

export function drawsNothing({ forms, patterns, fonts, masks, stateFonts }: DrawingResources): boolean {
  return forms.size + patterns.size + fonts.size + masks.size + stateFonts.size === 0;
}

/** Square units of a form's or pattern cell's own space; a page's where it states none. */
export function areaOf(document: PdfDocument, dict: PdfDict): number {
  const [left = 0, bottom = 0, right = 0, top = 0] = numbersOf(document, dict.get('/BBox'));
  return Math.abs((right - left) * (top - bottom)) || PAGE_AREA;
}

function streams(
  document: PdfDocument,
  entries: readonly (readonly [string, PdfValue])[],
  key: string,
  kind: string,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [name, item] of entries) {
    if (item instanceof PdfRef && document.resolve(document.dict(item).get(key)) === kind) {
      found.set(name, item.num);
    }
  }
  return found;
}

function addFont(document: PdfDocument, fonts: Map<string, DrawnFont>, name: string, item: PdfValue): void {
  const font = document.dict(item);
  if (document.resolve(font.get('/Subtype')) !== '/Type3') return;
  const glyphs = [...document.dict(font.get('/CharProcs')).values()].filter(
    (glyph) => glyph instanceof PdfRef,
  );
  const resources = document.resolve(font.get('/Resources'));
  fonts.set(name, {
    glyphs: glyphs.map(({ num }) => num),
    resources: isDict(resources) ? resources : null,
  });
}

/**
 * @param area square units that the pattern can fill
 * @throws UnfitPdfError `limit_exceeded` for a pattern of specks
 */
export function checkTiles(document: PdfDocument, num: number, area: number): void {
  const pattern = document.dict(new PdfRef(num, 0));
  const [a = 1, b = 0, c = 0, d = 1] = numbersOf(document, pattern.get('/Matrix'));
  const [xStep, yStep] = ['/XStep', '/YStep'].map((key) => numberOf(document.resolve(pattern.get(key))) ?? 0);
  const tile = Math.abs((xStep ?? 0) * (yStep ?? 0) * (a * d - b * c));
  // A step of nothing is no pattern: viewers leave it out.
  if (tile === 0 || area / tile <= MAX_TILES) return;
  throw new UnfitPdfError(
    'limit_exceeded',
    `A pattern is laid more than ${MAX_TILES} times beside each other, the limit for one area.`,
  );
}

function numbersOf(document: PdfDocument, value: PdfValue | undefined): readonly number[] {
  return (itemsOf(document.resolve(value)) ?? []).map((item) => numberOf(document.resolve(item)) ?? 0);
}
