import type { Session } from './database.ts';
import { idOf, type Row } from './rows.ts';

/**
 * Held dispatches, of any night, whose reason names the circuit breaker. No index begins with the state: scans dispatch in the
 * order of its key, touched is every dispatch of all nights. Asked by people alone, and seldom.
 */
export async function listKeptBack(session: Session): Promise<readonly string[]> {
  const rows: Row[] = await session
    .from('dispatch')
    .where({ state: 'held' })
    .where('reason', 'like', '%circuit breaker: %')
    .orderBy('id')
    .select('id');
  return rows.map((row) => idOf(row, 'id'));
}
