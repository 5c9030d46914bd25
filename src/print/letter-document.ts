import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import type { PDFFont } from 'pdf-lib';
import { readHouseFont } from './house-font.ts';
import type { FontStyle } from './house-font.ts';

export interface LetterFonts {
  readonly regular: PDFFont;
  readonly semibold: PDFFont;
}

/**
 * An empty document for a page of our own: the same content gives the same bytes.
 * @param date `YYYY-MM-DD`, the only date inside.
 * @param language such as `de-DE`.
 */
export async function createLetterDocument(date: string, language: string): Promise<PDFDocument> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.registerFontkit({ create: parsedOnce });
  const created = new Date(`${date}T00:00:00Z`);
  document.setCreationDate(created);
  document.setModificationDate(created);
  document.setLanguage(language);
  return document;
}

export async function embedLetterFonts(document: PDFDocument): Promise<LetterFonts> {
  return {
    regular: await embedHouseFont(document, 'regular'),
    semibold: await embedHouseFont(document, 'semibold'),
  };
}

export async function embedHouseFont(document: PDFDocument, style: FontStyle): Promise<PDFFont> {
  // Without ligatures, so that what a machine reads from the page is what a person reads.
  return document.embedFont(await bytesOf(style), { subset: true, features: { liga: false } });
}

const BYTES = new Map<FontStyle, Promise<Uint8Array>>();

function bytesOf(style: FontStyle): Promise<Uint8Array> {
  const bytes = BYTES.get(style) ?? readHouseFont(style);
  BYTES.set(style, bytes);
  return bytes;
}

const PARSED = new WeakMap<Uint8Array, ReturnType<typeof fontkit.create>>();

/** Parsing takes longer than all the rest of a carrier sheet, and there may be one for each of a thousand letters. */
function parsedOnce(bytes: Uint8Array, postscriptName?: string): ReturnType<typeof fontkit.create> {
  const known = PARSED.get(bytes);
  if (known !== undefined) return known;
  const font = fontkit.create(bytes, postscriptName);
  PARSED.set(bytes, font);
  return font;
}
