import type { Session } from './database.ts';
import { numberOf, textOf, type Row } from './rows.ts';

/**
 * How many tries of a batch went to each domain. Indexes ix_dispatch_batch_state and ux_attempt_number, then primary keys;
 * touched are all dispatches of the batch, by the index alone, and all of their tries.
 */
export async function countTriesByDomain(
  session: Session,
  batchId: string,
): Promise<ReadonlyMap<string, number>> {
  const { dialect } = session;
  const rows: Row[] = await session
    .from('dispatch')
    .join(`${dialect.table('attempt')} as attempt`, 'attempt.dispatch_id', `${dialect.table('dispatch')}.id`)
    .join(`${dialect.table('attempt_envelope')} as envelope`, 'envelope.attempt_id', 'attempt.id')
    .where({ batch_id: batchId })
    .groupBy('envelope.domain')
    .select('envelope.domain')
    .count({ n: '*' });
  return new Map(rows.map((row) => [textOf(row, 'domain'), numberOf(row, 'n')]));
}
