import type { BusinessDate } from './business-date.ts';

/** A program that collects: batches are unique per job name and business date. */
export const NIGHTLY_JOB = 'nightly';

export const STEPS = ['collect', 'classify', 'email', 'print', 'report'] as const;
export type Step = (typeof STEPS)[number];

export interface Batch {
  readonly id: string;
  readonly businessDate: BusinessDate;
  /** Null while documents may still be added; membership never changes afterwards. */
  readonly collectedAt: string | null;
  readonly collected: number;
  readonly completedAt: string | null;
}

/** `running` until the process says otherwise, or its heartbeat stops and the next run marks it `failed`. */
export type RunStatus = 'running' | 'completed' | 'failed' | 'interrupted';

export type RunKind = 'nightly' | 'rerun' | 'worker';
