import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import type { PDFFont } from 'pdf-lib';
import type { Jurisdiction } from '../domain/decision.ts';
import type { PostalAddress } from '../domain/document.ts';
import { addressLines } from './address-lines.ts';
import {
  ADDRESS_TEXT,
  ADDRESS_ZONE,
  FOOTER,
  INFORMATION_BLOCK,
  MARKS,
  RETURN_ZONE,
  SMALLEST_ADDRESS_POINTS,
  TEXT,
} from './din5008.ts';
import { UnprintableLetterError } from './errors.ts';
import { readHouseFont } from './house-font.ts';
import { LetterPage, widthOf, wrap } from './letter-page.ts';
import type { TextStyle } from './letter-page.ts';
import { readLetterTemplate } from './letter-template.ts';
import type { Paragraph } from './letter-template.ts';

export interface BlockNotice {
  readonly address: PostalAddress;
  readonly jurisdiction: Jurisdiction;
  /** Day of the letter, `YYYY-MM-DD`. */
  readonly date: string;
  /** Our reference that the customer names on the phone, such as the id of the block. */
  readonly reference: string;
  /** ISO 3166-1 alpha-2, by default `DE`: addresses in other countries carry their country's name. */
  readonly postedFrom?: string;
  readonly insurer: Letterhead;
}

export interface Letterhead {
  readonly name: string;
  /** One line above the address, for what cannot be delivered. */
  readonly senderLine: string;
  readonly addressLines: readonly string[];
  /** How a customer reaches a person, such as a telephone number and its hours. */
  readonly contactLines: readonly string[];
}

/** Body text of 10.5 points reads well in print; 4.55 mm are a sixth of the address zone. */
const BODY = { size: 10.5, pitch: 4.9 } as const;
const ADDRESS = { size: 10.5, lines: 6 } as const;
const SMALL = { size: 8, pitch: 3.6 } as const;
const LABEL_WIDTH = 24;
const PARAGRAPH_GAP = 2.6;
const BULLET = { sign: '•', indent: 5 } as const;

const TEMPLATES = { DE: 'block-notice.de.txt', AT: 'block-notice.at.txt' } as const;
/** Austria's first month is `Jänner`. */
const LOCALES = { DE: 'de-DE', AT: 'de-AT' } as const;

interface Fonts {
  readonly regular: PDFFont;
  readonly semibold: PDFFont;
}

/**
 * Our own letter to a customer whose digital dispatch was blocked on suspicion of abuse (S18): one page A4, DIN 5008
 * form B. The same input gives the same bytes.
 * @throws UnprintableLetterError when the address does not fit its window or holds letters that the font has not.
 */
export async function renderBlockNotice(notice: BlockNotice): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.registerFontkit(fontkit);
  // Without ligatures, so that what a machine reads from the page is what a person reads.
  const embedded = { subset: true, features: { liga: false } };
  const fonts = {
    regular: await document.embedFont(await readHouseFont('regular'), embedded),
    semibold: await document.embedFont(await readHouseFont('semibold'), embedded),
  };
  const created = new Date(`${notice.date}T00:00:00Z`);
  document.setCreationDate(created);
  document.setModificationDate(created);
  document.setLanguage(LOCALES[notice.jurisdiction]);
  const page = new LetterPage(document.addPage());
  drawLetterhead(page, fonts, notice);
  drawAddress(page, fonts, notice);
  drawText(page, fonts, await paragraphsOf(notice));
  drawMarks(page);
  return document.save();
}

async function paragraphsOf(notice: BlockNotice): Promise<readonly Paragraph[]> {
  return readLetterTemplate(TEMPLATES[notice.jurisdiction], {
    date: longDate(notice),
    reference: notice.reference,
    contact: notice.insurer.contactLines.join(', '),
    insurer: notice.insurer.name,
  });
}

