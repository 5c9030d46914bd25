import type { OpenTarget } from './fuzz-target.ts';
import { seededRandom } from './random.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** The first run, to repeat one alone; default 0. */
  readonly first?: number;
  /** Ends earlier after so many milliseconds. */
  readonly within?: number;
  readonly onProgress?: (done: number) => void;
}

export interface Fuzzed {
  readonly runs: number;
  /** By kind. */
  readonly answers: ReadonlyMap<string, number>;
  readonly slowest: { readonly run: number; readonly millis: number };
}

/** An input that got no answer. */
export class FuzzFinding extends Error {
  readonly input: Buffer;
  readonly run: number;

  constructor(run: number, input: Buffer, cause: unknown) {
    super(`Run ${run}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.run = run;
    this.input = input;
  }
}

/** @throws FuzzFinding at the first input that gets no answer */
export async function runFuzz(target: OpenTarget, options: FuzzOptions): Promise<Fuzzed> {
  const { seed, first = 0, within = Infinity } = options;
  const answers = new Map<string, number>();
  const started = performance.now();
  let slowest = { run: first, millis: 0 };
  let run = first;
  for (; run < first + options.runs && performance.now() - started < within; run += 1) {
    const input = inputOf(target, seed, run);
    const begun = performance.now();
    const answer = await judged(target, run, input);
    const millis = performance.now() - begun;
    if (millis > slowest.millis) slowest = { run, millis };
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    options.onProgress?.(run - first + 1);
  }
  return { runs: run - first, answers, slowest };
}

/** The n-th input of a seed. */
function inputOf(target: OpenTarget, seed: number, run: number): Buffer {
  return target.invent(seededRandom(Math.imul(seed, 0x9e_37_79_b1) + run));
}

async function judged(target: OpenTarget, run: number, input: Buffer): Promise<string> {
  try {
    return await target.judge(input);
  } catch (error) {
    throw new FuzzFinding(run, input, error);
  }
}
