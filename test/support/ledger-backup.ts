import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Database, type DatabaseOptions } from '../../src/ledger/database.ts';
import { ledgerTables } from '../../src/ledger/migration-script.ts';
import type { SmallInsurer } from './small-insurer.ts';

/** Makes a ledger what it was when the backup was made. Nobody may have it open. */
export type PutBack = () => Promise<void>;

/**
 * Backs up a whole ledger, whatever works with it meanwhile. On a server that is a copy of each table beside it:
 * BACKUP writes to a disk that the tests do not have, and Babelfish has no BACKUP.
 */
export function backUpLedger({
  directory,
  ledger,
  core,
}: Pick<SmallInsurer, 'directory' | 'ledger' | 'core'>): Promise<PutBack> {
  return ledger.client === 'sqlite'
    ? backUpFile(ledger.file, join(directory, 'backup.sqlite'))
    : backUpTables(core);
}

async function backUpFile(file: string, backup: string): Promise<PutBack> {
  const database = new BetterSqlite3(file);
  // Whole, whatever stands in its write-ahead log.
  await database.backup(backup);
  database.close();
  return () => {
    for (const left of ['-wal', '-shm']) rmSync(`${file}${left}`, { force: true });
    copyFileSync(backup, file);
    return Promise.resolve();
  };
}

async function backUpTables(owner: DatabaseOptions): Promise<PutBack> {
  const tables = await ledgerTables();
  await onServer(owner, async ({ knex }) => {
    for (const table of tables) {
      await knex.raw(`DROP TABLE IF EXISTS backup_of_${table}`);
      await knex.raw(`SELECT * INTO backup_of_${table} FROM routing.${table}`);
    }
  });
  return () =>
    onServer(owner, async ({ knex }) => {
      for (const table of tables.toReversed()) await knex.raw(`DELETE FROM routing.${table}`);
      for (const table of tables) await knex.raw(await copyBack(knex, table));
    });
}

async function copyBack(knex: Database['knex'], table: string): Promise<string> {
  const rows = await knex.raw<{ name: string }[]>(
    `SELECT COLUMN_NAME AS name FROM INFORMATION_SCHEMA.COLUMNS
     WHERE TABLE_SCHEMA = 'routing' AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [table],
  );
  const columns = rows.map(({ name }) => `[${name}]`).join(', ');
  const copy = `INSERT INTO routing.${table} (${columns}) SELECT ${columns} FROM backup_of_${table}`;
  const identities = await knex.raw<unknown[]>(
    `SELECT 1 AS one FROM sys.columns WHERE object_id = OBJECT_ID('routing.${table}') AND is_identity = 1`,
  );
  // One batch: the switch is the connection's.
  return identities.length === 0
    ? copy
    : `SET IDENTITY_INSERT routing.${table} ON; ${copy}; SET IDENTITY_INSERT routing.${table} OFF`;
}

async function onServer(
  options: DatabaseOptions,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const database = new Database(options);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
