/** Where SQLite and SQL Server differ. Everything else in this folder is written in their common subset. */
export interface Dialect {
  readonly name: 'sqlite' | 'mssql';
  /** Our table as it is written in SQL: `routing.dispatch` on SQL Server, plain `dispatch` in the SQLite file. */
  table(name: string): string;
  /** SQL expression: the database's clock, UTC, milliseconds. */
  readonly now: string;
  /** SQL expression: the database's clock moved by `ms` milliseconds (negative: into the past). */
  nowPlus(ms: number): string;
  /** `n` rows at most: goes behind SELECT on SQL Server, to the end of the statement on SQLite. */
  top(n: number): string;
  limit(n: number): string;
  /** Lock hints of the claim: skip rows that another worker is taking right now. */
  readonly claimHints: string;
  /**
   * How long (ms) a row may still appear below ids that others see already: its transaction took the id and has not
   * committed. The audit chain seals nothing younger.
   */
  readonly lateCommit: number;
  /**
   * What is left of a text where a unique index may ignore the rest: ids with the same fold are asked about before both
   * are inserted. SQL Server ignores trailing blanks always, capitals in the collation that most servers have, and
   * accents in some; to many `ß` is `ss`. It is a guess that saves questions: what it misses, the index finds.
   */
  foldId(id: string): string;
  /** SQL expression: the text in this column byte for byte, so that DISTINCT and GROUP BY go by how it is spelled. */
  spelling(column: string): string;
  /**
   * SQL table: the elements of a JSON array that is bound as one parameter, as `key` (its place, from 0) and `value`. Rows of
   * values need a parameter each, and a server parses each: on Babelfish they took ten times as long.
   * SQL Server has it where the database is of compatibility level 130 (2016) at least.
   */
  readonly elements: string;
  /** Size in bytes of a binary column. */
  byteLength(column: string): string;
  /** Whether the error says that a unique index was violated. */
  isUniqueViolation(error: unknown): boolean;
  /** Whether the whole transaction may be tried again: deadlock victim, throttled, connection lost. */
  isTransient(error: unknown): boolean;
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  table: (name) => name,
  now: `strftime('%Y-%m-%dT%H:%M:%fZ','now')`,
  nowPlus: (ms) => `strftime('%Y-%m-%dT%H:%M:%fZ','now','${(whole(ms) / 1000).toFixed(3)} seconds')`,
  top: () => '',
  limit: (n) => `LIMIT ${whole(n)}`,
  // One writer at a time: the claim is atomic as it stands.
  claimHints: '',
  lateCommit: 0,
  foldId: (id) => id,
  // The bytes are not read for it, as they are for LENGTH of a CAST.
  spelling: (column) => `CAST(${column} AS BLOB)`,
  elements: 'json_each(?)',
  byteLength: (column) => `OCTET_LENGTH(${column})`,
  isUniqueViolation: (error) => /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(codeOf(error)),
  isTransient: (error) => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error)),
};

/** Deadlock, lock timeout, resource limits, failover: docs/sql-server.md. */
const TRANSIENT_NUMBERS = new Set([
  1205, 1204, 1222, 49918, 49919, 49920, 4060, 4221, 40143, 40197, 40501, 40540, 40613, 10928, 10929,
]);

/** Tedious' names for a connection that could not be made or was lost. */
const LOST_CONNECTION = new Set(['ESOCKET', 'ECONNCLOSED', 'ETIMEOUT', 'ECONNRESET', 'EINVALIDSTATE']);

/** The most that DATEADD takes: 24.8 days in milliseconds, 68 years in seconds; beyond, the next unit does. */
const MAX_DATEADD = 2_147_483_647;
const DATEADD_UNITS = [
  ['millisecond', 1],
  ['second', 1_000],
  ['day', 86_400_000],
] as const;

export const mssqlDialect: Dialect = {
  name: 'mssql',
  table: (name) => `routing.${name}`,
  now: 'SYSUTCDATETIME()',
  nowPlus: (ms) => {
    const [unit, length] =
      DATEADD_UNITS.find(([, each]) => Math.abs(ms / each) < MAX_DATEADD) ?? DATEADD_UNITS[2];
    return `DATEADD(${unit}, ${whole(ms / length)}, SYSUTCDATETIME())`;
  },
  top: (n) => `TOP (${whole(n)})`,
  limit: () => '',
  // READCOMMITTEDLOCK: READPAST is refused under read-committed snapshot, Azure SQL's default.
  claimHints: 'WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)',
  // More than twice the longest statement (REQUEST_TIMEOUT).
  lateCommit: 300_000,
  // Blanks alone: it compares a tab like any letter. By capitals first, which turn `ß` into `SS`.
  foldId: (id) =>
    id
      .replace(/ +$/, '')
      .normalize('NFKD')
      .replaceAll(/[\p{M}\p{Cf}]/gu, '')
      .toUpperCase()
      .replaceAll('Æ', 'AE')
      .replaceAll('Œ', 'OE')
      .replaceAll('Þ', 'TH')
      .toLowerCase(),
  spelling: (column) => `CAST(CAST(${column} AS nvarchar(400)) AS varbinary(800))`,
  elements: 'OPENJSON(?)',
  byteLength: (column) => `DATALENGTH(${column})`,
  // 2601 on SQL Server, 2627 on Babelfish, for the same duplicate in a unique index.
  isUniqueViolation: (error) => [2601, 2627].includes(numberOf(error)),
  // Knex may only say that it could not roll back; what it wanted to roll back for stands below.
  isTransient: (error) =>
    isTransientByItself(error) ||
    (error instanceof Error && 'originalError' in error && isTransientByItself(error.originalError)),
};

function isTransientByItself(error: unknown): boolean {
  return TRANSIENT_NUMBERS.has(numberOf(error)) || LOST_CONNECTION.has(codeOf(error));
}

function whole(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`Expected a finite number, got ${value}`);
  return Math.trunc(value);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function numberOf(error: unknown): number {
  return error instanceof Error && 'number' in error && typeof error.number === 'number' ? error.number : 0;
}
