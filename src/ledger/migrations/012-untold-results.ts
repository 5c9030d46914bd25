import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';

/**
 * What the core system was not told yet, of every night at once: whoever looks night by night has to know which nights to
 * look at, and a night that was done once looks done for ever. Only final dispatches that nobody told are in it: with
 * `core.writeBack` a row enters when it is final and leaves when it is told, so that it holds a night's results at
 * most; without, all that were ever final, at 16 bytes each. The states stand in the filter as they stand in the query:
 * neither database uses a filtered index for a parameter.
 */
export async function indexUntoldResults(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.raw(
    `CREATE INDEX ix_dispatch_untold ON ${dialect.table('dispatch')} (id, updated_at) ` +
      `WHERE purpose = 'document' AND state IN ('emailed', 'handed_over', 'cancelled') AND reported_at IS NULL`,
  );
}
