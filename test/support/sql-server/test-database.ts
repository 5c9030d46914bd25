import { randomBytes } from 'node:crypto';
import { Database } from '../../../src/ledger/database.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { ledgerTables } from '../../../src/ledger/migration-script.ts';
import { roleScript } from '../../../src/ledger/role-script.ts';
import { administer } from './administer.ts';
import { createLogin } from './logins.ts';
import { askServer } from './statement-bridge.ts';
import { SERVER_UNDER_TEST, type SqlServerOptions } from './server-under-test.ts';

/** Databases of one run of the tests begin with this: runs side by side leave each other's alone. */
export function prefixOfRun(): string {
  return `postausgang_test_${process.env['POSTAUSGANG_TEST_RUN'] ?? 'x'}_`;
}

/** A migrated database of one test at a time. */
export interface TestDatabase {
  /** Whoever made it: may do everything. */
  readonly owner: SqlServerOptions;
  /** Logs in with the roles of `role-script.ts` and no other right on the ledger. */
  readonly ledger: SqlServerOptions;
  /** Empties it and leaves it to the next test of this file. */
  giveBack(): Promise<void>;
}

/** Making and migrating one takes seconds: a file's tests use theirs again. `drop-databases.ts` takes them away. */
const idle: Omit<TestDatabase, 'giveBack'>[] = [];

export async function takeDatabase(): Promise<TestDatabase> {
  const made = idle.pop() ?? (await createDatabase());
  return {
    ...made,
    giveBack: async () => {
      await emptied(made.owner);
      idle.push(made);
    },
  };
}

/** A database without anything in it. */
export async function createEmptyDatabase(): Promise<SqlServerOptions> {
  if (SERVER_UNDER_TEST === null) throw new Error('There is no SQL Server to test on.');
  const name = `${prefixOfRun()}${randomBytes(4).toString('hex')}`;
  await administer(SERVER_UNDER_TEST, [`CREATE DATABASE ${name}`]);
  return { ...SERVER_UNDER_TEST, database: name };
}

async function createDatabase(): Promise<Omit<TestDatabase, 'giveBack'>> {
  const owner = await createEmptyDatabase();
  const database = new Database(owner);
  await migrate(database);
  await database.close();
  await administer(owner, [await roleScript()]);
  const ledger = await createLogin(owner, { roles: ['worker', 'operator', 'retention', 'reader'] });
  return { owner, ledger };
}

async function emptied(options: SqlServerOptions): Promise<void> {
  const tables = (await ledgerTables()).toReversed();
  // By the connection that the test's own statements took: a new one costs more than all else here.
  askServer(options, tables.map((table) => `DELETE FROM routing.${table}`).join(';\n'), []);
}
