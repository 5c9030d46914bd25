import { CONTINUED_TOP, TEXT } from './geometry.ts';
import type { LetterFlow } from './letter-flow.ts';
import { ANNEX_CLAUSES } from './annex-clauses.ts';
import type { LetterPage, TextStyle } from './letter-page.ts';
import { wrapText } from './wrap-text.ts';

const COLUMN_GAP = 7;
const COLUMN_WIDTH = (TEXT.right - TEXT.left - COLUMN_GAP) / 2;
const STYLE: TextStyle = { size: 8.5 };
const HEAD: TextStyle = { size: 8.5, font: 'semibold' };
const LINE_HEIGHT = 4;
const LETTER_A = 0x41;

/**
 * Fills one further page with an extract from the conditions, in two columns.
 *
 * @param first the clause to begin with, counted from 0
 * @returns the clause that the next page begins with
 */
export function writeAnnexPage(flow: LetterFlow, first: number): number {
  flow.breakPage();
  flow.paragraph(first === 0 ? 'Anlage: Auszug aus den Bedingungen' : 'Anlage (Fortsetzung)', {
    font: 'semibold',
    size: 11.5,
  });
  const { page, y: top } = flow;
  let clause = first;
  for (const left of [TEXT.left, TEXT.left + COLUMN_WIDTH + COLUMN_GAP]) {
    let y = top;
    for (;;) {
      const lines = clauseLines(page, clause);
      if (y + lines.length * LINE_HEIGHT > TEXT.bottom) break;
      lines.forEach((line, index) => {
        page.text(left, y + index * LINE_HEIGHT, line, index === 0 ? HEAD : STYLE);
      });
      y += lines.length * LINE_HEIGHT + 2.4;
      clause += 1;
    }
  }
  flow.space(TEXT.bottom - CONTINUED_TOP);
  return clause;
}

function clauseLines(page: LetterPage, index: number): readonly string[] {
  const number = index % ANNEX_CLAUSES.length;
  const [title, text] = ANNEX_CLAUSES[number] ?? ['', ''];
  // A part for each building block of the insurance: they are worded alike.
  const part = String.fromCodePoint(LETTER_A + Math.floor(index / ANNEX_CLAUSES.length));
  return [
    `${part} § ${number + 1} ${title}`,
    ...wrapText(text, COLUMN_WIDTH, (words) => page.widthOf(words, STYLE)),
  ];
}
