import { TEXT } from './geometry.ts';
import type { LetterFlow } from './letter-flow.ts';
import { BRAND, GREY, TINT, type TextStyle } from './letter-page.ts';

export interface TableColumn {
  readonly title: string;
  /** Millimetres; the columns together are as wide as the text. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

const ROW_HEIGHT = 6.2;
const PADDING = 1.5;
const SIZE = 9.5;

/** A table across the text; its head is repeated on every page, and the last row is set apart as the total. */
export function drawTable(
  flow: LetterFlow,
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  total: readonly string[] | null = null,
): void {
  flow.keepTogether(ROW_HEIGHT * 3);
  drawHead(flow, columns);
  for (const row of rows) {
    if (flow.y + ROW_HEIGHT > TEXT.bottom) {
      flow.breakPage();
      drawHead(flow, columns);
    }
    drawRow(flow, columns, row, { size: SIZE });
    flow.page.line([TEXT.left, flow.y - ROW_HEIGHT + 2], [TEXT.right, flow.y - ROW_HEIGHT + 2], 0.3);
  }
  if (total !== null) {
    flow.keepTogether(ROW_HEIGHT);
    flow.page.box(TEXT.left, flow.y - 4.2, TEXT.right - TEXT.left, ROW_HEIGHT, TINT);
    drawRow(flow, columns, total, { size: SIZE, font: 'semibold' });
  }
  flow.space(2.5);
}

function drawHead(flow: LetterFlow, columns: readonly TableColumn[]): void {
  drawRow(
    flow,
    columns,
    columns.map(({ title }) => title),
    { size: 8.5, font: 'semibold', colour: GREY },
  );
  flow.page.line([TEXT.left, flow.y - ROW_HEIGHT + 2], [TEXT.right, flow.y - ROW_HEIGHT + 2], 0.9, BRAND);
}

function drawRow(
  flow: LetterFlow,
  columns: readonly TableColumn[],
  cells: readonly string[],
  style: TextStyle,
): void {
  let x: number = TEXT.left;
  columns.forEach(({ width, align = 'left' }, index) => {
    const at = align === 'right' ? x + width - PADDING : x + PADDING;
    flow.page.text(at, flow.y, cells[index] ?? '', { ...style, align });
    x += width;
  });
  flow.space(ROW_HEIGHT);
}
