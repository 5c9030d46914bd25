import type { Session } from './database.ts';
import { cut, textOf, textOrNull, timeOf, type Row } from './rows.ts';

export type PrintFileEvent =
  'held' | 'released' | 'cancelled' | 'reprint_ordered' | 'reprint_dropped' | 'handed_over';

/** Who did what with a print file as a whole, and why. */
export interface PrintFileEventRecord {
  readonly at: string;
  readonly event: string;
  readonly reason: string | null;
  readonly person: string | null;
}

/** Call it in the transaction of what it tells about. Adds one row. */
export async function recordPrintFileEvent(
  session: Session,
  printFileId: string,
  event: PrintFileEvent,
  cause: { readonly reason: string | null; readonly person: string | null; readonly runId: string | null },
): Promise<void> {
  await session.from('print_file_event').insert({
    print_file_id: printFileId,
    at: session.now(),
    event,
    reason: cause.reason === null ? null : cut(cause.reason),
    run_id: cause.runId,
    person: cause.person,
  });
}

/** Oldest first. Index ix_print_file_event_file. */
export async function listPrintFileEvents(
  session: Session,
  printFileId: string,
): Promise<readonly PrintFileEventRecord[]> {
  const rows: Row[] = await session
    .from('print_file_event')
    .where({ print_file_id: printFileId })
    .orderBy('id')
    .select('at', 'event', 'reason', 'person');
  return rows.map((row) => ({
    at: timeOf(row, 'at'),
    event: textOf(row, 'event'),
    reason: textOrNull(row, 'reason'),
    person: textOrNull(row, 'person'),
  }));
}
