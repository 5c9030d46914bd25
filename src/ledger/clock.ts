import type { Session } from './database.ts';
import { timeOf, type Row } from './rows.ts';

/** The database's clock, which leases, ages and cut-offs are measured by. One round trip, no table. */
export async function databaseTime(session: Session): Promise<Date> {
  const [row] = await session.knex.raw<Row[]>(`SELECT ${session.dialect.now} AS now`);
  if (row === undefined) throw new Error('The database did not say what time it is.');
  return new Date(timeOf(row, 'now'));
}
