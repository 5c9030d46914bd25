import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/** What operations were told, and when print files are to be produced. Append-only, as every migration. */
export async function createOperations(knex: Knex, dialect: Dialect): Promise<void> {
  const { text, time, table: t } = columnsOf(dialect);

  const statements = [
    // One row a cause and way of telling: a cause is told once, and again only when its fingerprint changes.
    `CREATE TABLE ${t('alert')} (
      cause ${text(120)} NOT NULL,
      channel ${text(20)} NOT NULL,
      fingerprint ${text(64)} NOT NULL,
      told_at ${time} NOT NULL,
      ended_at ${time} NULL,
      PRIMARY KEY (cause, channel)
    )`,
    // Fixed when the file is assigned, because its job ticket names it and is rendered to the same bytes again.
    `CREATE TABLE ${t('print_file_production')} (
      print_file_id ${text(60)} NOT NULL PRIMARY KEY REFERENCES ${t('print_file')} (id),
      production_date ${text(10)} NOT NULL
    )`,
  ];
  for (const statement of statements) await knex.raw(statement);
}
