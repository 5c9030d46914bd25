import { planTrial, type FaultKind, type TrialPlan } from '../../src/rehearsal/plan.ts';
import { runRehearsal } from '../../src/rehearsal/run-rehearsal.ts';
import { summarize, type RehearsalSummary } from '../../src/rehearsal/summary.ts';
import { SOUND } from './players.ts';

/** The seed of the tests; an overnight rehearsal takes others. */
export const SEED = 4_711;
/** Hundreds of processes, on a machine that is ten times as slow. */
export const PATIENCE = 1_800_000;

export function plansOf(from: number, until: number, only: readonly FaultKind[] = []): readonly TrialPlan[] {
  return Array.from({ length: until - from }, (_, index) => planTrial(SEED, from + index, only));
}

/** Performs them, two at a time: while one waits, the other works. */
export async function rehearse(plans: readonly TrialPlan[]): Promise<RehearsalSummary> {
  const results = await runRehearsal({ plans, parallel: 2, keep: false, player: SOUND });
  return summarize(SEED, [], results);
}
