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
    const rows = await server.knex.raw<{ name: string }[]>('SELECT name FROM sys.databases');
    for (const { name } of rows) {
      if (name.startsWith(prefixOfRun()) && /^\w+$/.test(name))
        await server.knex.raw(`DROP DATABASE ${name}`);
    }
    const logins = await server.knex.raw<{ name: string }[]>('SELECT name FROM sys.server_principals');
    for (const { name } of logins) {
      if (name.startsWith(prefixOfRun()) && /^\w+$/.test(name)) await server.knex.raw(`DROP LOGIN ${name}`);
    }
    await server.close();
  };
}