function longDate(notice: BlockNotice): string {
  const format = new Intl.DateTimeFormat(LOCALES[notice.jurisdiction], {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${notice.date}T00:00:00Z`));
}

function drawLetterhead(page: LetterPage, fonts: Fonts, notice: BlockNotice): void {
  const { insurer } = notice;
  page.lines([insurer.name], TEXT.x, 18, { font: fonts.semibold, size: 16, pitch: 8 });
  page.rule(TEXT.x, 28, TEXT.width, 0.75);
  const small = { font: fonts.regular, ...SMALL };
  const value = { font: fonts.regular, size: 9.5, pitch: 5 };
  const rows = [
    ['Unser Zeichen', notice.reference],
    ['Datum', longDate(notice)],
  ] as const;
  let y: number = INFORMATION_BLOCK.y;
  for (const [label, text] of rows) {
    page.lines([label], INFORMATION_BLOCK.x, y, { ...small, pitch: value.pitch });
    const lines = wrap(text, INFORMATION_BLOCK.width - LABEL_WIDTH, value);
    y = page.lines(lines, INFORMATION_BLOCK.x + LABEL_WIDTH, y, value);
  }
  page.rule(TEXT.x, FOOTER.y, TEXT.width, 0.5);
  const footer = wrap([insurer.name, ...insurer.addressLines].join(' · '), TEXT.width, small);
  page.lines(
    [...footer, ...wrap(insurer.contactLines.join(' · '), TEXT.width, small)],
    TEXT.x,
    FOOTER.y + 1.5,
    small,
  );
}

function drawAddress(page: LetterPage, fonts: Fonts, notice: BlockNotice): void {
  const sender = fittingSize(notice.insurer.senderLine, fonts.regular);
  const lineEnd = RETURN_ZONE.y + RETURN_ZONE.height - 1;
  page.lines([notice.insurer.senderLine], ADDRESS_TEXT.x, lineEnd - sender.pitch, sender);
  page.rule(
    ADDRESS_TEXT.x,
    lineEnd,
    Math.min(ADDRESS_TEXT.width, widthOf(notice.insurer.senderLine, sender)),
    0.4,
  );
  const { lines, style } = fitAddress(addressLines(notice.address, notice.postedFrom ?? 'DE'), fonts.regular);
  page.lines(lines, ADDRESS_TEXT.x, ADDRESS_ZONE.y, style);
}

/** The return address is one line; it may be small, for only postal workers read it. */
function fittingSize(text: string, font: PDFFont): TextStyle {
  const width = widthOf(text, { font, size: SMALL.size });
  const size = SMALL.size * Math.min(1, ADDRESS_TEXT.width / width);
  return { font, size, pitch: SMALL.pitch };
}

/** Long addresses get smaller letters until they fit the zone, down to what DIN 5008 allows. */
function fitAddress(lines: readonly string[], font: PDFFont): { lines: readonly string[]; style: TextStyle } {
  assertPrintable(lines.join(''), font);
  for (let size: number = ADDRESS.size; size >= SMALLEST_ADDRESS_POINTS; size -= 0.5) {
    const wrapped = lines.flatMap((line) => wrap(line, ADDRESS_TEXT.width, { font, size }));
    const pitch = ADDRESS_ZONE.height / Math.max(ADDRESS.lines, wrapped.length);
    const needed = (pitch * 72) / 25.4;
    if (needed >= size * 1.15) return { lines: wrapped, style: { font, size, pitch } };
  }
  throw new UnprintableLetterError(
    `Expected the address to fit ${ADDRESS_TEXT.width} × ${ADDRESS_ZONE.height} mm at ${SMALLEST_ADDRESS_POINTS} points, got more (${lines.length} lines before wrapping). Shorten it in the core system.`,
  );
}

/** A name printed as empty boxes would reach nobody. The letters themselves are personal data and not told. */
function assertPrintable(text: string, font: PDFFont): void {
  const known = new Set(font.getCharacterSet());
  const missing = Array.from(text).filter((character) => !known.has(character.codePointAt(0) ?? 0));
  if (missing.length === 0) return;
  throw new UnprintableLetterError(
    `Expected an address in Latin, Greek or Cyrillic letters, got ${missing.length} characters that the house font has not. Have it transcribed in the core system.`,
  );
}

function drawText(page: LetterPage, fonts: Fonts, paragraphs: readonly Paragraph[]): void {
  const text = { font: fonts.regular, ...BODY };
  const strong = { font: fonts.semibold, ...BODY };
  let y: number = TEXT.y;
  for (const [index, paragraph] of paragraphs.entries()) {
    const follows = paragraphs[index - 1]?.kind;
    if (paragraph.kind === 'item') {
      if (follows !== 'item' && follows !== 'heading') y += PARAGRAPH_GAP;
      page.lines([BULLET.sign], TEXT.x, y, text);
      y = page.lines(wrap(paragraph.text, TEXT.width - BULLET.indent, text), TEXT.x + BULLET.indent, y, text);
      continue;
    }
    if (index > 0) y += PARAGRAPH_GAP * (follows === 'subject' ? 2 : 1);
    const style =
      paragraph.kind === 'subject'
        ? { ...strong, size: 12, pitch: 5.5 }
        : paragraph.kind === 'heading'
          ? strong
          : paragraph.kind === 'small'
            ? { font: fonts.regular, ...SMALL }
            : text;
    y = page.lines(wrap(paragraph.text, TEXT.width, style), TEXT.x, y, style);
  }
  if (y > TEXT.bottom) {
    throw new UnprintableLetterError(
      `Expected the letter to end at ${TEXT.bottom} mm, got ${Math.ceil(y)}. Shorten the template or the letterhead.`,
    );
  }
}

function drawMarks(page: LetterPage): void {
  for (const y of MARKS.foldAt) page.rule(MARKS.x, y, MARKS.foldLength, 0.25);
  page.rule(MARKS.x, MARKS.punchAt, MARKS.punchLength, 0.25);
}
