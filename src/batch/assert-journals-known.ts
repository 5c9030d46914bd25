import { readdir } from 'node:fs/promises';
import { PostausgangError } from '../domain/errors.ts';
import type { Session } from '../ledger/database.ts';
import { unknownRuns } from '../ledger/run-store.ts';

/** The ledger was put back to an older state: what left since would leave again. */
export class LedgerOlderThanJournalError extends PostausgangError {
  readonly code = 'LEDGER_OLDER_THAN_JOURNAL';

  constructor(directory: string, runIds: readonly string[]) {
    super(
      `The ledger does not know ${runIds.length} run(s) whose journal lies in \`${directory}\`: ${runIds.slice(0, 5).join(', ')}. ` +
        'It was restored from an older backup, and what those runs sent would be sent again. Nothing was begun. ' +
        'Restore the ledger to its latest state, or settle by hand what those journals name and move them away (docs/operations.md).',
    );
  }
}

const ENDING = '.jsonl';

/**
 * Refuses to begin when a journal names a run that the ledger has no row of. A run has its row before its journal, so
 * such a journal can only come from a later state of the ledger than the one at hand. Sending twice is the worse error.
 *
 * @throws LedgerOlderThanJournalError
 */
export async function assertJournalsKnown(session: Session, directory: string): Promise<void> {
  const runIds = (await journalNames(directory)).map((name) => name.slice(0, -ENDING.length));
  const unknown = await unknownRuns(session, runIds);
  if (unknown.length > 0) throw new LedgerOlderThanJournalError(directory, unknown);
}

async function journalNames(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(ENDING)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
