import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalogue } from '../../../src/classify/catalogue.ts';
import { createDecide } from '../../../src/classify/decide.ts';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import { Database } from '../../../src/ledger/database.ts';
import { replayNights } from '../../../src/operations/replay/replay-nights.ts';
import { decisionContext } from '../../support/facts.ts';
import { HOUSE_CATALOGUE, HOUSE_CATALOGUE_YAML } from '../../support/house-catalogue.ts';
import { fillLedger, sampleFacts } from './fill-ledger.ts';

/** How fast stored decisions are made again: `npm run bench:replay -- --rows 1000000 --directory /var/tmp`. */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    directory: { type: 'string', default: tmpdir() },
    json: { type: 'string' },
  },
});
const rows = Number(values.rows);
const NIGHT = parseBusinessDate('2026-11-23');
const OTHER = parseCatalogue(
  HOUSE_CATALOGUE_YAML.replaceAll(
    "from: '2024-04-01', linesOfBusiness: all",
    "from: '2024-04-01', linesOfBusiness: [KFZ]",
  ),
);

function seconds(since: bigint): number {
  return Number(process.hrtime.bigint() - since) / 1e9;
}

function rate(count: number, took: number): string {
  return `${Math.round(count / took).toLocaleString('en')} a second`;
}

/** The same decisions without any ledger: what the rules alone take. */
function plainRate(): number {
  const decide = createDecide(HOUSE_CATALOGUE);
  const context = decisionContext();
  const sample = sampleFacts();
  const started = process.hrtime.bigint();
  let made = 0;
  while (seconds(started) < 5) {
    for (const facts of sample) decide(facts, context);
    made += sample.length;
  }
  return made / seconds(started);
}

const directory = await mkdtemp(join(values.directory, 'postausgang-replay-'));
try {
  const file = join(directory, 'ledger.sqlite');
  const filling = process.hrtime.bigint();
  const bytes = await fillLedger(file, rows);
  const size = (await stat(file)).size;
  console.log(
    `${rows.toLocaleString('en')} decisions stored, ${Math.round(bytes)} bytes of JSON each, ledger ${(size / 1e9).toFixed(2)} GB, filled in ${seconds(filling).toFixed(0)} s`,
  );
  const plain = plainRate();
  console.log(`decide() alone: ${rate(plain, 1)}`);
  const replayed: { name: string; perSecond: number }[] = [];
  const ledger = new Database({ client: 'sqlite', file, readonly: true });
  for (const [name, catalogue] of [
    ['the same catalogue', HOUSE_CATALOGUE],
    ['another catalogue', OTHER],
  ] as const) {
    const started = process.hrtime.bigint();
    const report = await replayNights(ledger, { from: NIGHT, to: NIGHT, catalogue });
    const took = seconds(started);
    replayed.push({ name, perSecond: report.decisions / took });
    console.log(
      `${name}: ${took.toFixed(1)} s, ${rate(report.decisions, took)}, ${((report.decisions / took / plain) * 100).toFixed(0)} % of decide() alone; ` +
        `${report.otherWay} another way, ${report.otherRule} by another rule, ${report.unreadable} unreadable`,
    );
  }
  await ledger.close();
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify({ rows, plain, replayed }));
} finally {
  await rm(directory, { recursive: true, force: true });
}
