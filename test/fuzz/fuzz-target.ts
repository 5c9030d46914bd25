import type { Random } from './random.ts';

/** Code of ours that reads what others wrote, and what must be true of it whatever they wrote. */
export interface FuzzTarget {
  readonly name: string;
  /** Runs that take about two seconds on one processor: those of the tests. */
  readonly shortRuns: number;
  /** Where it is not what a night's whole process has, 512. */
  readonly mostMegabytes?: number;
  open(): Promise<OpenTarget>;
}

export interface OpenTarget {
  /** The same input for the same numbers, whatever was invented before: a failure can be repeated alone. */
  invent(random: Random): Buffer;
  /**
   * Puts one input through the real code.
   * @returns the kind of answer
   * @throws whatever is no answer: an error of another class, or a broken promise
   */
  judge(input: Buffer): Promise<string> | string;
  /** @throws when what was gathered from all inputs is not as it must be */
  close(): Promise<void>;
}
