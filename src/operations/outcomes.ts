import { differencesIn } from '../batch/reconcile.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import { NotFoundError } from '../domain/errors.ts';
import { findBatch } from '../ledger/batch-store.ts';
import { readBooks } from '../ledger/books.ts';
import type { Session } from '../ledger/database.ts';
import { listOutcomes } from '../ledger/history.ts';

/** What became of one dispatch. */
export type Outcome = Awaited<ReturnType<typeof listOutcomes>>[number];

export interface Outcomes {
  /** Every dispatch of the night, in the order of their ids. */
  readonly rows: readonly Outcome[];
  /** One sentence each; empty when the books balance. */
  readonly differences: readonly string[];
}

const PAGE = 1000;

/**
 * What went where and why, one row a dispatch: for nights small enough to be looked at as a whole.
 *
 * @throws NotFoundError when there is no batch of that date
 */
export async function readOutcomes(ledger: Session, date: BusinessDate): Promise<Outcomes> {
  const batch = await findBatch(ledger, date);
  if (batch === null) throw new NotFoundError(`There is no batch for business date ${date}.`);
  const rows: Outcome[] = [];
  for (let afterId = '0'; ;) {
    const page = await listOutcomes(ledger, batch.id, { afterId, count: PAGE });
    rows.push(...page);
    const last = page.at(-1);
    if (last === undefined) return { rows, differences: differencesIn(await readBooks(ledger, batch.id)) };
    afterId = last.dispatchId;
  }
}
