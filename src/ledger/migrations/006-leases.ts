import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';

/**
 * Who holds a lease, found without reading all dispatches: each heartbeat prolongs the leases of its run. Only rows under a
 * lease are in it, some hundred of millions, so that it costs nothing where nothing is claimed.
 */
export async function indexLeases(knex: Knex, dialect: Dialect): Promise<void> {
  await knex.raw(
    `CREATE INDEX ix_dispatch_lease ON ${dialect.table('dispatch')} (lease_owner) WHERE lease_owner IS NOT NULL`,
  );
}
