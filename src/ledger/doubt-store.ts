import { latestAttempt, type AttemptRecord } from './attempt-store.ts';
import type { Session } from './database.ts';
import { idOf, type Row } from './rows.ts';

/** A dispatch in doubt, with the try that left it there. */
export interface Doubt {
  readonly dispatchId: string;
  readonly attempt: AttemptRecord;
}

/** More of them are an outage, and no log is searched for it by and by. */
const MAX_DOUBTS = 10_000;

/**
 * All of them, of whatever night. Seeks ix_dispatch_in_doubt, whose filter stands in the statement; touched are the doubts.
 * Then one seek in ux_attempt_number for each.
 */
export async function listDoubts(session: Session): Promise<readonly Doubt[]> {
  const rows: Row[] = await session
    .from('dispatch')
    .whereRaw("state = 'in_doubt'")
    .orderBy('id')
    .limit(MAX_DOUBTS)
    .select('id');
  const doubts: Doubt[] = [];
  for (const row of rows) {
    const dispatchId = idOf(row, 'id');
    const attempt = await latestAttempt(session, dispatchId);
    if (attempt !== null) doubts.push({ dispatchId, attempt });
  }
  return doubts;
}
