import { randomBytes } from 'node:crypto';
import { Database } from '../../../src/ledger/database.ts';
import { SERVER_UNDER_TEST } from './server-under-test.ts';
import { prefixOfRun } from './test-database.ts';

/** Runs once around all test files: leaves the server as it was found, whatever died in between. */
export function setup(): () => Promise<void> {
  process.env['POSTAUSGANG_TEST_RUN'] = randomBytes(3).toString('hex');
  return async () => {
    if (SERVER_UNDER_TEST === null) return;
    const server = new Database(SERVER_UNDER_TEST);
    try {
      await dropAll(server, 'DATABASE', 'sys.databases');
      await dropAll(server, 'LOGIN', 'sys.server_principals');
    } finally {
      await server.close();
    }
  };
}

/** Some are tried again: Babelfish refuses to drop what meets the drop of another run in its catalogue. */
async function dropAll(
  server: Database,
  kind: 'DATABASE' | 'LOGIN',
  catalogue: string,
  tries = 3,
): Promise<void> {
  const rows = await server.knex.raw<{ name: string }[]>(`SELECT name FROM ${catalogue}`);
  const ours = rows.filter(({ name }) => name.startsWith(prefixOfRun()) && /^\w+$/.test(name));
  let failure: Error | null = null;
  for (const { name } of ours) {
    try {
      await server.knex.raw(`DROP ${kind} ${name}`);
    } catch (error) {
      failure = error as Error;
    }
  }
  if (failure === null) return;
  if (tries === 1) throw failure;
  await dropAll(server, kind, catalogue, tries - 1);
}
