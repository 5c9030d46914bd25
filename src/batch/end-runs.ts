import { InterruptedError, PostausgangError } from '../domain/errors.ts';
import { EXIT } from '../domain/exit-code.ts';
import type { Database } from '../ledger/database.ts';
import { finishRun, type RunEnd } from '../ledger/run-store.ts';

/**
 * Ends a run and the runs of earlier batches that it holds.
 *
 * @param held ids of the latter
 * @throws InterruptedError when the run was declared dead in its last moments: its successor's word counts
 */
export async function endRuns(
  ledger: Database,
  runId: string,
  held: readonly string[],
  end: RunEnd,
): Promise<void> {
  for (const id of held) await finishRun(ledger, id, end);
  if (!(await finishRun(ledger, runId, end))) {
    throw new InterruptedError(`Run ${runId} was declared dead by another run before it could end.`);
  }
}

/** Writes what ended these runs, where the database still answers: whoever calls it has the error itself to throw on. */
export async function recordFailure(
  ledger: Database,
  runIds: readonly string[],
  error: unknown,
): Promise<void> {
  const failure =
    error instanceof PostausgangError ? error.message : 'an unexpected error; see the log of this run';
  const status = error instanceof InterruptedError ? 'interrupted' : 'failed';
  try {
    for (const id of runIds) await finishRun(ledger, id, { status, exitCode: EXIT.failed, failure });
  } catch {
    // The database is away: the missing heartbeat will say the same.
  }
}
