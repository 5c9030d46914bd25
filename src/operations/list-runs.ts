import type { BusinessDate } from '../domain/business-date.ts';
import { NotFoundError } from '../domain/errors.ts';
import { findBatch, listBatches } from '../ledger/batch-store.ts';
import type { Session } from '../ledger/database.ts';
import { listRuns, type RunRecord } from '../ledger/run-store.ts';

/** A run with the night that it worked on. */
export interface ListedRun extends RunRecord {
  readonly businessDate: BusinessDate;
  readonly collected: number;
}

/**
 * Runs of one night, or of the newest nights; the newest first.
 *
 * @throws NotFoundError when there is no such night
 */
export async function listNightRuns(
  ledger: Session,
  choice: { readonly date: BusinessDate | null; readonly nights: number },
): Promise<readonly ListedRun[]> {
  const batches =
    choice.date === null ? await listBatches(ledger, choice.nights) : [await findBatch(ledger, choice.date)];
  const runs: ListedRun[] = [];
  for (const batch of batches) {
    if (batch === null) {
      throw new NotFoundError(
        `There is no batch for business date ${choice.date ?? ''}. \`runs\` lists the nights.`,
      );
    }
    const { id, businessDate, collected } = batch;
    const own = await listRuns(ledger, id);
    runs.push(...own.toReversed().map((run) => ({ ...run, businessDate, collected })));
  }
  return runs;
}
