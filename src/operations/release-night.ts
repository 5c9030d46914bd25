import { RefusedError } from '../domain/errors.ts';
import { isOwnLetter } from '../domain/dispatch.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import { findBatch } from '../ledger/batch-store.ts';
import type { Database } from '../ledger/database.ts';
import { listOpenCases } from '../ledger/open-cases.ts';
import { runningRuns } from '../ledger/run-store.ts';
import { releaseHeld } from './release-held.ts';

/** Dispatches released in one transaction. */
const MOST = 10_000;

/**
 * Gives everything that one night holds back to its rerun, where one cause held all of them. Letters of our own are left
 * out: releasing one says that a person wrote it by hand.
 *
 * @returns how many were released
 * @throws RefusedError while a run is at work on that night
 */
export async function releaseNight(
  ledger: Database,
  date: BusinessDate,
  order: { readonly reason: string; readonly person: string },
): Promise<number> {
  const batch = await findBatch(ledger, date);
  if (batch === null) return 0;
  const running = (await runningRuns(ledger, batch.id)).find(({ kind }) => kind !== 'worker');
  if (running !== undefined) {
    throw new RefusedError(
      `Run ${running.id} is at work on business date ${date}. Nothing was released; wait until it ends.`,
    );
  }
  const held = (await listOpenCases(ledger, batch.id, ['held'], MOST)).filter(
    ({ purpose }) => !isOwnLetter(purpose),
  );
  if (held.length === 0) return 0;
  const dispatchIds = held.map(({ dispatchId }) => dispatchId);
  return (await releaseHeld(ledger, { ...order, dispatchIds })).length;
}
