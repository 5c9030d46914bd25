import type { Session } from './database.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { textOf, type Row } from './rows.ts';

/** Which migrations a ledger has had; one row each, and one row in the second table that says nothing but can be locked. */
const RECORD = 'schema_migration';
const LOCK = 'schema_migration_lock';

/** The tables that `migrate` keeps for itself, as T-SQL and SQLite take them; each harmless where it stands already. */
export function recordTables(dialect: Session['dialect']): readonly string[] {
  const record = dialect.table(RECORD);
  const lock = dialect.table(LOCK);
  if (dialect.name === 'sqlite') {
    return [
      `CREATE TABLE IF NOT EXISTS ${record} (id integer not null primary key autoincrement, name varchar(255), batch integer, migration_time datetime)`,
      `CREATE TABLE IF NOT EXISTS ${lock} ("index" integer not null primary key autoincrement, is_locked integer)`,
      `INSERT INTO ${lock} (is_locked) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM ${lock})`,
    ];
  }
  return [
    `IF SCHEMA_ID('routing') IS NULL EXEC('CREATE SCHEMA routing')`,
    `IF OBJECT_ID('${record}') IS NULL EXEC('CREATE TABLE ${record} (id int IDENTITY(1,1) NOT NULL PRIMARY KEY, name nvarchar(255), batch int, migration_time datetime2)')`,
    `IF OBJECT_ID('${lock}') IS NULL EXEC('CREATE TABLE ${lock} ([index] int IDENTITY(1,1) NOT NULL PRIMARY KEY, is_locked int)')`,
    `IF NOT EXISTS (SELECT 1 FROM ${lock}) INSERT INTO ${lock} (is_locked) VALUES (0)`,
  ];
}

/** Holds every other `migrate` off until this transaction ends, however it ends: a row lock dies with its owner. */
export function lockRecord(dialect: Session['dialect']): string {
  return `UPDATE ${dialect.table(LOCK)} SET is_locked = 0`;
}

/** Writes down that a migration was applied. */
export function recordMigration(dialect: Session['dialect'], name: string): string {
  if (!/^[\w-]{1,100}$/.test(name)) throw new RangeError(`Not the name of a migration: ${name}`);
  const table = dialect.table(RECORD);
  return `INSERT INTO ${table} (name, batch, migration_time) SELECT '${name}', COALESCE(MAX(batch), 0) + 1, ${dialect.now} FROM ${table}`;
}

/** Condition of SQL: the migration has not been applied. */
export function isMissing(dialect: Session['dialect'], name: string): string {
  return `NOT EXISTS (SELECT 1 FROM ${dialect.table(RECORD)} WHERE name = '${name}')`;
}

/** Names of the migrations that this ledger has had, `known` or not; none where there is no ledger yet. */
export async function appliedMigrations(session: Session): Promise<ReadonlySet<string>> {
  const { knex, dialect } = session;
  const found =
    dialect.name === 'sqlite'
      ? await knex.raw<Row[]>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = '${RECORD}'`)
      : await knex.raw<Row[]>(`SELECT 1 AS name WHERE OBJECT_ID('${dialect.table(RECORD)}') IS NOT NULL`);
  if (found.length === 0) return new Set();
  const rows = await session.from(RECORD).select<Row[]>('name');
  return new Set(rows.map((row) => textOf(row, 'name')));
}

/**
 * A ledger that has been migrated by a later release holds what this one does not know, and would be written wrongly.
 *
 * @throws ConfigurationError
 */
export function assertNoneUnknown(applied: ReadonlySet<string>, known: readonly string[]): void {
  const unknown = [...applied].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    `The ledger's schema is newer than this release: it has had ${unknown.join(', ')}, of which this release knows nothing. ` +
      'Run the newer release, or restore the backup that was made before it was migrated.',
  );
}
