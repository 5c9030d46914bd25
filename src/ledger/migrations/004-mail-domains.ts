import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/**
 * What is known of the mail servers of a recipient's domain, whether or not it is marked: the last proof of TLS, what
 * failed since then, and when somebody should look again. The mark that the decision reads (S3) stays in
 * `recipient_domain`; this row tells the story behind it and outlives it.
 */
export async function createMailDomains(knex: Knex, dialect: Dialect): Promise<void> {
  const { text, time } = columnsOf(dialect);
  const table = dialect.table('mail_domain');
  await knex.raw(`CREATE TABLE ${table} (
      domain ${text(255)} NOT NULL PRIMARY KEY,
      last_tls_at ${time} NULL,
      last_tls ${text(200)} NULL,
      failures integer NOT NULL,
      last_failure_at ${time} NULL,
      reason ${text(400)} NULL,
      probed_at ${time} NULL,
      next_probe_at ${time} NULL
    )`);
  await knex.raw(`CREATE INDEX ix_mail_domain_next_probe ON ${table} (next_probe_at)`);
}
