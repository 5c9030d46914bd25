import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/ledger/database.ts';
import { MIGRATIONS, migrate } from '../../src/ledger/migrate.ts';
import { ledgerTables } from '../../src/ledger/migration-script.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { firstLedger } from './half-finished-night.ts';
import { layDatabase, layFile } from './lay-ledger.ts';
import { fillTables, migrateUpTo } from './released-schema.ts';

const NAMES = MIGRATIONS.map(({ name }) => name);

let directory: string | null = null;
let ledger: Database | null = null;

afterEach(async () => {
  await ledger?.close();
  if (directory !== null) rmSync(directory, { recursive: true, force: true });
  ledger = null;
  directory = null;
});

/** A ledger of the first release in the middle of a night. */
async function firstRelease(): Promise<Database> {
  const dump = firstLedger('print.assigned');
  if (ON_SQL_SERVER) return new Database(await layDatabase(dump));
  directory = mkdtempSync(join(tmpdir(), 'postausgang-upgrade-'));
  const file = join(directory, 'ledger.sqlite');
  layFile(file, dump);
  return new Database({ client: 'sqlite', file });
}

/** Rows by table, each as JSON, in an order that no database decides. */
async function rowsOf(
  database: Database,
  tables: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const all: Record<string, unknown> = {};
  for (const table of tables) {
    const rows: unknown[] = await database.from(table).select();
    all[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return all;
}

/** Tables that the first release has rows in, by what it was doing. */
const FIRST = [
  'batch',
  'run',
  'run_step',
  'dispatch',
  'decision',
  'attempt',
  'dispatch_event',
  'print_file',
  'print_file_entry',
];

describe.each(NAMES.slice(0, -1))('a ledger that had come as far as %s, with data', (newest) => {
  it('is migrated by this release, and every row stays what it was', async () => {
    ledger = await firstRelease();
    await migrateUpTo(ledger, newest);
    const tables = [...FIRST, ...(await fillTables(ledger))];
    const before = await rowsOf(ledger, tables);
    for (const table of tables) expect([table, before[table]]).not.toEqual([table, []]);
    expect(await migrate(ledger)).toEqual(NAMES.slice(NAMES.indexOf(newest) + 1));
    expect(await rowsOf(ledger, tables)).toEqual(before);
    expect(await migrate(ledger)).toEqual([]);
  });
});

it('leaves no table of any release without a row', async () => {
  ledger = await firstRelease();
  await migrate(ledger);
  const filled = [...FIRST, ...(await fillTables(ledger))];
  expect(filled.sort()).toEqual([...(await ledgerTables())].sort());
});
