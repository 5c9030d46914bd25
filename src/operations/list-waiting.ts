import type { BusinessDate } from '../domain/business-date.ts';
import { NotFoundError } from '../domain/errors.ts';
import { latestAttempt } from '../ledger/attempt-store.ts';
import { findBatch, listBatches } from '../ledger/batch-store.ts';
import { databaseTime } from '../ledger/clock.ts';
import type { Session } from '../ledger/database.ts';
import { listOpenCases } from '../ledger/open-cases.ts';
import { suggestAction } from './suggest-action.ts';
import type { WaitingCase } from './status.ts';

/** A dispatch that waits for a person, with the night that it belongs to. */
export interface ListedCase extends WaitingCase {
  readonly businessDate: BusinessDate;
}

/** Nights that are looked through, and cases that are listed at most. */
const NIGHTS = 400;
const MOST = 1000;
const MINUTE = 60_000;

/**
 * Everything held, or in doubt, of one night or of all that are not done; the oldest first.
 *
 * @throws NotFoundError when there is no such night
 */
export async function listWaiting(
  ledger: Session,
  state: 'held' | 'in_doubt',
  date: BusinessDate | null,
): Promise<readonly ListedCase[]> {
  const at = await databaseTime(ledger);
  const cases: ListedCase[] = [];
  for (const { id, businessDate } of await nightsFor(ledger, date)) {
    for (const open of await listOpenCases(ledger, id, [state], MOST - cases.length)) {
      const attempt = state === 'in_doubt' ? await latestAttempt(ledger, open.dispatchId) : null;
      const messageId = attempt?.messageId ?? null;
      cases.push({
        ...open,
        businessDate,
        ageMinutes: Math.max(0, Math.floor((at.getTime() - Date.parse(open.since)) / MINUTE)),
        messageId,
        action: suggestAction(open, messageId),
      });
    }
    if (cases.length >= MOST) break;
  }
  return cases.sort((a, b) => b.ageMinutes - a.ageMinutes);
}

async function nightsFor(
  ledger: Session,
  date: BusinessDate | null,
): Promise<readonly { readonly id: string; readonly businessDate: BusinessDate }[]> {
  if (date === null) {
    return (await listBatches(ledger, NIGHTS)).filter(({ completedAt }) => completedAt === null).toReversed();
  }
  const batch = await findBatch(ledger, date);
  if (batch === null)
    throw new NotFoundError(`There is no batch for business date ${date}. \`runs\` lists the nights.`);
  return [batch];
}
