import { parseArgs } from 'node:util';
import { openEmailPlace } from './email-place.ts';
import { runEmailSchedule } from './email-model.ts';
import { EMAIL_SCENARIOS } from './email-scenarios.ts';
import { explore, type Choose, type Ending } from './explore.ts';
import { runPrintSchedule } from './print-model.ts';
import { openPrintPlace } from './print-place.ts';
import { PRINT_SCENARIOS } from './print-scenarios.ts';

/**
 * `npm run model -- --side email --preemptions N`: every schedule of two workers and one document, within so many
 * preemptions; `--side print`: of two actors and a night of two letters. `--only WORDS`: of the scenarios whose name holds
 * them. Without `--preemptions`: 4 by e-mail, 1 on paper, where a schedule takes ten times as long.
 */
const { values } = parseArgs({
  options: {
    side: { type: 'string', default: 'email' },
    preemptions: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const isPrint = values.side === 'print';
const wish = values.preemptions ?? (isPrint ? '1' : '4');
const preemptions = Number(wish);
if (!isPrint && values.side !== 'email')
  fail(`Expected --side to be email or print, got \`${values.side}\`.`);
if (!Number.isInteger(preemptions) || preemptions < 0)
  fail(`Expected --preemptions to be a whole number from 0, got \`${wish}\`.`);

let schedules = 0;
await (isPrint ? walkPrint() : walkEmail());
process.stdout.write(
  `${schedules} schedules with at most ${preemptions} preemptions: ${process.exitCode === 1 ? 'BROKEN' : 'none breaks an invariant'}\n`,
);

async function walkEmail(): Promise<void> {
  const place = await openEmailPlace();
  try {
    for (const [name, scenario] of Object.entries(EMAIL_SCENARIOS))
      await walk(name, (choose) => runEmailSchedule(place, scenario, choose));
  } finally {
    await place.close();
  }
}

async function walkPrint(): Promise<void> {
  const place = await openPrintPlace();
  try {
    for (const [name, scenario] of Object.entries(PRINT_SCENARIOS))
      await walk(name, (choose) => runPrintSchedule(place, scenario, choose));
  } finally {
    await place.close();
  }
}

async function walk(name: string, run: (choose: Choose) => Promise<Ending>): Promise<void> {
  if (!name.includes(values.only)) return;
  const begun = performance.now();
  const found = await explore(preemptions, run);
  schedules += found.schedules;
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(`${name}: ${found.schedules} schedules, ${found.ends.size} ends, ${seconds} s\n`);
  for (const [end, times] of [...found.ends].sort(([, a], [, b]) => b - a)) {
    process.stdout.write(`  ${String(times).padStart(7)}  ${end}\n`);
  }
  if (found.violation === null) return;
  const { violation, steps } = found.violation;
  process.stdout.write(`BROKEN: ${violation ?? ''}\n${steps.map((step) => `  ${step}\n`).join('')}`);
  process.exitCode = 1;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(64);
}
