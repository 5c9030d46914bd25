import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { addToRecord, currentLoad, readRecord, thisMachine } from './page/record.ts';
import { renderPage } from './page/render.ts';
import type { Section } from './page/section.ts';
import { writeFormatted } from './page/write-formatted.ts';
import { emailSection } from './sections/email.ts';
import { guardsSection } from './sections/guards.ts';
import { ledgerSection } from './sections/ledger.ts';
import { nightSection } from './sections/night.ts';
import { printSection } from './sections/print.ts';
import { replaySection } from './sections/replay.ts';
import { startUpSection } from './sections/start-up.ts';

const SECTIONS: readonly Section[] = [
  nightSection,
  printSection,
  emailSection,
  ledgerSection,
  guardsSection,
  replaySection,
  startUpSection,
];

const HELP = `npm run bench -- [options]
Measures us beside our peers and writes docs/benchmarks.md and docs/benchmarks.json; both keep what other runs measured.
  --only a,b          these sections alone: ${SECTIONS.map(({ name }) => name).join(', ')}
  --quick             all of it with little work, in minutes; written to bench-data, for its figures say nothing
  --documents N       of the night (default: 10,000, then 100,000: 8 GB on the disk, and half an hour)
  --connections N     of the night, to the relay (default 20)
  --page              makes the page anew of what was measured
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    documents: { type: 'string' },
    connections: { type: 'string', default: '20' },
    page: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const folder = values.quick ? join('bench-data', 'quick') : 'docs';
  const record = join(folder, 'benchmarks.json');
  mkdirSync(dirname(record), { recursive: true });
  if (!values.page) for (const section of chosenSections()) await measure(section, record);
  const page = renderPage(
    readRecord(record),
    SECTIONS.map(({ name }) => name),
  );
  const file = join(folder, 'benchmarks.md');
  await writeFormatted(file, page);
  process.stdout.write(`\nWritten: ${file}\n`);
}

function chosenSections(): readonly Section[] {
  if (values.only === undefined) return SECTIONS;
  return values.only.split(',').map((wanted) => {
    const section = SECTIONS.find(({ name }) => name === wanted);
    if (section === undefined)
      throw new Error(
        `Expected --only to name ${SECTIONS.map(({ name }) => `\`${name}\``).join(', ')}, got \`${wanted}\`.`,
      );
    return section;
  });
}

async function measure(section: Section, record: string): Promise<void> {
  const { name, title, about } = section;
  process.stdout.write(`\n== ${title}\n`);
  const before = currentLoad();
  const began = performance.now();
  const measured = await section.measure({
    quick: values.quick,
    documents: values.documents === undefined ? null : Number(values.documents),
    connections: Number(values.connections),
    before: readRecord(record).sections[name]?.figures,
  });
  await addToRecord(record, {
    name,
    title,
    about,
    at: new Date().toISOString(),
    minutes: (performance.now() - began) / 60_000,
    load: [before, currentLoad()],
    machine: thisMachine(),
    ...measured,
  });
  for (const { goal, got, reached } of measured.goals) {
    const verdict = reached === null ? 'not measured' : reached ? 'reached' : 'MISSED';
    process.stdout.write(`${verdict.padEnd(12)}  ${goal}: ${got}\n`);
  }
}
