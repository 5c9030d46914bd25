import type { Jurisdiction } from '../domain/decision.ts';
import type { PostalAddress } from '../domain/document.ts';
import { drawAddressField } from './address-field.ts';
import { addressLines } from './address-lines.ts';
import { FOOTER, INFORMATION_BLOCK, MARKS, TEXT } from './din5008.ts';
import { UnprintableLetterError } from './errors.ts';
import { createLetterDocument, embedLetterFonts } from './letter-document.ts';
import type { LetterFonts } from './letter-document.ts';
import { LetterPage, wrap } from './letter-page.ts';
import { readLetterTemplate } from './letter-template.ts';
import type { LetterValues, Paragraph } from './letter-template.ts';

/** What the insurer writes itself: about a block (S18), and about e-mail that failed (S3). */
export type OwnLetterText = 'block-notice' | 'no-encryption' | 'undeliverable';

export interface OwnLetterInput {
  readonly text: OwnLetterText;
  readonly address: PostalAddress;
  readonly jurisdiction: Jurisdiction;
  /** Day of the letter, `YYYY-MM-DD`. */
  readonly date: string;
  /** Our reference that the customer names on the phone, such as the id of the block. */
  readonly reference: string;
  /** ISO 3166-1 alpha-2, by default `DE`: addresses in other countries carry their country's name. */
  readonly postedFrom?: string;
  readonly insurer: Letterhead;
  /** What the text asks for besides, such as the e-mail address; a list fills a line for each of its entries. */
  readonly values?: LetterValues;
}

export interface Letterhead {
  readonly name: string;
  /** One line above the address, for what cannot be delivered. */
  readonly senderLine: string;
  readonly addressLines: readonly string[];
  /** How a customer reaches a person, such as a telephone number and its hours. */
  readonly contactLines: readonly string[];
}

/** Body text of 10.5 points reads well in print. */
const BODY = { size: 10.5, pitch: 4.9 } as const;
const SMALL = { size: 8, pitch: 3.6 } as const;
const LABEL_WIDTH = 24;
const PARAGRAPH_GAP = 2.6;
const BULLET = { sign: '•', indent: 5 } as const;

/** Austria's first month is `Jänner`. */
const LOCALES = { DE: 'de-DE', AT: 'de-AT' } as const;

/**
 * A letter of our own to a customer: one page A4, DIN 5008 form B, fonts embedded. The same input gives the same bytes.
 * @throws UnprintableLetterError when the address does not fit its window or holds letters that the font has not.
 */
export async function renderOwnLetter(letter: OwnLetterInput): Promise<Uint8Array> {
  const document = await createLetterDocument(letter.date, LOCALES[letter.jurisdiction]);
  const fonts = await embedLetterFonts(document);
  const page = new LetterPage(document.addPage());
  drawLetterhead(page, fonts, letter);
  const lines = addressLines(letter.address, letter.postedFrom ?? 'DE');
  drawAddressField(page, fonts.regular, letter.insurer.senderLine, lines);
  drawText(page, fonts, await paragraphsOf(letter));
  drawMarks(page);
  return document.save();
}

async function paragraphsOf(letter: OwnLetterInput): Promise<readonly Paragraph[]> {
  return readLetterTemplate(`${letter.text}.${letter.jurisdiction.toLowerCase()}.txt`, {
    ...letter.values,
    date: longDate(letter),
    reference: letter.reference,
    contact: letter.insurer.contactLines.join(', '),
    insurer: letter.insurer.name,
  });
}

function longDate(letter: OwnLetterInput): string {
  const format = new Intl.DateTimeFormat(LOCALES[letter.jurisdiction], {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${letter.date}T00:00:00Z`));
}

function drawLetterhead(page: LetterPage, fonts: LetterFonts, letter: OwnLetterInput): void {
  const { insurer } = letter;
  page.lines([insurer.name], TEXT.x, 18, { font: fonts.semibold, size: 16, pitch: 8 });
  page.rule(TEXT.x, 28, TEXT.width, 0.75);
  const small = { font: fonts.regular, ...SMALL };
  const value = { font: fonts.regular, size: 9.5, pitch: 5 };
  const rows = [
    ['Unser Zeichen', letter.reference],
    ['Datum', longDate(letter)],
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

function drawText(page: LetterPage, fonts: LetterFonts, paragraphs: readonly Paragraph[]): void {
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
