import Sqlite from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { WRITE_BACK_STATEMENT } from '../../src/demo/core-schema.ts';
import { prepareDemoDirectory } from '../../src/demo/demo-directory.ts';
import type { DemoPaths } from '../../src/demo/demo-paths.ts';
import { fillCore } from '../../src/demo/fill-core.ts';
import { createPortfolio } from '../../src/demo/portfolio.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { FACT_COLUMNS, OPTIONAL_FACT_COLUMNS } from '../../src/ledger/core-facts.ts';

const NIGHT = parseBusinessDate('2026-11-23');
const directories: string[] = [];

async function filledCore(seed: number): Promise<DemoPaths> {
  const directory = mkdtempSync(path.join(tmpdir(), 'postausgang-core-'));
  directories.push(directory);
  const paths = prepareDemoDirectory(directory);
  await fillCore(paths, createPortfolio(80, seed, NIGHT), () => undefined);
  return paths;
}

/** Everything that the core system holds: rows of the view with their PDFs, and the file store. */
function fingerprint(paths: DemoPaths): string {
  const hash = createHash('sha256');
  const database = new Sqlite(paths.core, { readonly: true });
  for (const row of database.prepare('SELECT * FROM pending_output_document ORDER BY document_id').all()) {
    hash.update(JSON.stringify(row));
  }
  database.close();
  for (const name of readdirSync(paths.pdfRoot, { recursive: true, encoding: 'utf8' }).sort()) {
    hash.update(name);
    if (name.endsWith('.pdf')) hash.update(readFileSync(path.join(paths.pdfRoot, name)));
  }
  return hash.digest('hex');
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

describe('core database of the demo', () => {
  test('is the same for the same seed: rows, stored PDFs and files', async () => {
    const [one, same, other] = [await filledCore(11), await filledCore(11), await filledCore(12)];
    expect(fingerprint(one)).toBe(fingerprint(same));
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });

  test('offers the view with exactly the columns that are read, ids as texts', async () => {
    const { core } = await filledCore(1);
    const database = new Sqlite(core, { readonly: true });
    const view = database.prepare('SELECT * FROM pending_output_document');
    expect(
      view
        .columns()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...FACT_COLUMNS, ...OPTIONAL_FACT_COLUMNS, 'pdf_path', 'pdf_content'].sort());
    const ids = database.prepare('SELECT document_id FROM pending_output_document').pluck().all();
    expect(ids).toHaveLength(80);
    expect(ids).toContain('9007199254740998');
    database.close();
  });

  test('S15: counts the policyholders who state an address, whatever its capitals', async () => {
    const { core } = await filledCore(1);
    const database = new Sqlite(core, { readonly: true });
    const shared = database
      .prepare('SELECT DISTINCT email_address FROM pending_output_document WHERE email_address_users = 2')
      .pluck()
      .all();
    expect(shared).toHaveLength(2);
    expect(String(shared[0]).toLowerCase()).toBe(String(shared[1]).toLowerCase());
    database.close();
  });

  test('keeps a document in the view for two weeks after its result is written back, also when told twice', async () => {
    const { core } = await filledCore(1);
    const database = new Sqlite(core);
    const writeBack = database.prepare(WRITE_BACK_STATEMENT);
    const left = (days: number): unknown => {
      const at = new Date(Date.now() - days * 86_400_000).toISOString();
      const result = { document_id: 'D-2026-0000001', dispatch_id: '7', channel: 'email', at };
      writeBack.run(result);
      writeBack.run(result);
      return database.prepare('SELECT count(*) FROM pending_output_document').pluck().get();
    };
    expect(left(1)).toBe(80);
    expect(left(16)).toBe(79);
    database.close();
  });
});
