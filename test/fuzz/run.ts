import { parseArgs } from 'node:util';
import { corpusOf, keep } from './corpus.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { FuzzFinding, runFuzz, type Fuzzed } from './run-fuzz.ts';
import { TARGETS } from './targets.ts';

/**
 * `npm run fuzz -- --target NAME --runs N --seed S`: exit code 1 when an input gets no answer, takes too long or too much
 * memory. It is kept in the target's corpus, which every test run replays. `--first N --runs 1` repeats one alone.
 */
const NAMES = TARGETS.map(({ name }) => name).join(', ');
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: '' },
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '3600' },
  },
});
/** A night's whole process has this much; no input may need more. */
const MOST_MEGABYTES = 512;
const MOST_MILLIS = 10_000;
const BETWEEN_REPORTS = 30_000;

const found = TARGETS.find(({ name }) => name === values.target);
if (found === undefined) fail(`Expected --target to be one of ${NAMES}, got \`${values.target}\`.`);
const [runs, seed, first, seconds] = (['runs', 'seed', 'first', 'seconds'] as const).map(wholeNumber);
const again = `npm run fuzz -- --target ${found.name} --seed ${seed}`;
process.stdout.write(`${again} --first ${first} --runs ${runs}\n`);

const started = performance.now();
try {
  report(await fuzz(found), found.mostMegabytes ?? MOST_MEGABYTES);
} catch (error) {
  if (!(error instanceof FuzzFinding)) throw error;
  const path = keep(found.name, error.input);
  process.stderr.write(`${error.cause instanceof Error ? error.cause.stack : error.message}\n`);
  process.stderr.write(`${error.message}\nKept as ${path}. Again: ${again} --first ${error.run} --runs 1\n`);
  process.exitCode = 1;
}

async function fuzz(target: FuzzTarget): Promise<Fuzzed> {
  const open = await target.open();
  let told = started;
  for (const { input } of corpusOf(target.name)) await open.judge(input);
  const fuzzed = await runFuzz(open, {
    runs: runs ?? 0,
    seed: seed ?? 0,
    first: first ?? 0,
    within: (seconds ?? 0) * 1000,
    onProgress: (done) => {
      if (performance.now() - told < BETWEEN_REPORTS) return;
      told = performance.now();
      process.stdout.write(`${done} runs, ${megabytes()} MB at most\n`);
    },
  });
  await open.close();
  return fuzzed;
}

function report({ runs: done, answers, slowest }: Fuzzed, most: number): void {
  const told = [...answers].sort((a, b) => b[1] - a[1]).map(([answer, count]) => `${answer} ${count}`);
  process.stdout.write(
    `${done} runs in ${((performance.now() - started) / 1000).toFixed(0)} s: ${told.slice(0, 20).join('; ')}. ` +
      `Slowest ${slowest.millis.toFixed(0)} ms (run ${slowest.run}), ${megabytes()} MB at most.\n`,
  );
  if (megabytes() <= most && slowest.millis <= MOST_MILLIS) return;
  process.stderr.write(`Expected at most ${most} MB, and ${MOST_MILLIS} ms for an input.\n`);
  process.exitCode = 1;
}

/** Peak resident memory of this process. */
function megabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function wholeNumber(name: 'runs' | 'seed' | 'first' | 'seconds'): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) {
    fail(`Expected --${name} to be a whole number from 0, got \`${values[name]}\`.`);
  }
  return value;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(64);
}
