import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { Database } from '../../src/ledger/database.ts';
import { MIGRATIONS, migrate, pendingMigrations } from '../../src/ledger/migrate.ts';
import { migrationScript } from '../../src/ledger/migration-script.ts';
import { roleScript } from '../../src/ledger/role-script.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { createEmptyDatabase } from '../support/sql-server/test-database.ts';

const NAMES = MIGRATIONS.map(({ name }) => name);

let directory: string;
let open: () => Database;
const opened: Database[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'postausgang-migrate-'));
  const options = ON_SQL_SERVER
    ? await createEmptyDatabase()
    : ({ client: 'sqlite', file: join(directory, 'ledger.sqlite') } as const);
  open = () => {
    const database = new Database(options);
    opened.push(database);
    return database;
  };
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('migrate', () => {
  it('applies what is missing, in order, and nothing twice', async () => {
    const ledger = open();
    expect(await pendingMigrations(ledger)).toEqual(NAMES);
    expect(await migrate(ledger)).toEqual(NAMES);
    expect(await pendingMigrations(ledger)).toEqual([]);
    expect(await migrate(ledger)).toEqual([]);
  });

  it('started twice at once applies each migration once', async () => {
    const one = open();
    // Two connections of one process to SQLite would wait for each other without end: its driver is synchronous.
    const other = ON_SQL_SERVER ? open() : one;
    const [first, second] = await Promise.all([migrate(one), migrate(other)]);
    expect([...first, ...second].sort()).toEqual([...NAMES].sort());
  });

  it('goes on after a crash: a migration is applied whole or not at all', async () => {
    const ledger = open();
    await migrate(ledger);
    // As if the process had died before the last two: their rows are written in the same transaction as their tables.
    const last = NAMES.at(-1)!;
    await ledger.from('schema_migration').where({ name: last }).delete();
    expect(await pendingMigrations(ledger)).toEqual([last]);
    // Its tables are there although its row is not, which no crash leaves: refused, and nothing is written down.
    await expect(migrate(ledger)).rejects.toThrow();
    expect(await pendingMigrations(ledger)).toEqual([last]);
  });

  it('refuses a ledger that a later release has migrated, and says so', async () => {
    const ledger = open();
    await migrate(ledger);
    await ledger.from('schema_migration').insert({ name: '999-future', batch: 99 });
    await expect(migrate(ledger)).rejects.toThrow(ConfigurationError);
    await expect(pendingMigrations(ledger)).rejects.toThrow(/newer than this release: it has had 999-future/);
  });
});

describe.runIf(ON_SQL_SERVER)('the script for DBAs, on a server', () => {
  it('makes the schema that `migrate` makes, can be run again, and leaves nothing to migrate', async () => {
    const ledger = open();
    const script = (await migrationScript()).replaceAll('?', String.raw`\?`);
    await ledger.knex.raw(script);
    await ledger.knex.raw(script);
    expect(await pendingMigrations(ledger)).toEqual([]);
    expect(await migrate(ledger)).toEqual([]);
    await ledger.knex.raw(await roleScript());
    await ledger.knex.raw(await roleScript());
  });
});
