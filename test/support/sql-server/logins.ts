import { randomBytes } from 'node:crypto';
import { Database } from '../../../src/ledger/database.ts';
import type { SqlServerOptions } from './server-under-test.ts';

/** What a login may do, and nothing beside it. */
export interface Rights {
  /** Roles of the ledger, without their prefix. */
  readonly roles?: readonly ('worker' | 'operator' | 'retention' | 'reader')[];
  /** As GRANT has them, such as `SELECT ON dbo.pending_output_document`. */
  readonly grants?: readonly string[];
}

/** Makes a login of its own with these rights on the owner's database; `drop-databases.ts` takes it away. */
export async function createLogin(owner: SqlServerOptions, rights: Rights): Promise<SqlServerOptions> {
  const login = `${owner.database}_${randomBytes(3).toString('hex')}`;
  const password = `Pw-${randomBytes(12).toString('hex')}`;
  const database = new Database(owner);
  await database.knex.raw(`CREATE LOGIN ${login} WITH PASSWORD = '${password}'`);
  await database.knex.raw(`CREATE USER ${login} FOR LOGIN ${login}`);
  for (const role of rights.roles ?? [])
    await database.knex.raw(`ALTER ROLE postausgang_${role} ADD MEMBER ${login}`);
  for (const grant of rights.grants ?? []) await database.knex.raw(`GRANT ${grant} TO ${login}`);
  await database.close();
  return { ...owner, authentication: { type: 'default', options: { userName: login, password } } };
}
