import { randomBytes } from 'node:crypto';
import { Database } from '../../../src/ledger/database.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { ledgerTables } from '../../../src/ledger/migration-script.ts';
import { SERVER_UNDER_TEST, type SqlServerOptions } from './server-under-test.ts';

/** Databases of one run of the tests begin with this: runs side by side leave each other's alone. */
export function prefixOfRun(): string {
  return `postausgang_test_${process.env['POSTAUSGANG_TEST_RUN'] ?? 'x'}_`;
}

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

/** A database without anything in it. */
export async function createEmptyDatabase(): Promise<SqlServerOptions> {
  if (SERVER_UNDER_TEST === null) throw new Error('There is no SQL Server to test on.');
  const name = `${prefixOfRun()}${randomBytes(4).toString('hex')}`;
  const server = new Database(SERVER_UNDER_TEST);
  await server.knex.raw(`CREATE DATABASE ${name}`);
  await server.close();
  return { ...SERVER_UNDER_TEST, database: name };
}

async function createDatabase(): Promise<SqlServerOptions> {
  const options = await createEmptyDatabase();
  const ledger = new Database(options);
  await migrate(ledger);
  await ledger.close();
  return options;
}

async function emptied(options: SqlServerOptions): Promise<void> {
  const database = new Database(options);
  const tables = (await ledgerTables()).toReversed();
  await database.knex.raw(tables.map((table) => `DELETE FROM routing.${table}`).join(';\n'));
  await database.close();
}
