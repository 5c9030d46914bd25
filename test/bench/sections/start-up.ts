import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { milliseconds, times } from '../page/numbers.ts';
import type { Section } from '../page/section.ts';
import { median } from '../print/measure.ts';

const ROOT = join(import.meta.dirname, '../../..');
const ENTRY = join(ROOT, 'jobs/postausgang.mjs');

interface Starter {
  readonly name: string;
  readonly args: readonly string[];
}

const BARE: Starter = { name: 'node, an empty program', args: ['--eval', '0'] };
/** All run by the same Node.js; `--help` loads what `--version` need not. */
const STARTERS: readonly Starter[] = [
  BARE,
  { name: 'postausgang --version', args: [ENTRY, '--version'] },
  { name: 'postausgang --help', args: [ENTRY, '--help'] },
  { name: 'prettier --version', args: [join(ROOT, 'node_modules/prettier/bin/prettier.cjs'), '--version'] },
  { name: 'vitest --version', args: [join(ROOT, 'node_modules/vitest/vitest.mjs'), '--version'] },
];

export const startUpSection: Section = {
  name: 'start-up',
  title: 'Start of the command line',
  about:
    'From the start of the process to its end, beside an empty program and the command lines of two well-known tools.',
  measure: async ({ quick }) => {
    const rounds = quick ? 3 : 15;
    const runs = new Map(STARTERS.map((starter) => [starter, [] as number[]]));
    // The first round fills the disk's cache and the compiled code's, and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [{ args }, taken] of runs) {
        const milli = millisecondsOf(args);
        if (round > 0) taken.push(milli);
      }
    }
    const medians = new Map([...runs].map(([starter, taken]) => [starter, median(taken)]));
    const bare = medians.get(BARE) ?? Number.NaN;
    return {
      tables: [
        {
          title: `Medians of ${rounds} starts`,
          columns: ['', 'milliseconds', 'of the empty program'],
          rows: [...medians].map(([{ name }, taken]) => [name, milliseconds(taken), times(taken / bare)]),
        },
      ],
      goals: [],
      figures: Object.fromEntries([...medians].map(([{ name }, taken]) => [name, taken])),
    };
  },
};

function millisecondsOf(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`\`node ${args.join(' ')}\` failed: ${stderr}`);
  return performance.now() - start;
}
