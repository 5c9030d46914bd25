import { STEPS } from '../../domain/batch.ts';
import type { StepTime } from '../../ledger/night-figures.ts';
import type { StepFigures } from './run-report.ts';

/**
 * How long each step took, compared with earlier nights: pure. A night that was run more than once counts with the sum
 * of its runs, because that is what the morning waited for.
 */
export function stepFigures(times: readonly StepTime[], batchId: string): readonly StepFigures[] {
  return STEPS.map((step) => {
    const own = times.filter((time) => time.step === step && time.finishedAt !== null);
    const byBatch = Map.groupBy(own, (time) => time.batchId);
    const tonight = byBatch.get(batchId);
    const earlier = [...byBatch].filter(([id]) => id !== batchId).map(([, runs]) => secondsOf(runs));
    return {
      step,
      seconds: tonight === undefined ? null : secondsOf(tonight),
      usual: earlier.length === 0 ? null : usualOf(earlier),
    };
  });
}

function secondsOf(times: readonly StepTime[]): number {
  const milliseconds = times.reduce(
    (sum, { startedAt, finishedAt }) => sum + Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt),
    0,
  );
  return Math.max(0, Math.round(milliseconds / 100) / 10);
}

function usualOf(seconds: readonly number[]): NonNullable<StepFigures['usual']> {
  const sorted = [...seconds].sort((a, b) => a - b);
  return {
    lowest: sorted[0] ?? 0,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    highest: sorted.at(-1) ?? 0,
    nights: sorted.length,
  };
}
