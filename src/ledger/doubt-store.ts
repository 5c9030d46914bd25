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
 * All of them, of whatever night. No index begins with the state: SQLite scans dispatch in the order of its key, touched is
 * every dispatch of all nights, more with each. Asked where the relay's logs are read. Then one seek in ux_attempt_number for
 * each doubt.
 */
export async function listDoubts(session: Session): Promise<readonly Doubt[]> {
  const rows: Row[] = await session
    .from('batch as b')
    .join(`${session.dialect.table('dispatch')} as d`, 'd.batch_id', 'b.id')
    .where('d.state', 'in_doubt')
    .orderBy('d.id')
    .limit(MAX_DOUBTS)
    .select('d.id');
  const doubts: Doubt[] = [];
  for (const row of rows) {
    const dispatchId = idOf(row, 'id');
    const attempt = await latestAttempt(session, dispatchId);
    if (attempt !== null) doubts.push({ dispatchId, attempt });
  }
  return doubts;
}
