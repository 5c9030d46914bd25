import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/**
 * The MTA-STS policies of recipients' domains (RFC 8461 section 3.3): they must outlive the process, or whoever
 * suppresses a TXT record for one night could strip an enforced policy. What a delivery proved stays with its attempt.
 */
export async function createTransportSecurity(knex: Knex, dialect: Dialect): Promise<void> {
  const { text, long, time } = columnsOf(dialect);
  await knex.raw(`CREATE TABLE ${dialect.table('mta_sts_policy')} (
      domain ${text(255)} NOT NULL PRIMARY KEY,
      policy_id ${text(32)} NOT NULL,
      mode ${text(10)} NOT NULL,
      policy ${long} NOT NULL,
      fetched_at ${time} NOT NULL,
      expires_at ${time} NOT NULL
    )`);
}
