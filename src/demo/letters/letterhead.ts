import { DEMO_INSURER } from '../insurer.ts';
import { germanDay } from './german-format.ts';
import {
  ADDRESS_FIELD,
  ADDRESS_LINE_HEIGHT,
  ADDRESS_TEXT_LEFT,
  FIRST_ADDRESS_BASELINE,
  FOLD_MARKS,
  FOOTER_TOP,
  INFORMATION_BLOCK,
  MARK,
  PUNCH_MARK,
  RETURN_ADDRESS_BASELINE,
  TEXT,
} from './geometry.ts';
import type { LetterSpec } from './letter-spec.ts';
import { GREY, LINE, type LetterPage, type TextStyle } from './letter-page.ts';
import { drawLogo } from './logo.ts';

const ADDRESS_SIZE = 10.5;
/** Ink and window may each be a millimetre off. */
const WINDOW_TOLERANCE = 1;
const SMALL: TextStyle = { size: 8, colour: GREY };

/** Everything of the first page that is no text of the letter itself. */
export function drawLetterhead(page: LetterPage, spec: LetterSpec): void {
  const austrian = spec.jurisdiction === 'AT';
  drawLogo(page, austrian ? TEXT.left : 138, 15);
  drawAddressField(page, spec);
  if (austrian) drawReferenceLine(page, spec);
  else drawInformationBlock(page, spec);
  for (const y of FOLD_MARKS) page.line([MARK.left, y], [MARK.left + MARK.foldLength, y], 0.4);
  page.line([MARK.left, PUNCH_MARK], [MARK.left + MARK.punchLength, PUNCH_MARK], 0.4);
}

/** The head of every further page, and the punch mark that it is filed by. */
export function drawContinuationHead(page: LetterPage, spec: LetterSpec): void {
  page.text(TEXT.left, 22, `${spec.title} · ${numberLabel(spec)} ${spec.contractNumber}`, SMALL);
  page.text(TEXT.right, 22, germanDay(spec.date), { ...SMALL, align: 'right' });
  page.line([TEXT.left, 25], [TEXT.right, 25], 0.4);
  page.line([MARK.left, PUNCH_MARK], [MARK.left + MARK.punchLength, PUNCH_MARK], 0.4);
}

export function drawFooter(page: LetterPage, number: number, of: number): void {
  page.line([TEXT.left, FOOTER_TOP], [TEXT.right, FOOTER_TOP], 0.4);
  const style: TextStyle = { size: 7, colour: GREY };
  DEMO_INSURER.imprintLines.slice(0, 3).forEach((line, index) => {
    page.text(TEXT.left, FOOTER_TOP + 4 + index * 3.4, line, style);
  });
  page.text(TEXT.left, FOOTER_TOP + 14.2, DEMO_INSURER.imprintLines.slice(3).join(' · '), style);
  page.text(TEXT.right, FOOTER_TOP + 4, `Seite ${number} von ${of}`, { ...style, align: 'right' });
}

/** What a contract's number is called where the recipient lives. */
export function numberLabel({ jurisdiction }: LetterSpec): string {
  return jurisdiction === 'AT' ? 'Polizzennummer' : 'Versicherungsnummer';
}

function drawAddressField(page: LetterPage, spec: LetterSpec): void {
  const sender = spec.jurisdiction === 'AT' ? DEMO_INSURER.austrianSenderLine : DEMO_INSURER.senderLine;
  page.text(ADDRESS_TEXT_LEFT, RETURN_ADDRESS_BASELINE, sender, { size: 7, colour: GREY });
  const room = ADDRESS_FIELD.left + ADDRESS_FIELD.width - WINDOW_TOLERANCE - ADDRESS_TEXT_LEFT;
  spec.addressLines.slice(0, 6).forEach((line, index) => {
    // A long double name is set smaller rather than cut: a letter must name its recipient.
    const size = Math.min(ADDRESS_SIZE, (ADDRESS_SIZE * room) / page.widthOf(line, { size: ADDRESS_SIZE }));
    page.text(ADDRESS_TEXT_LEFT, FIRST_ADDRESS_BASELINE + index * ADDRESS_LINE_HEIGHT, line, { size });
  });
}

function drawInformationBlock(page: LetterPage, spec: LetterSpec): void {
  const facts = [
    [numberLabel(spec), spec.contractNumber],
    ['Sparte', spec.lineOfBusiness],
    ['Telefon', DEMO_INSURER.phone],
    ['E-Mail', `service@${DEMO_INSURER.domain}`],
    ['Datum', germanDay(spec.date)],
  ] as const;
  facts.forEach(([label, value], index) => {
    const y = INFORMATION_BLOCK.top + index * 8.4;
    page.text(INFORMATION_BLOCK.left, y, label, { ...SMALL, size: 7 });
    page.text(INFORMATION_BLOCK.left, y + 3.9, value, { size: 9.5 });
  });
}

/** Austrian letters name their references in one line between address and subject. */
function drawReferenceLine(page: LetterPage, spec: LetterSpec): void {
  const facts = [
    [numberLabel(spec), spec.contractNumber, TEXT.left],
    ['Sparte', spec.lineOfBusiness, 72],
    ['Telefon', DEMO_INSURER.austrianPhone, 128],
    ['Wien, am', germanDay(spec.date), 168],
  ] as const;
  for (const [label, value, x] of facts) {
    page.text(x, 94.6, label, { size: 7.5, colour: GREY });
    page.text(x, 98.4, value, { size: 9 });
  }
  page.line([TEXT.left, 100.2], [TEXT.right, 100.2], 0.4, LINE);
}
