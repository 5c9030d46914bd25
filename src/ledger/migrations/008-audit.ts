import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/** The chain over everything that is only ever appended, and what people did that no other table tells. */
export async function createAudit(knex: Knex, dialect: Dialect): Promise<void> {
  const { id, ref: key, text, long, time, blob, table: t } = columnsOf(dialect);

  const statements = [
    // Who did what besides moving a dispatch or a print file, which have events of their own.
    `CREATE TABLE ${t('audit_action')} (
      id ${id},
      at ${time} NOT NULL,
      action ${text(40)} NOT NULL,
      subject ${text(200)} NOT NULL,
      person ${text(100)} NULL,
      run_id ${text(36)} NULL,
      reason ${text(400)} NOT NULL,
      detail ${long} NULL
    )`,
    `CREATE INDEX ix_audit_action_subject ON ${t('audit_action')} (subject)`,

    `CREATE TABLE ${t('audit_seal')} (
      id ${id},
      stream ${text(40)} NOT NULL,
      after_id ${key} NOT NULL,
      last_id ${key} NOT NULL,
      row_count integer NOT NULL,
      row_digests ${blob} NOT NULL,
      sealed_at ${text(24)} NOT NULL,
      previous_hash ${text(64)} NOT NULL,
      hash ${text(64)} NOT NULL
    )`,
    // Two that seal at once collide here: the chain never forks.
    `CREATE UNIQUE INDEX ux_audit_seal_previous ON ${t('audit_seal')} (previous_hash)`,
    `CREATE INDEX ix_audit_seal_stream ON ${t('audit_seal')} (stream, last_id)`,
  ];
  for (const statement of statements) await knex.raw(statement);
}
