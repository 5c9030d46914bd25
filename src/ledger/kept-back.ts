import type { Session } from './database.ts';
import { idOf, type Row } from './rows.ts';

/**
 * Held dispatches, of any night, whose reason names the circuit breaker. Seeks
 * ix_dispatch_held, whose filter stands in the statement; touched is what is held.
 */
export async function listKeptBack(session: Session): Promise<readonly string[]> {
  const rows: Row[] = await session
    .from('dispatch')
    .whereRaw("state = 'held'")
    .where('reason', 'like', '%circuit breaker: %')
    .orderBy('id')
    .select('id');
  return rows.map((row) => idOf(row, 'id'));
}
