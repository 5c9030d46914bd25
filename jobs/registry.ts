import type { Job } from './job.ts';

/** Every job, in the order in which the help lists them. */
export const JOBS: readonly Job[] = [];
