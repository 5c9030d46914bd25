import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dryRun, openApp, runNight, type App } from '../../src/app.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { ledgerTables } from '../../src/ledger/migration-script.ts';
import { emailRow, postRow } from '../support/night.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';

const DATE = parseBusinessDate('2026-11-23');
const hasPdftotext = spawnSync('pdftotext', ['-v']).status === 0;

let insurer: SmallInsurer;
let app: App;
const signal = new AbortController().signal;

beforeAll(async () => {
  insurer = await createSmallInsurer({
    rows: [
      emailRow('E-1'),
      emailRow('E-2'),
      postRow('P-1', { recipient_name: 'Rosalinde Unverwechselbar', recipient_street: 'Geheimgasse 77' }),
      postRow('P-2'),
      postRow('P-3'),
      postRow('H-1', { recipient_city: null }),
      emailRow('S-1', { withdrawn_at: '2026-11-20' }),
    ],
  });
  const config = readFileSync(insurer.configPath, 'utf8').replace(
    /(\n {2}profile:)/,
    '\n  tariffs:\n    - validFrom: "2026-01-01"\n      prices: [{ destination: domestic, envelopeClass: standard, price: 95 }]$1',
  );
  writeFileSync(insurer.configPath, config);
  app = await openApp({
    configPath: insurer.configPath,
    logLevel: 'error',
    logStream: new Writable({ write: (_line, _encoding, done) => done() }),
  });
}, 120_000);
afterAll(async () => {
  await app.close();
  await insurer.close();
});

/** Rows of every table of the real ledger. */
async function ledgerRows(): Promise<Readonly<Record<string, number>>> {
  const tables = await ledgerTables();
  return Object.fromEntries(
    tables.map((table) => [table, Number(insurer.sql(`SELECT COUNT(*) AS n FROM ${table}`)[0]?.['n'])]),
  );
}

describe('a dry run', () => {
  it(
    'decides and plans what the night then does, and leaves everything as it was',
    { timeout: 120_000 },
    async () => {
      const before = await ledgerRows();
      const sample = join(insurer.directory, 'plan.pdf');
      const planned = await dryRun(app, { date: DATE, sample, signal });
      expect(planned).toMatchObject({
        collected: 7,
        channels: { toEmail: 2, post: 3, held: 1, withdrawn: 1 },
        printFiles: [{ documents: 3, mailpieces: 3, postageCents: 285 }],
        oversized: 0,
      });
      expect(await ledgerRows()).toEqual(before);
      expect(readdirSync(insurer.outbox)).toEqual([]);
      expect(readdirSync(join(insurer.directory, 'data'))).toEqual([]);
      expect((await insurer.received()).size).toBe(0);
      expect(statSync(sample).mode & 0o077).toBe(0);

      await runNight(app, { kind: 'nightly', date: DATE, stop: signal });
      expect((await insurer.received()).size).toBe(planned.channels.toEmail);
      const printed = await insurer.printed();
      expect(printed.map(({ counts }) => counts.mailpieces)).toEqual([3]);
      // What has left, or waits for a person, is in no further dry run.
      expect(await dryRun(app, { date: DATE, sample: null, signal })).toMatchObject({
        collected: 0,
        printFiles: [],
      });
    },
  );

  it('L8: gives a sample that names nobody', async () => {
    const bytes = readFileSync(join(insurer.directory, 'plan.pdf'));
    expect((await PDFDocument.load(bytes)).getPageCount()).toBe(2);
  });

  it.runIf(hasPdftotext)('L8: of which no word is personal', () => {
    const { stdout } = spawnSync('pdftotext', ['-layout', join(insurer.directory, 'plan.pdf'), '-'], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('Auftragszettel');
    expect(stdout).toContain('Probelauf');
    expect(stdout).not.toMatch(/Unverwechselbar|Geheimgasse|Rosalinde|12345/);
  });

  it.skipIf(hasPdftotext)('is not read as text: pdftotext is not installed', () => undefined);
});
