import { EVERYTHING, PLAIN } from './contenders.ts';
import type { Result } from './result.ts';

/** A figure that print files are to reach, and what was measured. */
export interface Verdict {
  readonly goal: string;
  readonly got: string;
  /** Null: not measured, for the peer is not installed or the number of letters was not asked for. */
  readonly reached: boolean | null;
}

const MUTOOL = 'mutool merge';
const QPDF = 'qpdf --empty --pages';
const MOST_MEGABYTES = 150;
/** What still counts as flat and as linear: five times the letters, so much more memory and time a letter. */
const FLAT = 1.2;
const LINEAR = 1.15;

export function verdicts(results: readonly Result[]): readonly Verdict[] {
  const find = (name: string, letters: number): Result | undefined =>
    results.find((result) => result.name === name && result.letters === letters);
  const [plain, full, mutool, qpdf] = [PLAIN, EVERYTHING, MUTOOL, QPDF].map((name) => find(name, 2000));
  const [plain10, full10, mutool10] = [PLAIN, EVERYTHING, MUTOOL].map((name) => find(name, 10_000));
  return [
    faster('2,000 letters: at least 2× as fast as mutool merge', 2, plain, mutool),
    faster('2,000 letters: at least 15× as fast as qpdf', 15, plain, qpdf),
    atMost(
      '2,000 letters: at most 0.35× the size of what qpdf makes',
      0.35,
      plain?.outputBytes,
      qpdf?.outputBytes,
    ),
    faster('2,000 letters, everything on: at least as fast as mutool merge', 1, full, mutool),
    faster('10,000 letters: at least 15× as fast as mutool merge', 15, plain10, mutool10),
    memory('peak memory at 2,000 and 10,000 letters', plain, plain10),
    memory('peak memory at 2,000 and 10,000 letters, everything on', full, full10),
    linear('processor time a letter at 10,000 letters against 2,000', plain, plain10),
    linear('processor time a letter at 10,000 letters against 2,000, everything on', full, full10),
  ];
}

export function verdictLine({ goal, got, reached }: Verdict): string {
  const mark = reached === null ? 'not measured' : reached ? 'reached' : 'MISSED';
  return `${mark.padEnd(12)}  ${goal}${got === '' ? '' : `: ${got}`}\n`;
}

function faster(goal: string, least: number, ours: Result | undefined, peer: Result | undefined): Verdict {
  if (ours === undefined || peer === undefined) return { goal, got: '', reached: null };
  const ratio = peer.seconds / ours.seconds;
  const atLeast = peer.wasCutOff ? '≥ ' : '';
  return {
    goal,
    got: `${atLeast}${ratio.toFixed(2)}×, by processor time ${atLeast}${(peer.cpuSeconds / ours.cpuSeconds).toFixed(2)}×`,
    // Stopped before it was slow enough: nobody knows.
    reached: ratio >= least ? true : peer.wasCutOff ? null : false,
  };
}

function atMost(goal: string, most: number, ours: number | undefined, peers: number | undefined): Verdict {
  const ratio = (ours ?? Number.NaN) / (peers ?? Number.NaN);
  if (Number.isNaN(ratio)) return { goal, got: '', reached: null };
  return { goal, got: `${ratio.toFixed(2)}×`, reached: ratio <= most };
}

function memory(what: string, few: Result | undefined, many: Result | undefined): Verdict {
  const goal = `${what}: at most ${MOST_MEGABYTES} MB, and flat (${FLAT}×)`;
  const [before = Number.NaN, after = Number.NaN] = [few?.megabytes, many?.megabytes];
  if (Number.isNaN(before + after)) return { goal, got: '', reached: null };
  return {
    goal,
    got: `${before.toFixed(0)} and ${after.toFixed(0)} MB`,
    reached: Math.max(before, after) <= MOST_MEGABYTES && after <= before * FLAT,
  };
}

function linear(what: string, few: Result | undefined, many: Result | undefined): Verdict {
  const goal = `${what}: linear (${LINEAR}×)`;
  if (few === undefined || many === undefined) return { goal, got: '', reached: null };
  // The sizes are measured one after the other, and meanwhile the load of the machine may have changed.
  const [before, after] = [few, many].map(
    ({ seconds, cpuSeconds, letters }) =>
      (1000 * (Number.isNaN(cpuSeconds) ? seconds : cpuSeconds)) / letters,
  );
  const ratio = (after ?? 0) / (before ?? 1);
  return {
    goal,
    got: `${before?.toFixed(2)} and ${after?.toFixed(2)} ms, ${ratio.toFixed(2)}×`,
    reached: ratio <= LINEAR,
  };
}
