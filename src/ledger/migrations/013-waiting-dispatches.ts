import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';

/**
 * What waits for a person, and what still owes a letter besides its e-mail, of every night at once: no index begins with
 * the state, so that whoever asked for them read all dispatches of all nights. All three hold few rows. The states stand in the
 * filters as they stand in the queries: neither database uses a filtered index for a parameter.
 */
export async function indexWaitingDispatches(knex: Knex, dialect: Dialect): Promise<void> {
  const dispatch = dialect.table('dispatch');
  await knex.raw(`CREATE INDEX ix_dispatch_held ON ${dispatch} (id) WHERE state = 'held'`);
  await knex.raw(`CREATE INDEX ix_dispatch_in_doubt ON ${dispatch} (id) WHERE state = 'in_doubt'`);
  await knex.raw(
    `CREATE INDEX ix_dispatch_copy_wanted ON ${dispatch} (batch_id, state, id) ` +
      `WHERE state = 'emailed' AND paper_copy_basis IS NOT NULL`,
  );
}
