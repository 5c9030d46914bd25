import type { PDFFont } from 'pdf-lib';
import {
  ADDRESS_FIELD,
  ADDRESS_TEXT,
  ADDRESS_ZONE,
  POINTS_PER_MM,
  RETURN_ZONE,
  SMALLEST_ADDRESS_POINTS,
} from './din5008.ts';
import { UnprintableLetterError } from './errors.ts';
import type { Zone } from './letter-geometry.ts';
import { widthOf, wrap } from './letter-page.ts';
import type { LetterPage, TextStyle } from './letter-page.ts';

/** Six lines fill the zone at 4.55 mm each. */
const USUAL = { points: 10.5, lines: 6 } as const;
const SENDER = { points: 8, pitch: 3.6 } as const;
/** Millimetres between a full address and the edge of the window. */
const FREE_BELOW = 1;
/** A line's height as a multiple of its letters' size, below which lines touch. */
const TIGHTEST_LINE = 1.15;

/**
 * Sets return address and address where the envelope's window shows them, as DIN 5008 arranges them; in another window
 * than form B's they stand as far from its lower left corner.
 * @throws UnprintableLetterError when the address does not fit, or holds letters that the font has not.
 */
export function drawAddressField(
  page: LetterPage,
  font: PDFFont,
  senderLine: string,
  address: readonly string[],
  field: Zone = ADDRESS_FIELD,
): void {
  const x = ADDRESS_TEXT.x + field.x - ADDRESS_FIELD.x;
  const down = field.y + field.height - ADDRESS_FIELD.y - ADDRESS_FIELD.height;
  const sender = senderStyle(senderLine, font);
  const end = RETURN_ZONE.y + RETURN_ZONE.height - 1 + down;
  page.lines([senderLine], x, end - sender.pitch, sender);
  page.rule(x, end, widthOf(senderLine, sender), 0.4);
  const { lines, style } = fit(address, font);
  page.lines(lines, x, ADDRESS_ZONE.y + down, style);
}

/** The return address is one line; it may be small, for only postal workers read it. */
function senderStyle(text: string, font: PDFFont): TextStyle {
  const width = widthOf(text, { font, size: SENDER.points });
  return { font, size: SENDER.points * Math.min(1, ADDRESS_TEXT.width / width), pitch: SENDER.pitch };
}

/** Long addresses get smaller letters until they fit the zone, down to what DIN 5008 allows. */
function fit(lines: readonly string[], font: PDFFont): { lines: readonly string[]; style: TextStyle } {
  assertPrintable(lines.join(''), font);
  for (let size: number = USUAL.points; size >= SMALLEST_ADDRESS_POINTS; size -= 0.5) {
    const wrapped = lines.flatMap((line) => wrap(line, ADDRESS_TEXT.width, { font, size }));
    const pitch = Math.min(
      ADDRESS_ZONE.height / USUAL.lines,
      (ADDRESS_ZONE.height - FREE_BELOW) / wrapped.length,
    );
    if (pitch * POINTS_PER_MM >= size * TIGHTEST_LINE)
      return { lines: wrapped, style: { font, size, pitch } };
  }
  throw new UnprintableLetterError(
    `Expected the address to fit ${ADDRESS_TEXT.width} × ${ADDRESS_ZONE.height} mm at ${SMALLEST_ADDRESS_POINTS} points, ` +
      `got ${lines.length} lines that are too many or too long. Shorten it in the core system.`,
  );
}

/** A name printed as empty boxes would reach nobody. The letters themselves are personal data and not told. */
function assertPrintable(text: string, font: PDFFont): void {
  const known = new Set(font.getCharacterSet());
  const missing = Array.from(text).filter((character) => !known.has(character.codePointAt(0) ?? 0));
  if (missing.length === 0) return;
  throw new UnprintableLetterError(
    `Expected an address in Latin, Greek or Cyrillic letters, got ${missing.length} characters that the house font has not. ` +
      'Have it transcribed in the core system.',
  );
}
