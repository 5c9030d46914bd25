import { parseArgs } from 'node:util';
import { fuzzBounces } from './fuzz-bounce.ts';

/** `npm run fuzz:bounce -- --mutations N --seed N`: fails when a mail gets anything but an answer, or takes too much. */
const { values } = parseArgs({
  options: { mutations: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const MOST_MEGABYTES = 512;
const MOST_MILLIS = 10_000;

const result = fuzzBounces({ mutations: Number(values.mutations), seed: Number(values.seed) });
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
const kinds = [...result.kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
process.stdout.write(
  `${result.mutations} mails: ${kinds}; slowest ${result.slowest.millis.toFixed(0)} ms (mail ${result.slowest.mutation}); ${megabytes} MB at most\n`,
);
if (megabytes > MOST_MEGABYTES || result.slowest.millis > MOST_MILLIS) {
  process.stderr.write(`Expected at most ${MOST_MEGABYTES} MB and ${MOST_MILLIS} ms a mail.\n`);
  process.exitCode = 1;
}
