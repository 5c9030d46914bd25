import { readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importInbox, importShopReport } from '../../src/dispatch/import-shop-reports.ts';
import { LARGEST_REPORT } from '../../src/dispatch/read-report-file.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { CSV_HEADER } from '../../src/print/shop-report.ts';
import { printedNight } from '../fuzz/printed-night.ts';
import type { Night } from '../support/night.ts';

const FILE = '20261123-0001';
const AT = '2026-11-24T06:30:00+01:00';

let night: Night;
let run: RunContext;
beforeAll(async () => {
  ({ night, run } = await printedNight());
});
afterAll(() => night.close());

function drop(name: string, content: string | Buffer): string {
  const path = join(night.path('inbox'), name);
  writeFileSync(path, content);
  const longAgo = new Date('2026-01-01T00:00:00Z');
  utimesSync(path, longAgo, longAgo);
  return path;
}

it('a report that is larger than any is read no further than its hash, and shown to a person', async () => {
  const path = drop('huge.csv', Buffer.alloc(LARGEST_REPORT + 1, `${CSV_HEADER}\n`));
  expect(await importShopReport(run, path)).toMatchObject({
    outcome: 'unreadable',
    findings: [expect.stringContaining(`at most ${LARGEST_REPORT} bytes`) as string],
  });
  expect((await importShopReport(run, path)).outcome).toBe('known');
});

it.each([
  ['one range a thousand times', Array.from({ length: 1000 }, () => '1-1000000').join(',')],
  ['many lines of many', null],
])('mailpieces by the million are refused before they fill the memory: %s', async (_what, ranges) => {
  const lines =
    ranges === null
      ? Array.from({ length: 1000 }, () => `${FILE};1-1000000;posted;${AT};`)
      : [`${FILE};${ranges};posted;${AT};`];
  const path = drop('million.csv', `${CSV_HEADER}\n${lines.join('\n')}\n`);
  expect(await importShopReport(run, path)).toMatchObject({ outcome: 'unreadable', mailpieces: 0 });
});

it('names of print files are looked up in the ledger and never on the disk', async () => {
  const path = drop('traversal.csv', `${CSV_HEADER}\n../../../etc/passwd;;accepted;${AT};\n`);
  const { acknowledgements, findings } = await importShopReport(run, path);
  expect(acknowledgements).toBe(0);
  expect(findings).toEqual([expect.stringContaining('was never handed over') as string]);
});

it('a link in the inbox leads nowhere, and no name steers a terminal', async () => {
  for (const name of readdirSync(night.path('inbox')))
    drop(name, `${CSV_HEADER}\n${FILE};;accepted;${AT};\n`);
  const outside = night.path('outside.csv');
  writeFileSync(outside, `${CSV_HEADER}\n${FILE};;rejected;${AT};\n`);
  symlinkSync(outside, join(night.path('inbox'), 'link.csv'));
  drop('\u001b[2Jcleared.csv', 'not a report\n');
  const imported = await importInbox(run, night.path('inbox'));
  expect(imported.map(({ fileName }) => fileName)).toContain('?[2Jcleared.csv');
  expect(readdirSync(night.path('inbox'))).toEqual(['imported', 'link.csv']);
  expect(night.sql('SELECT result FROM print_file_ack')).not.toContainEqual({ result: 'rejected' });
});
