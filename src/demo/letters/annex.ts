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

/** Fills one further page with an extract from the conditions, in two columns; `number` continues from page to page. */
export function writeAnnexPage(flow: LetterFlow, number: number): void {
  flow.breakPage();
  flow.paragraph(number === 1 ? 'Anlage: Auszug aus den Bedingungen' : 'Anlage (Fortsetzung)', {
    font: 'semibold',
    size: 11.5,
  });
  const { page, y: top } = flow;
  let clause = (number - 1) * 6;
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
}

function clauseLines(page: LetterPage, index: number): readonly string[] {
  const [title, text] = ANNEX_CLAUSES[index % ANNEX_CLAUSES.length] ?? ['', ''];
  return [`§ ${index + 1} ${title}`, ...wrapText(text, COLUMN_WIDTH, (part) => page.widthOf(part, STYLE))];
}
