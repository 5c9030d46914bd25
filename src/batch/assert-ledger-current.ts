import { PostausgangError } from '../domain/errors.ts';
import type { Session } from '../ledger/database.ts';
import { unknownAttempts, unknownPrintFiles } from '../ledger/restore-store.ts';
import { unknownRuns } from '../ledger/run-store.ts';
import { lastAttempts } from '../log/last-attempts.ts';
import { announcedPrintFiles, journalledRuns, type WhatIsOnDisk } from './on-disk.ts';

/** The ledger was put back to an older state: what left since would leave again. */
export class LedgerOlderThanJournalError extends PostausgangError {
  readonly code = 'LEDGER_OLDER_THAN_JOURNAL';

  constructor(what: string, ids: readonly string[]) {
    super(
      `The ledger does not know ${ids.length} ${what}: ${ids.slice(0, 5).join(', ')}. ` +
        'It was restored from an older backup, and what left since would leave again. Nothing was begun. ' +
        'Restore the newest ledger that there is, then give `restore`: it brings back what left since (docs/operations.md).',
    );
  }
}

/**
 * Refuses to begin when the disk tells of something that the ledger does not know: a run with a journal, an attempt
 * whose body had begun, a print file of which the shop was told. Each of them is in the ledger before it is on the
 * disk, so only an older ledger lacks it. Sending twice is the worse error.
 *
 * Of each journal the end suffices: a ledger that knows the last attempts knows those before.
 *
 * @throws LedgerOlderThanJournalError
 */
export async function assertLedgerCurrent(session: Session, disk: WhatIsOnDisk): Promise<void> {
  const runs = await journalledRuns(disk.journalDirectory);
  refuse('run(s) that left a journal', await unknownRuns(session, runs));
  const attempts: string[] = [];
  for (const run of runs) attempts.push(...(await lastAttempts(disk.journalDirectory, run)));
  refuse('attempt(s) that a journal tells of', await unknownAttempts(session, attempts));
  const printFiles = await announcedPrintFiles(disk.workDirectory);
  refuse('print file(s) that were handed over', await unknownPrintFiles(session, printFiles));
}

function refuse(what: string, unknown: readonly string[]): void {
  if (unknown.length > 0) throw new LedgerOlderThanJournalError(what, unknown);
}
