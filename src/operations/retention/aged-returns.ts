import { rm } from 'node:fs/promises';
import { listDoneMails, uniqueNameOf } from '../../email/bounce/done-mails.ts';
import { recordAction } from '../../ledger/audit/audit-actions.ts';
import type { Database } from '../../ledger/database.ts';
import {
  countAgedReports,
  placesOfNeededMails,
  removeAgedReports,
} from '../../ledger/returns-retention-store.ts';

export interface ReturnsRetention {
  /** Milliseconds after a report was done with for which it and its mail stay. */
  readonly bounceReports: number;
  /** The maildir of bounces; null: there is none. What lies in an IMAP mailbox is its operator's. */
  readonly maildir: string | null;
}

export interface AgedReturns {
  /** Reports about no known document. */
  readonly bounceReports: number;
  /** Mails in the maildir's folder of what was read. */
  readonly bounceMails: number;
}

/**
 * Removes what came back and is done with, or only counts. What waits for a person stays, and so does its mail.
 *
 * A crash leaves rows or mails that the next run removes: neither needs the other to be recognised as aged.
 */
export async function retainReturns(
  ledger: Database,
  settings: ReturnsRetention,
  dryRun: boolean,
): Promise<AgedReturns> {
  const mails = await agedMails(ledger, settings);
  if (dryRun) {
    const bounceReports = await countAgedReports(ledger, settings.bounceReports);
    return { bounceReports, bounceMails: mails.length };
  }
  const bounceReports = await ledger.transaction(async (session) => {
    const removed = await removeAgedReports(session, settings.bounceReports);
    if (removed > 0) {
      await recordAction(session, {
        action: 'bounce_reports_removed',
        subject: `${removed} reports about no known document`,
        person: null,
        runId: null,
        reason: 'the time for keeping them was over (L7)',
        detail: null,
      });
    }
    return removed;
  });
  for (const path of mails) await rm(path, { force: true });
  return { bounceReports, bounceMails: mails.length };
}

/** Arrived long ago, and of no report that is open or was done with lately. */
async function agedMails(
  ledger: Database,
  { bounceReports, maildir }: ReturnsRetention,
): Promise<readonly string[]> {
  if (maildir === null) return [];
  const needed = new Set((await placesOfNeededMails(ledger, bounceReports)).map(uniqueNameOf));
  const before = Date.now() - bounceReports;
  return (await listDoneMails(maildir))
    .filter(({ name, arrivedAt }) => arrivedAt < before && !needed.has(uniqueNameOf(name)))
    .map(({ path }) => path);
}
