import { PostausgangError } from '../domain/errors.ts';

/** A row as a driver hands it over; parsed into a domain type right away. */
export type Row = Readonly<Record<string, unknown>>;

/** A column of our own schema holds what it must not hold: a defect, or somebody wrote into our tables. */
export class LedgerCorruptError extends PostausgangError {
  readonly code = 'LEDGER_CORRUPT';

  constructor(column: string, expected: string, found: unknown) {
    super(
      `Ledger: expected column \`${column}\` to hold ${expected}, got ${found === null ? 'null' : typeof found}.`,
    );
  }
}

/** A key: number from SQLite, string from SQL Server (bigint); a string in the domain. */
export function idOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new LedgerCorruptError(column, 'a key', value);
}

export function idOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : idOf(row, column);
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new LedgerCorruptError(column, 'a text', value);
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  // bigint columns of SQL Server arrive as strings; ours count bytes and rows, far below 2^53.
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  throw new LedgerCorruptError(column, 'a number', value);
}

export function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : numberOf(row, column);
}

/** A time as ISO 8601 in UTC with milliseconds: text in SQLite, a Date from SQL Server. */
export function timeOf(row: Row, column: string): string {
  const value = row[column];
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return value;
  throw new LedgerCorruptError(column, 'a time', value);
}

export function timeOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : timeOf(row, column);
}

/** SQL Server takes 2,100 parameters a statement; knex compiles more without a word. */
const MAX_PARAMETERS = 2_000;
/** Rows of one INSERT: SQLite takes 500 (SQLITE_MAX_COMPOUND_SELECT), SQL Server 1,000. */
const MAX_ROWS = 500;

/** Cuts rows into pieces that fit one statement with `columns` parameters a row. */
export function chunksFor<T>(rows: readonly T[], columns: number): readonly (readonly T[])[] {
  const most = columns === 1 ? MAX_PARAMETERS : MAX_ROWS;
  const size = Math.max(1, Math.min(most, Math.floor(MAX_PARAMETERS / columns)));
  const chunks: T[][] = [];
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size));
  return chunks;
}

/** Reasons are shown in tables and reports; a longer one is cut rather than refused. */
export function cut(text: string, length = 400): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
