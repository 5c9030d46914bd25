import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/** Pieces of a run's work that several processes share: ranges of documents to decide, print files to render. */
export async function createWorkItems(knex: Knex, dialect: Dialect): Promise<void> {
  const { id, text, long, time, table: t } = columnsOf(dialect);

  const statements = [
    // They belong to the coordinating run: what a dead one left undone is divided anew by its successor.
    `CREATE TABLE ${t('work_item')} (
      id ${id},
      run_id ${text(36)} NOT NULL REFERENCES ${t('run')} (id),
      step ${text(20)} NOT NULL,
      detail ${long} NOT NULL,
      token integer NOT NULL,
      owner ${text(36)} NULL,
      lease_until ${time} NULL,
      done_at ${time} NULL,
      counts ${long} NULL
    )`,
    `CREATE INDEX ix_work_item_open ON ${t('work_item')} (run_id, step, done_at)`,
  ];
  for (const statement of statements) await knex.raw(statement);
}
