import { writeFileSync } from 'node:fs';
import { importShopReport } from '../../../src/dispatch/import-shop-reports.ts';
import { listShopCases } from '../../../src/dispatch/shop-cases.ts';
import { CSV_HEADER } from '../../../src/print/shop-report.ts';
import type { FuzzTarget, OpenTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { printedNight } from '../printed-night.ts';
import { pick } from '../random.ts';

const FILE = '20261123-0001';
const MAILPIECES = 4;
const AT = '2026-11-24T06:30:00+01:00';

const SEEDS = [
  `\uFEFF${CSV_HEADER}\r\n${FILE};;accepted;${AT};\r\n${FILE};2,4-5;spoiled;${AT};torn\r\n${FILE};1,3;posted;${AT};\r\n`,
  `${CSV_HEADER}\n${FILE};;rejected;${AT};wrong paper\n${FILE};1-4;lost;2026-11-24T09:12:00Z;\nsomewhere;1;posted;${AT};\n`,
  JSON.stringify({
    format: 'postausgang-shop-report/1',
    printFiles: [
      { printFileId: FILE, result: 'accepted', at: AT },
      { printFileId: FILE, result: 'rejected', at: AT, reason: 'torn' },
    ],
    mailpieces: [
      { printFileId: FILE, mailpieces: '1,2-3', status: 'produced', at: AT },
      { printFileId: 'x', mailpieces: '1-1000', status: 'posted', at: AT, reason: 'ä' },
    ],
  }),
].map((text) => Buffer.from(text));

const WORDS = [
  ';',
  '\n',
  '\r',
  '"',
  '{',
  '[',
  ',',
  '-',
  '1-1000000',
  '0',
  '1-9999999',
  'posted',
  'spoiled',
  'lost',
  'accepted',
  FILE,
  '../../etc/passwd',
  '\u001b[2J',
  '\u0000',
  '\u202e',
  '=1+1',
  "' OR 1=1 --",
  '<script>',
  '9999-12-31T23:59:59-23:59',
  '0000-01-01T00:00:00+23:59',
  '2026-02-30T00:00:00Z',
  '2026-11-24T06:30:00.123456789Z',
  '2026-11-24T24:00:00Z',
  'null',
  '1e9',
  '\uFEFF',
];

/** Reports of the letter shop with faults: each is taken whole, with what a person must look at, or nothing of it is. */
export const RETURNS_TARGET: FuzzTarget = { name: 'returns', shortRuns: 100, open: openReturns };

async function openReturns(): Promise<OpenTarget> {
  const { night, run } = await printedNight();
  const path = night.path('report.csv');
  return {
    invent: (random) => mutateBytes(pick(random, SEEDS), random, WORDS, 4),
    judge: async (input) => {
      for (const table of ['print_file_ack', 'mailpiece_status', 'shop_finding', 'shop_report'])
        night.sql(`DELETE FROM ${table}`);
      writeFileSync(path, input);
      const { outcome, acknowledgements, mailpieces, findings } = await importShopReport(run, path);
      const acks = night.sql('SELECT print_file_id, at FROM print_file_ack');
      const statuses = night.sql('SELECT print_file_id, sequence, at FROM mailpiece_status');
      if (acks.length !== acknowledgements || statuses.length !== mailpieces)
        throw new Error('More or less is kept than is said.');
      if (outcome === 'unreadable' && (acks.length > 0 || statuses.length > 0 || findings.length !== 1))
        throw new Error('Something was taken of what cannot be read.');
      for (const { print_file_id: id, sequence = 1, at } of [...acks, ...statuses]) {
        if (id !== FILE || Number(sequence) < 1 || Number(sequence) > MAILPIECES)
          throw new Error('A mailpiece is spoken of that there is not.');
        if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(at)))
          throw new Error(`A moment reads ${String(at)}.`);
      }
      // They are shown on terminals and in e-mails.
      if (findings.some((finding) => /\p{Cc}/u.test(finding)))
        throw new Error('A finding steers a terminal.');
      await listShopCases(run.ledger);
      if ((await importShopReport(run, path)).outcome !== 'known')
        throw new Error('The same bytes were taken twice.');
      return findings.length > 0 && outcome === 'imported' ? 'imported with findings' : outcome;
    },
    close: () => night.close(),
  };
}
