import { randomBytes } from 'node:crypto';
import { administer } from './administer.ts';
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
  await administer(owner, [
    `CREATE LOGIN ${login} WITH PASSWORD = '${password}'`,
    `CREATE USER ${login} FOR LOGIN ${login}`,
    ...(rights.roles ?? []).map((role) => `ALTER ROLE postausgang_${role} ADD MEMBER ${login}`),
    ...(rights.grants ?? []).map((grant) => `GRANT ${grant} TO ${login}`),
  ]);
  return { ...owner, authentication: { type: 'default', options: { userName: login, password } } };
}
