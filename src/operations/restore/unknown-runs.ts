import type { Session } from '../../ledger/database.ts';
import { unknownAttempts } from '../../ledger/restore-store.ts';
import { unknownRuns } from '../../ledger/run-store.ts';
import { lastAttempts } from '../../log/last-attempts.ts';

/** Runs with a journal of which the ledger knows nothing, or not the end: a backup that was made in the middle. */
export async function unknownRunsOf(
  ledger: Session,
  directory: string,
  runIds: readonly string[],
): Promise<readonly string[]> {
  const unknown = new Set(await unknownRuns(ledger, runIds));
  for (const runId of runIds) {
    const last = await lastAttempts(directory, runId);
    if ((await unknownAttempts(ledger, last)).length > 0) unknown.add(runId);
  }
  return [...unknown];
}
