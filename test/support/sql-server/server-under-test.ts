import { readFileSync } from 'node:fs';
import type { DatabaseOptions } from '../../../src/ledger/database.ts';

export type SqlServerOptions = Extract<DatabaseOptions, { client: 'mssql' }>;

/** Set by whoever wants the tests run on SQL Server as well; without it everything runs on SQLite. */
const VARIABLE = 'POSTAUSGANG_TEST_MSSQL';

/**
 * The server that a connection string names, in the words of Microsoft's own clients: `Server=tcp:host,port` or
 * `Server=host\instance`, `User Id`, `Password`, `Database`, and `ServerCertificate` for the PEM of the authority that
 * signed the server's certificate. Nothing in it can switch encryption off.
 *
 * @throws Error naming the part that is missing, never its value
 */
export function parseConnectionString(text: string): SqlServerOptions {
  const parts = new Map(
    text
      .split(';')
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const;
      }),
  );
  const need = (...names: readonly string[]): string => {
    const value = names.map((name) => parts.get(name)).find((found) => found !== undefined);
    if (value === undefined) throw new Error(`${VARIABLE}: expected a part \`${names[0]}=…\`, got none.`);
    return value;
  };
  const [, host = '', instance, port] =
    /^(?:tcp:)?([^,\\]+)(?:\\([^,]+))?(?:,(\d+))?$/i.exec(need('server', 'data source')) ?? [];
  const caFile = parts.get('servercertificate');
  return {
    client: 'mssql',
    server: host,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(instance === undefined ? {} : { instance }),
    database: parts.get('database') ?? parts.get('initial catalog') ?? 'master',
    authentication: {
      type: 'default',
      options: { userName: need('user id', 'uid', 'user'), password: need('password', 'pwd') },
    },
    ...(caFile === undefined ? {} : { caPem: readFileSync(caFile, 'utf8') }),
    poolMax: 4,
  };
}

const text = process.env[VARIABLE];

/** The server that the tests are to run on; null: SQLite. */
export const SERVER_UNDER_TEST: SqlServerOptions | null =
  text === undefined || text === '' ? null : parseConnectionString(text);
