import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/** What retention removed (L7), and what the audit chain has to know about it. */
export async function createRetention(knex: Knex, dialect: Dialect): Promise<void> {
  const { id, ref, text, long, time, table: t } = columnsOf(dialect);

  const statements = [
    // The dispatch itself stays, emptied: it is what keeps its document from ever being dispatched again.
    `CREATE TABLE ${t('removed_dispatch')} (
      dispatch_id ${ref} NOT NULL PRIMARY KEY REFERENCES ${t('dispatch')} (id),
      removed_at ${time} NOT NULL,
      kept_until ${text(10)} NOT NULL
    )`,

    `CREATE TABLE ${t('removed_print_file')} (
      print_file_id ${text(60)} NOT NULL REFERENCES ${t('print_file')} (id),
      part ${text(10)} NOT NULL,
      removed_at ${time} NOT NULL,
      PRIMARY KEY (print_file_id, part)
    )`,

    // Rows of a seal that were removed by law: one bit a row, in hexadecimal digits.
    `CREATE TABLE ${t('audit_removal')} (
      id ${id},
      at ${time} NOT NULL,
      seal_id ${ref} NOT NULL REFERENCES ${t('audit_seal')} (id),
      positions ${long} NOT NULL
    )`,
    `CREATE INDEX ix_audit_removal_seal ON ${t('audit_removal')} (seal_id)`,
  ];
  for (const statement of statements) await knex.raw(statement);
}
