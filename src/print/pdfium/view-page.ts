import type { Zone } from '../letter-geometry.ts';
import type { RawPdfium } from './raw-pdfium.ts';
import { UnviewablePdf } from './unviewable-pdf.ts';

/** A visible character and the box of its ink, in millimetres of the page as a reader sees it. */
export interface Glyph extends Zone {
  readonly character: string;
}

export interface UsedFont {
  readonly name: string;
  readonly embedded: boolean;
}

/** One byte a pixel, 0 black to 255 white, rows from the top. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
  readonly pixels: Uint8Array;
}

/** What a reader sees on a page: crop box and rotation are applied, annotations are drawn. */
export interface PageView {
  readonly widthMm: number;
  readonly heightMm: number;
  /** Degrees clockwise, as the file says. */
  readonly rotation: number;
  /** Visible characters that leave ink, without white space, in the order of the content. */
  readonly glyphs: readonly Glyph[];
  readonly fonts: readonly UsedFont[];
  readonly raster: Raster;
}

const MM_PER_POINT = 25.4 / 72;
/** PDFium maps to whole device units: hundredths of a millimetre are fine enough. */
const UNITS_PER_MM = 100;
/** A page of a metre at 100 dpi has this many; a letter has 1 million. */
const MAX_PIXELS = 16_000_000;
/** Far more than a page of print holds; a hostile one claims millions. */
const MAX_GLYPHS = 100_000;
const GRAY = 1;
const WHITE = 0xffffffff;
const DRAW_ANNOTATIONS = 0x01;
const AS_PRINTED = 0x800;
/** Text render mode 3 leaves no ink: the hidden text of scans. */
const INVISIBLE = 3;

/** @throws UnviewablePdf */
export function viewPage(pdfium: RawPdfium, document: number, number: number, dpi: number): PageView {
  const page = pdfium._FPDF_LoadPage(document, number - 1);
  if (page === 0) throw new UnviewablePdf(`page ${number} is missing or damaged`);
  try {
    const widthMm = pdfium._FPDF_GetPageWidthF(page) * MM_PER_POINT;
    const heightMm = pdfium._FPDF_GetPageHeightF(page) * MM_PER_POINT;
    return {
      widthMm,
      heightMm,
      rotation: pdfium._FPDFPage_GetRotation(page) * 90,
      ...readText(pdfium, page, widthMm, heightMm),
      raster: render(pdfium, page, widthMm, heightMm, dpi),
    };
  } finally {
    pdfium._FPDF_ClosePage(page);
  }
}

function readText(
  pdfium: RawPdfium,
  page: number,
  widthMm: number,
  heightMm: number,
): Pick<PageView, 'glyphs' | 'fonts'> {
  const text = pdfium._FPDFText_LoadPage(page);
  if (text === 0) return { glyphs: [], fonts: [] };
  const scratch = pdfium._malloc(SCRATCH_BYTES);
  try {
    const glyphs: Glyph[] = [];
    const fonts = new Map<number, UsedFont>();
    const invisible = new Map<number, boolean>();
    const count = Math.min(pdfium._FPDFText_CountChars(text), MAX_GLYPHS);
    for (let index = 0; index < count; index += 1) {
      if (pdfium._FPDFText_IsGenerated(text, index) === 1) continue;
      const object = pdfium._FPDFText_GetTextObject(text, index);
      if (!invisible.has(object)) {
        invisible.set(object, pdfium._FPDFTextObj_GetTextRenderMode(object) === INVISIBLE);
        noteFont(pdfium, object, fonts, scratch);
      }
      const character = String.fromCodePoint(Math.min(pdfium._FPDFText_GetUnicode(text, index), 0x10ffff));
      if (invisible.get(object) === true || /[\s\p{Cc}]/u.test(character)) continue;
      const box = boxOf(pdfium, { page, text, index, scratch }, widthMm, heightMm);
      if (box !== null) glyphs.push({ character, ...box });
    }
    return { glyphs, fonts: [...fonts.values()] };
  } finally {
    pdfium._free(scratch);
    pdfium._FPDFText_ClosePage(text);
  }
}

