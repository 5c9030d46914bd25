import { listBatches } from '../../ledger/batch-store.ts';
import type { Session } from '../../ledger/database.ts';
import { listRuns } from '../../ledger/run-store.ts';
import type { KnownNight } from './due-nights.ts';

/** Beyond the nights that are caught up and watched, for the first one that the ledger knows. */
const MARGIN = 3;

/** The newest nights of the ledger, with how their last run ended. */
export async function readKnownNights(session: Session, days: number): Promise<readonly KnownNight[]> {
  const nights: KnownNight[] = [];
  for (const { id, businessDate, completedAt } of await listBatches(session, days + MARGIN)) {
    const runs = (await listRuns(session, id)).filter(({ kind }) => kind !== 'worker');
    nights.push({
      businessDate,
      completed: completedAt !== null,
      lastStatus: runs.at(-1)?.status ?? null,
      runs: runs.length,
    });
  }
  return nights;
}
