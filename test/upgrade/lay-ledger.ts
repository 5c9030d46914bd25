import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Database } from '../../src/ledger/database.ts';
import { recordMigration, recordTables } from '../../src/ledger/migration-record.ts';
import { databaseSection } from '../support/database-section.ts';
import type { SmallInsurer } from '../support/small-insurer.ts';
import type { SqlServerOptions } from '../support/sql-server/server-under-test.ts';
import { createEmptyDatabase } from '../support/sql-server/test-database.ts';

/** The schema of the first release on a server, as it was released. */
const FIRST_SCHEMA = join(import.meta.dirname, '../ledger/001-ledger.mssql.sql');

/** The night was long ago; what is asked here is how it goes on, not what its cut-off would do. */
const FOREVER = `UPDATE dispatch SET cut_off_at = '2999-01-01T00:00:00.000Z' WHERE cut_off_at IS NOT NULL`;

/** Puts a ledger that the first release left in the place of the insurer's. @param dump schema and rows, as SQLite dumps them */
export async function layLedger(insurer: SmallInsurer, dump: string): Promise<void> {
  const { configPath, directory, ledger } = insurer;
  if (ledger.client === 'sqlite') {
    layFile(ledger.file, dump);
    return;
  }
  const owner = await layDatabase(dump);
  const text = readFileSync(configPath, 'utf8');
  const section = (of: typeof ledger): string => databaseSection('ledger', of, directory);
  writeFileSync(configPath, text.replace(section(ledger), section(owner)));
}

/** The same in a file of SQLite. */
export function layFile(file: string, dump: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
  const ledger = new BetterSqlite3(file);
  ledger.pragma('foreign_keys = OFF');
  ledger.exec(`BEGIN; ${dump}; ${FOREVER}; COMMIT`);
  ledger.close();
}

/** The same rows in a new database of the first schema. @returns how its owner opens it, who is to migrate it */
export async function layDatabase(dump: string): Promise<SqlServerOptions> {
  const owner = await createEmptyDatabase();
  const database = new Database(owner);
  const { knex, dialect } = database;
  for (const statement of recordTables(dialect)) await knex.raw(statement);
  for (const statement of readFileSync(FIRST_SCHEMA, 'utf8').split(/;\n/)) {
    if (statement.trim() !== '') await knex.raw(statement);
  }
  await knex.raw(recordMigration(dialect, '001-ledger'));
  for (const line of dump.split('\n').filter((each) => /^INSERT INTO (?!schema_)/.test(each))) {
    await knex.raw(asTransactSql(line));
  }
  await knex.raw(FOREVER.replace('dispatch', 'routing.dispatch'));
  await database.close();
  return owner;
}

/** Ids are kept where the server would give its own; texts are in Unicode. */
function asTransactSql(insert: string): string {
  const [, table = '', rest = ''] = /^INSERT INTO (\w+) (.*)$/s.exec(insert) ?? [];
  const values = rest.replaceAll(/'(?:[^']|'')*'/g, 'N$&').replaceAll('?', String.raw`\?`);
  const statement = `INSERT INTO routing.${table} ${values}`;
  return /\((?:id), /.test(rest) && /VALUES \(\d/.test(rest)
    ? `SET IDENTITY_INSERT routing.${table} ON; ${statement} SET IDENTITY_INSERT routing.${table} OFF`
    : statement;
}
