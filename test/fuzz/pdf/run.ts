import { parseArgs } from 'node:util';
import { fuzzPdf } from './fuzz-pdf.ts';

/** `npm run fuzz:pdf -- --mutations N --seed N`: exit code 1 and the error when a mutation gets anything but an answer. */
const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});
/** A night's whole process has this much; fuzzing must not need more. */
const MOST_MEGABYTES = 512;
const BETWEEN_REPORTS = 10_000;

const started = performance.now();
const result = await fuzzPdf({
  mutations: wholeNumber('mutations', values.mutations),
  seed: wholeNumber('seed', values.seed),
  onProgress: (done) => {
    if (done % BETWEEN_REPORTS === 0) process.stdout.write(`${done} mutations, ${megabytes()} MB at most\n`);
  },
});
const held = [...result.held].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`);
process.stdout.write(
  `${result.mutations} mutations in ${((performance.now() - started) / 1000).toFixed(0)} s: ${result.fit} fit, in ` +
    `${result.printFiles} print files; held: ${held.join(', ')}; slowest ${result.slowest.millis.toFixed(0)} ms ` +
    `(mutation ${result.slowest.mutation}); ${megabytes()} MB at most\n`,
);
if (megabytes() > MOST_MEGABYTES) {
  process.stderr.write(`Expected at most ${MOST_MEGABYTES} MB, got ${megabytes()} MB.\n`);
  process.exitCode = 1;
}

/** Peak resident memory of this process. */
function megabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    process.stderr.write(`Expected --${name} to be a whole number from 1, got \`${text}\`.\n`);
    process.exit(64);
  }
  return value;
}
