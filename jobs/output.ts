/** A column of a table for people. */
export interface Column<Row> {
  readonly header: string;
  /** Numbers to the right. Default `left`. */
  readonly align?: 'left' | 'right';
  /** Whether it may be cut with `…` where the terminal is narrow. Ids and counts may not. */
  readonly shrinks?: boolean;
  value(row: Row): string | number | null;
}

const GAP = '  ';
const MIN_SHRUNK = 8;

/**
 * An aligned table with a header; what does not fit the width is cut in the columns that may shrink, widest first.
 *
 * @param width characters in a line; Infinity cuts nothing, as is right for pipes and files
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width = Infinity,
): string {
  const cells = rows.map((row) => columns.map((column) => cellText(column.value(row))));
  const widths = columns.map((column, index) =>
    Math.max(lengthOf(column.header), ...cells.map((row) => lengthOf(row[index] ?? ''))),
  );
  shrink(widths, columns, width);
  const lineOf = (texts: readonly string[]): string =>
    texts
      .map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each));
  return [lineOf(columns.map((column) => column.header)), lineOf(rule), ...cells.map(lineOf)].join('\n');
}

/** `name: value` lines with the values below each other. */
export function renderFields(
  fields: readonly (readonly [name: string, value: string | number | null])[],
): string {
  const widest = Math.max(0, ...fields.map(([name]) => lengthOf(name)));
  return fields
    .map(([name, value]) => `${pad(`${name}:`, widest + 1, 'left')}${GAP}${cellText(value)}`.trimEnd())
    .join('\n');
}

/** A server's reply or a file name can hold control characters: on a terminal they would be commands. */
function cellText(value: string | number | null): string {
  return value === null
    ? '–'
    : String(value)
        .normalize('NFC')
        .replaceAll(/\p{Cc}+/gu, ' ');
}

function shrink(widths: number[], columns: readonly Column<never>[], width: number): void {
  const total = (): number => widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
  while (total() > width) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const isWider = (widths[index] ?? 0) > (widths[widest] ?? MIN_SHRUNK);
      if (column.shrinks === true && isWider) widest = index;
    }
    if (widest === -1) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const length = lengthOf(text);
  if (length > width)
    return `${charactersOf(text)
      .slice(0, width - 1)
      .join('')}…`;
  const space = ' '.repeat(width - length);
  return align === 'right' ? space + text : text + space;
}

function lengthOf(text: string): number {
  return charactersOf(text).length;
}

/** As a reader counts them, near enough for German text. */
function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}
