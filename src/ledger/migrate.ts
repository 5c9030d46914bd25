import type { Knex } from 'knex';
import type { Database } from './database.ts';
import { createLedger } from './migrations/001-ledger.ts';
import { createTransportSecurity } from './migrations/002-transport-security.ts';
import { createFallbackNotices } from './migrations/003-own-letters.ts';
import { createMailDomains } from './migrations/004-mail-domains.ts';
import { createOperations } from './migrations/007-operations.ts';
import { createAudit } from './migrations/008-audit.ts';
import type { Dialect } from './dialect.ts';

type Migration = (knex: Knex, dialect: Dialect) => Promise<void>;

/** In the order of their release; append only, never edit one that has been released. */
export const MIGRATIONS: readonly { readonly name: string; readonly up: Migration }[] = [
  { name: '001-ledger', up: createLedger },
  { name: '002-transport-security', up: createTransportSecurity },
  { name: '003-own-letters', up: createFallbackNotices },
  { name: '004-mail-domains', up: createMailDomains },
  { name: '007-operations', up: createOperations },
  { name: '008-audit', up: createAudit },
];

/** Brings the ledger's schema up to date; returns the names of the migrations that were applied now. */
export async function migrate(database: Database): Promise<readonly string[]> {
  if (database.dialect.name === 'mssql') {
    await database.knex.raw(`IF SCHEMA_ID('routing') IS NULL EXEC('CREATE SCHEMA routing')`);
  }
  const [, applied] = (await database.knex.migrate.latest(migrateConfig(database))) as [number, string[]];
  return applied;
}

/** Names of migrations that are still to be applied; empty when the schema is up to date. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const known = MIGRATIONS.map(({ name }) => name);
  const hasTable = await database.knex.schema
    .withSchema(schemaOf(database) ?? (undefined as never))
    .hasTable(MIGRATION_TABLE);
  if (!hasTable) return known;
  const [applied] = (await database.knex.migrate.list(migrateConfig(database))) as [
    { name: string }[],
    unknown,
  ];
  const done = new Set(applied.map(({ name }) => name));
  return known.filter((name) => !done.has(name));
}

const MIGRATION_TABLE = 'schema_migration';

function schemaOf(database: Database): string | undefined {
  return database.dialect.name === 'mssql' ? 'routing' : undefined;
}

function migrateConfig(database: Database): Knex.MigratorConfig {
  const schemaName = schemaOf(database);
  return {
    tableName: MIGRATION_TABLE,
    ...(schemaName === undefined ? {} : { schemaName }),
    migrationSource: {
      getMigrations: () => Promise.resolve([...MIGRATIONS]),
      getMigrationName: (migration: { name: string }) => migration.name,
      getMigration: (migration: { up: Migration }) =>
        Promise.resolve({
          up: (knex: Knex) => migration.up(knex, database.dialect),
          // Releases are append-only: going back is restoring a backup (docs/operations.md).
          down: () => Promise.reject(new Error('Migrations are not undone; restore the backup instead.')),
        }),
    },
  };
}
