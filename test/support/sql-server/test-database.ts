import { randomBytes } from 'node:crypto';
import { Database } from '../../../src/ledger/database.ts';
import { mssqlDialect } from '../../../src/ledger/dialect.ts';
import { MIGRATIONS, migrate, statementsOf } from '../../../src/ledger/migrate.ts';
import { SERVER_UNDER_TEST, type SqlServerOptions } from './server-under-test.ts';

/** Databases of the tests begin with this, and nothing else on the server may. */
export const PREFIX = 'postausgang_test_';

/** A migrated database of one test at a time. */
export interface TestDatabase {
  readonly options: SqlServerOptions;
  /** Empties it and leaves it to the next test of this file. */
  giveBack(): Promise<void>;
}

/** Making and migrating one takes seconds: a file's tests use theirs again. `drop-databases.ts` takes them away. */
const idle: SqlServerOptions[] = [];

export async function takeDatabase(): Promise<TestDatabase> {
  const options = idle.pop() ?? (await createDatabase());
  return {
    options,
    giveBack: async () => {
      await emptied(options);
      idle.push(options);
    },
  };
}

async function createDatabase(): Promise<SqlServerOptions> {
  if (SERVER_UNDER_TEST === null) throw new Error('There is no SQL Server to test on.');
  const name = `${PREFIX}${process.pid}_${randomBytes(4).toString('hex')}`;
  const server = new Database(SERVER_UNDER_TEST);
  await server.knex.raw(`CREATE DATABASE ${name}`);
  await server.close();
  const options = { ...SERVER_UNDER_TEST, database: name };
  const ledger = new Database(options);
  await migrate(ledger);
  await ledger.close();
  return options;
}

/** Tables of the ledger in the order in which the migrations make them: what refers comes behind what it refers to. */
export async function ledgerTables(): Promise<readonly string[]> {
  const statements = await Promise.all(MIGRATIONS.map((migration) => statementsOf(migration, mssqlDialect)));
  return statements.flat().flatMap((sql) => /^\s*CREATE TABLE routing\.(\w+)/i.exec(sql)?.[1] ?? []);
}

async function emptied(options: SqlServerOptions): Promise<void> {
  const database = new Database(options);
  const tables = (await ledgerTables()).toReversed();
  await database.knex.raw(tables.map((table) => `DELETE FROM routing.${table}`).join(';\n'));
  await database.close();
}
