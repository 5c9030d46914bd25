import type { Knex } from 'knex';
import type { Database } from './database.ts';
import { createLedger } from './migrations/001-ledger.ts';
import { createTransportSecurity } from './migrations/002-transport-security.ts';
import { createFallbackNotices } from './migrations/003-own-letters.ts';
import { createMailDomains } from './migrations/004-mail-domains.ts';
import { createBounces } from './migrations/005-bounces.ts';
import { indexLeases } from './migrations/006-leases.ts';
import { createOperations } from './migrations/007-operations.ts';
import { createAudit } from './migrations/008-audit.ts';
import { createRetention } from './migrations/009-retention.ts';
import { createConsole } from './migrations/010-console.ts';
import { createWorkItems } from './migrations/011-work-items.ts';
import { indexUntoldResults } from './migrations/012-untold-results.ts';
import { indexWaitingDispatches } from './migrations/013-waiting-dispatches.ts';
import type { Dialect } from './dialect.ts';
import {
  appliedMigrations,
  assertNoneUnknown,
  lockRecord,
  recordMigration,
  recordTables,
} from './migration-record.ts';

type Migration = (knex: Knex, dialect: Dialect) => Promise<void>;

/** In the order of their release; append only, never edit one that has been released. */
export const MIGRATIONS: readonly { readonly name: string; readonly up: Migration }[] = [
  { name: '001-ledger', up: createLedger },
  { name: '002-transport-security', up: createTransportSecurity },
  { name: '003-own-letters', up: createFallbackNotices },
  { name: '004-mail-domains', up: createMailDomains },
  { name: '005-bounces', up: createBounces },
  { name: '006-leases', up: indexLeases },
  { name: '007-operations', up: createOperations },
  { name: '008-audit', up: createAudit },
  { name: '009-retention', up: createRetention },
  { name: '010-console', up: createConsole },
  { name: '011-work-items', up: createWorkItems },
  { name: '012-untold-results', up: indexUntoldResults },
  { name: '013-waiting-dispatches', up: indexWaitingDispatches },
];

/**
 * Brings the ledger's schema up to date; returns the names of the migrations that were applied now. Each migration is
 * one transaction: a crash leaves it applied or not. Two that start at once wait for each other.
 *
 * @throws ConfigurationError when the ledger was migrated by a later release
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const { dialect } = database;
  const pending = await pendingMigrations(database);
  if (pending.length === 0) return [];
  await makeRecord(database);
  const applied: string[] = [];
  for (const { name, up } of MIGRATIONS) {
    const isNew = await database.transaction(async (session) => {
      await session.knex.raw(lockRecord(dialect));
      if ((await appliedMigrations(session)).has(name)) return false;
      await up(session.knex, dialect);
      await session.knex.raw(recordMigration(dialect, name));
      return true;
    });
    if (isNew) applied.push(name);
  }
  return applied;
}

/** Two that start at once on an empty database may both find the tables missing: the slower one looks again. */
async function makeRecord({ knex, dialect }: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      for (const statement of recordTables(dialect)) await knex.raw(statement);
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/**
 * Names of migrations that are still to be applied; empty when the schema is up to date.
 *
 * @throws ConfigurationError when the ledger was migrated by a later release
 */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const known = MIGRATIONS.map(({ name }) => name);
  const applied = await appliedMigrations(database);
  assertNoneUnknown(applied, known);
  return known.filter((name) => !applied.has(name));
}

/** What a migration says to its database, in order; nothing is run. */
export async function statementsOf(
  migration: { readonly up: Migration },
  dialect: Dialect,
): Promise<readonly string[]> {
  const said: string[] = [];
  const recorder = {
    raw: (sql: string): Promise<void> => {
      said.push(sql);
      return Promise.resolve();
    },
  };
  // Migrations say everything through `raw`: only that can be printed for a DBA.
  await migration.up(recorder as never, dialect);
  return said;
}
