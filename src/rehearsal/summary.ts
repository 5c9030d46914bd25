import { CRASH_POINTS, type CrashPoint } from '../domain/crash-point.ts';
import { ALL_DOCUMENTS } from './documents.ts';
import type { TrialResult } from './perform-trial.ts';
import { FAULT_KINDS, type FaultKind } from './plan.ts';
import { planText } from './plan-text.ts';

/** A trial in which a promise was broken. */
export interface FailedTrial {
  readonly trial: number;
  readonly plan: string;
  readonly breaches: readonly string[];
  /** The command that performs it again. */
  readonly replay: string;
}

export interface KindSummary {
  readonly kind: FaultKind;
  readonly trials: number;
  /** In how many of them something of the plan happened while the program ran. */
  readonly struck: number;
  readonly failed: number;
}

/** What a rehearsal came to. */
export interface RehearsalSummary {
  readonly seed: number;
  readonly trials: number;
  readonly documents: number;
  /** Processes that were killed. */
  readonly deaths: number;
  /** Documents that waited for a person in the end, over all trials. */
  readonly waiting: number;
  readonly kinds: readonly KindSummary[];
  /** Named points at which nobody died. */
  readonly pointsMissed: readonly CrashPoint[];
  readonly failed: readonly FailedTrial[];
}

export function summarize(
  seed: number,
  only: readonly FaultKind[],
  results: readonly TrialResult[],
): RehearsalSummary {
  const killedAt = new Set(
    results.flatMap(({ struck }) => struck.map((what) => /^kill (\S+):\d+$/.exec(what)?.[1] ?? '')),
  );
  const sum = (of: (result: TrialResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    seed,
    trials: results.length,
    documents: results.length * ALL_DOCUMENTS.length,
    deaths: sum(({ deaths }) => deaths),
    waiting: sum(({ waiting }) => waiting.size),
    kinds: FAULT_KINDS.map((kind) => {
      const mine = results.filter(({ plan }) => plan.kind === kind);
      return {
        kind,
        trials: mine.length,
        struck: mine.filter(({ struck }) => struck.length > 0).length,
        failed: mine.filter(({ breaches }) => breaches.length > 0).length,
      };
    }).filter(({ trials }) => trials > 0),
    pointsMissed: CRASH_POINTS.filter((point) => !killedAt.has(point)),
    failed: results
      .filter(({ breaches }) => breaches.length > 0)
      .map(({ plan, breaches }) => ({
        trial: plan.trial,
        plan: planText(plan),
        breaches,
        replay: replayCommand(seed, plan.trial, only),
      })),
  };
}

export function replayCommand(seed: number, trial: number, only: readonly FaultKind[]): string {
  const kinds = only.length === 0 ? '' : ` --only ${only.join(',')}`;
  return `postausgang rehearse --seed ${seed} --trial ${trial}${kinds}`;
}
