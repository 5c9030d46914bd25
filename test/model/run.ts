import { parseArgs } from 'node:util';
import { openEmailPlace } from './email-place.ts';
import { runEmailSchedule } from './email-model.ts';
import { EMAIL_SCENARIOS } from './email-scenarios.ts';
import { explore } from './explore.ts';

/** `npm run model -- --preemptions N`: every schedule of two workers and one document, within so many preemptions. */
const { values } = parseArgs({ options: { preemptions: { type: 'string', default: '4' } } });
const preemptions = Number(values.preemptions);
if (!Number.isInteger(preemptions) || preemptions < 0) {
  process.stderr.write(
    `Expected --preemptions to be a whole number from 0, got \`${values.preemptions}\`.\n`,
  );
  process.exit(64);
}

const place = await openEmailPlace();
let schedules = 0;
try {
  for (const [name, scenario] of Object.entries(EMAIL_SCENARIOS)) {
    const begun = performance.now();
    const found = await explore(preemptions, (choose) => runEmailSchedule(place, scenario, choose));
    schedules += found.schedules;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    process.stdout.write(`${name}: ${found.schedules} schedules, ${found.ends.size} ends, ${seconds} s\n`);
    for (const [end, times] of [...found.ends].sort(([, a], [, b]) => b - a)) {
      process.stdout.write(`  ${String(times).padStart(7)}  ${end}\n`);
    }
    if (found.violation !== null) {
      const { violation, steps } = found.violation;
      process.stdout.write(`BROKEN: ${violation ?? ''}\n${steps.map((step) => `  ${step}\n`).join('')}`);
      process.exitCode = 1;
    }
  }
} finally {
  await place.close();
}
process.stdout.write(
  `${schedules} schedules with at most ${preemptions} preemptions: ${process.exitCode === 1 ? 'BROKEN' : 'none breaks an invariant'}\n`,
);
