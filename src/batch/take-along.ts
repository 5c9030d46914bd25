import type { Batch } from '../domain/batch.ts';
import { AlreadyRunningError } from '../domain/errors.ts';
import { closeCollection, openBatchesBefore } from '../ledger/batch-store.ts';
import type { Database } from '../ledger/database.ts';
import { runningRuns, startRun, type RunStart } from '../ledger/run-store.ts';

/** A batch that a run works on, and the row that keeps every other run away from it. */
export interface HeldBatch {
  readonly batchId: string;
  readonly runId: string;
}

/**
 * A nightly run takes along what earlier nights left in a queue, unless somebody is working on that night right now. Each
 * one is held by a run row of its own, for as long as this run lives: a rerun of that night, started meanwhile, would
 * render and hand over the same print files. A night that failed while it collected is closed with what it has: the rest
 * is still in the view, and collected by this one.
 */
export async function takeAlong(
  ledger: Database,
  own: Batch,
  start: Omit<RunStart, 'batchId' | 'businessDate'>,
): Promise<readonly HeldBatch[]> {
  const held: HeldBatch[] = [];
  for (const earlier of await openBatchesBefore(ledger, own.businessDate)) {
    // A worker that joined that night is not kept away by the row, and still sends.
    if ((await runningRuns(ledger, earlier.id)).length > 0) continue;
    const runId = await holdUnlessTaken(ledger, earlier, start);
    if (runId === null) continue;
    held.push({ batchId: earlier.id, runId });
    if (earlier.collectedAt === null) {
      await ledger.transaction((session) => closeCollection(session, earlier.id));
    }
  }
  return held;
}

async function holdUnlessTaken(
  ledger: Database,
  { id, businessDate }: Batch,
  start: Omit<RunStart, 'batchId' | 'businessDate'>,
): Promise<string | null> {
  try {
    return await startRun(ledger, { ...start, batchId: id, businessDate });
  } catch (error) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    return null;
  }
}
