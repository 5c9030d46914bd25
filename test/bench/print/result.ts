import { median } from './measure.ts';
import type { Measurement } from './measure.ts';

/** Medians of one contender's runs with one number of letters. */
export interface Result {
  readonly name: string;
  readonly isPeer: boolean;
  readonly letters: number;
  readonly seconds: number;
  /** NaN where GNU time is not installed. */
  readonly cpuSeconds: number;
  /** It was stopped: it takes longer than `seconds`. */
  readonly wasCutOff: boolean;
  /** NaN where GNU time is not installed. */
  readonly megabytes: number;
  /** NaN when it was stopped. */
  readonly outputBytes: number;
  /** Without the start of the process; null for peers. */
  readonly working: number | null;
}

export function resultOf(
  contender: { readonly name: string; readonly isPeer: boolean },
  letters: number,
  runs: readonly Measurement[],
): Result {
  return {
    name: contender.name,
    isPeer: contender.isPeer,
    letters,
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpuSeconds: median(runs.map((run) => run.cpuSeconds ?? Number.NaN)),
    wasCutOff: runs.some(({ wasCutOff }) => wasCutOff),
    megabytes: median(runs.map((run) => run.megabytes ?? Number.NaN)),
    outputBytes: median(runs.map((run) => run.outputBytes ?? Number.NaN)),
    working: contender.isPeer ? null : median(runs.map(({ stdout }) => workingSeconds(stdout))),
  };
}

/** What our process itself measured, from its first line on. */
function workingSeconds(stdout: string): number {
  const parsed: unknown = JSON.parse(stdout);
  return typeof parsed === 'object' && parsed !== null && 'seconds' in parsed
    ? Number(parsed.seconds)
    : Number.NaN;
}

/** A table, with our ratio to each peer. */
export function tableOf(results: readonly Result[], inputBytes: number): string {
  const plain = results.find(({ isPeer }) => !isPeer);
  const full = results.findLast(({ isPeer }) => !isPeer);
  const width = Math.max(...results.map(({ name }) => name.length));
  const ordered = [...results].sort((a, b) => Number(a.isPeer) - Number(b.isPeer));
  return ordered.map((result) => `${rowOf(result, inputBytes, width, plain, full).trimEnd()}\n`).join('');
}

function rowOf(
  result: Result,
  inputBytes: number,
  width: number,
  plain: Result | undefined,
  full: Result | undefined,
): string {
  const atLeast = result.wasCutOff ? '≥ ' : '';
  const share = (100 * result.outputBytes) / inputBytes;
  const cells = [
    result.name.padEnd(width),
    `${atLeast}${result.seconds.toFixed(2)} s`.padStart(11),
    `${atLeast}${result.cpuSeconds.toFixed(2)} s CPU`.padStart(15),
    (result.working === null ? '' : `${result.working.toFixed(2)} s without start`).padStart(23),
    `${atLeast}${result.megabytes.toFixed(0)} MB RSS`.padStart(13),
    (result.wasCutOff
      ? 'stopped'
      : `${(result.outputBytes / 1e6).toFixed(1)} MB out (${share.toFixed(0)} %)`
    ).padStart(20),
  ];
  if (result.isPeer && plain !== undefined && full !== undefined) {
    const times = (ours: Result): string => `${atLeast}${(result.seconds / ours.seconds).toFixed(1)}×`;
    const cpu = (ours: Result): string => `${atLeast}${(result.cpuSeconds / ours.cpuSeconds).toFixed(1)}×`;
    const size = result.wasCutOff ? '' : `, ${(plain.outputBytes / result.outputBytes).toFixed(2)}× the size`;
    cells.push(
      `we: ${times(plain)} as fast (CPU ${cpu(plain)}), ${times(full)} with everything on (CPU ${cpu(full)})${size}`,
    );
  }
  return cells.join('  ');
}
