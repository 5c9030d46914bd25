import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/** S17: the switch of the e-mail channel in operators' hands. Append-only, as every migration. */
export async function createConsole(knex: Knex, dialect: Dialect): Promise<void> {
  const { id, text, time } = columnsOf(dialect);

  // Each turn of the switch is a row; the newest one counts.
  await knex.raw(`CREATE TABLE ${dialect.table('channel_switch')} (
      id ${id},
      at ${time} NOT NULL,
      closed integer NOT NULL,
      until_date ${text(10)} NULL,
      reason ${text(400)} NOT NULL,
      person ${text(100)} NOT NULL
    )`);
}
