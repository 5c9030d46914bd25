import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Database, type DatabaseOptions } from '../../src/ledger/database.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { ledgerTables } from '../../src/ledger/migration-script.ts';
import { addToCore, addToCoreOnServer, createCore, createCoreOnServer, type CoreRow } from './small-core.ts';
import { SERVER_UNDER_TEST } from './sql-server/server-under-test.ts';
import { askServer, type TestRow, type Value } from './sql-server/statement-bridge.ts';
import { takeDatabase } from './sql-server/test-database.ts';

/** Whether the tests run on SQL Server (`POSTAUSGANG_TEST_MSSQL`). */
export const ON_SQL_SERVER = SERVER_UNDER_TEST !== null;

/** The ledger and the core database of one test: files in its directory, or a database on the server under test. */
export interface TestPlace {
  readonly ledger: DatabaseOptions;
  readonly core: DatabaseOptions;
  /** Reads or changes the ledger past its functions; tables are named as on SQLite. */
  sql(text: string, values: readonly Value[]): readonly TestRow[];
  /** The same with the core system's tables. */
  coreSql(text: string, values: readonly Value[]): readonly TestRow[];
  /** Documents that become pending later. */
  addDocuments(rows: readonly CoreRow[]): Promise<void>;
  /** Closes nothing that the test opened: it must have closed that before. */
  close(): Promise<void>;
}

/** What no reader makes sense of, as SQL: SQLite keeps bytes in any column, a server's column has a type. */
export function unreadable(column: string): string {
  if (!ON_SQL_SERVER) return "x'00FF'";
  return column === 'protected_data' || column === 'email_address_users' ? '255' : "N'ÿ'";
}

/** The one way in which a test comes to its databases: migrated ledger, core view with `rows`. */
export function openPlace(directory: string, rows: readonly CoreRow[]): Promise<TestPlace> {
  return ON_SQL_SERVER ? onServer(rows) : inFiles(directory, rows);
}

async function inFiles(directory: string, rows: readonly CoreRow[]): Promise<TestPlace> {
  const ledger = join(directory, 'ledger.sqlite');
  const core = join(directory, 'core.sqlite');
  template ??= migratedLedger();
  writeFileSync(ledger, await template);
  createCore(core, rows);
  return {
    ledger: { client: 'sqlite', file: ledger },
    core: { client: 'sqlite', file: core },
    sql: (text, values) => onFile(ledger, text, values),
    coreSql: (text, values) => onFile(core, text, values),
    addDocuments: (more) => Promise.resolve(addToCore(core, more)),
    close: () => Promise.resolve(),
  };
}

async function onServer(rows: readonly CoreRow[]): Promise<TestPlace> {
  const { owner, ledger, giveBack } = await takeDatabase();
  const tables = await ledgerTables();
  const coreSql: TestPlace['coreSql'] = (text, values) => askServer(owner, withBytes(text), values);
  createCoreOnServer(coreSql, rows);
  return {
    ledger,
    core: owner,
    sql: (text, values) => askServer(owner, withBytes(inSchema(text, tables)), values),
    coreSql,
    addDocuments: (more) => Promise.resolve(addToCoreOnServer(coreSql, more)),
    close: giveBack,
  };
}

/** Tests name our tables as SQLite does; here they stand in a schema. */
function inSchema(text: string, tables: readonly string[]): string {
  return text.replaceAll(
    new RegExp(String.raw`\b(FROM|INTO|UPDATE|JOIN)\s+(${tables.join('|')})\b`, 'gi'),
    '$1 routing.$2',
  );
}

/** Bytes are `x'25'` in the SQL of SQLite, `0x25` here. */
function withBytes(text: string): string {
  return text.replaceAll(/\bx'([0-9a-f]*)'/gi, '0x$1');
}

/** Migrations take longer than a test: they run once a test file, and each test gets a copy. */
let template: Promise<Buffer> | null = null;

async function migratedLedger(): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'postausgang-template-'));
  try {
    const file = join(directory, 'ledger.sqlite');
    const ledger = new Database({ client: 'sqlite', file });
    await migrate(ledger);
    await ledger.close();
    return readFileSync(file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function onFile(file: string, text: string, values: readonly Value[]): readonly TestRow[] {
  const database = new BetterSqlite3(file);
  try {
    database.pragma('busy_timeout = 10000');
    const statement = database.prepare<unknown[], TestRow>(text);
    if (statement.reader) return statement.all(...values);
    statement.run(...values);
    return [];
  } finally {
    database.close();
  }
}
