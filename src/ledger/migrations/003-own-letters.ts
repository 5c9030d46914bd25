import type { Knex } from 'knex';
import type { Dialect } from '../dialect.ts';
import { columnsOf } from './columns.ts';

/**
 * S3: which customers were told by letter that e-mail does not reach them, once for each address, cause and episode. The
 * address itself is not kept (L8); `since` is the beginning of the episode as its mark has it.
 */
export async function createFallbackNotices(knex: Knex, dialect: Dialect): Promise<void> {
  const { ref, text } = columnsOf(dialect);
  await knex.raw(`CREATE TABLE ${dialect.table('fallback_notice')} (
      address_sha256 ${text(64)} NOT NULL,
      cause ${text(20)} NOT NULL,
      since ${text(24)} NOT NULL,
      dispatch_id ${ref} NOT NULL REFERENCES ${dialect.table('dispatch')} (id),
      PRIMARY KEY (address_sha256, cause, since)
    )`);
}