/** Room for four doubles, two corners, and a font's name. */
const SCRATCH_BYTES = 512;
const CORNERS_AT = 32;
const NAME_AT = 64;
const NAME_BYTES = SCRATCH_BYTES - NAME_AT;

function boxOf(
  pdfium: RawPdfium,
  at: { readonly page: number; readonly text: number; readonly index: number; readonly scratch: number },
  widthMm: number,
  heightMm: number,
): Zone | null {
  const { scratch } = at;
  const found = pdfium._FPDFText_GetCharBox(
    at.text,
    at.index,
    scratch,
    scratch + 8,
    scratch + 16,
    scratch + 24,
  );
  if (found === 0) return null;
  // The memory may have grown and moved since: take the view of it anew.
  const memory = new DataView(pdfium.HEAPU8.buffer);
  const [left, right, bottom, top] = [0, 8, 16, 24].map((offset) =>
    memory.getFloat64(scratch + offset, true),
  );
  const corners = [
    [left ?? 0, top ?? 0],
    [right ?? 0, bottom ?? 0],
  ].map(([x, y]) => {
    const corner = scratch + CORNERS_AT;
    pdfium._FPDF_PageToDevice(
      at.page,
      0,
      0,
      Math.round(widthMm * UNITS_PER_MM),
      Math.round(heightMm * UNITS_PER_MM),
      0,
      x ?? 0,
      y ?? 0,
      corner,
      corner + 4,
    );
    const units = new DataView(pdfium.HEAPU8.buffer);
    return {
      x: units.getInt32(corner, true) / UNITS_PER_MM,
      y: units.getInt32(corner + 4, true) / UNITS_PER_MM,
    };
  });
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  const box = { x: Math.min(...xs), y: Math.min(...ys) };
  return { ...box, width: Math.max(...xs) - box.x, height: Math.max(...ys) - box.y };
}

function noteFont(pdfium: RawPdfium, object: number, fonts: Map<number, UsedFont>, scratch: number): void {
  const font = object === 0 ? 0 : pdfium._FPDFTextObj_GetFont(object);
  if (font === 0 || fonts.has(font)) return;
  const bytes = pdfium._FPDFFont_GetBaseFontName(font, scratch + NAME_AT, NAME_BYTES);
  const end = scratch + NAME_AT + Math.max(0, Math.min(bytes, NAME_BYTES) - 1);
  fonts.set(font, {
    name: Buffer.from(pdfium.HEAPU8.slice(scratch + NAME_AT, end)).toString('utf8'),
    embedded: pdfium._FPDFFont_GetIsEmbedded(font) === 1,
  });
}

function render(pdfium: RawPdfium, page: number, widthMm: number, heightMm: number, dpi: number): Raster {
  const width = Math.max(1, Math.round((widthMm * dpi) / 25.4));
  const height = Math.max(1, Math.round((heightMm * dpi) / 25.4));
  if (!(width * height <= MAX_PIXELS)) {
    throw new UnviewablePdf(`a page of ${Math.round(widthMm)} × ${Math.round(heightMm)} mm is too large`);
  }
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, GRAY, 0, 0);
  if (bitmap === 0) throw new UnviewablePdf('not enough memory to draw a page');
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, DRAW_ANNOTATIONS | AS_PRINTED);
    const first = pdfium._FPDFBitmap_GetBuffer(bitmap);
    const stride = pdfium._FPDFBitmap_GetStride(bitmap);
    const pixels = new Uint8Array(width * height);
    for (let row = 0; row < height; row += 1) {
      const from = first + row * stride;
      pixels.set(pdfium.HEAPU8.subarray(from, from + width), row * width);
    }
    return { width, height, dpi, pixels };
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap);
  }
}
