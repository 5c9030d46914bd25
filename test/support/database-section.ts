import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseOptions } from '../../src/ledger/database.ts';

/**
 * A database as the configuration file names it, without a line break at its end: further settings may follow. On a server
 * the password and the authority's certificate are laid into files in `directory`, as operators do.
 *
 * @throws Error for a login other than by SQL: no test has one
 */
export function databaseSection(
  name: 'core' | 'ledger',
  options: DatabaseOptions,
  directory: string,
): string {
  if (options.client === 'sqlite') {
    const file = dirname(options.file) === directory ? basename(options.file) : options.file;
    return `${name}:\n  client: sqlite\n  file: ${file}`;
  }
  const { type, options: login } = options.authentication;
  if (type !== 'default') throw new Error(`Expected a login by SQL, got \`${type}\`.`);
  const user = login['userName'] ?? '';
  writeFileSync(join(directory, `${user}.password`), login['password'] ?? '', { mode: 0o600 });
  if (options.caPem !== undefined) writeFileSync(join(directory, 'database-ca.pem'), options.caPem);
  return [
    `${name}:`,
    'client: mssql',
    `server: ${options.server}`,
    ...(options.port === undefined ? [] : [`port: ${options.port}`]),
    ...(options.instance === undefined ? [] : [`instance: ${options.instance}`]),
    `database: ${options.database}`,
    ...(options.caPem === undefined ? [] : ['caFile: database-ca.pem']),
    `connections: ${options.poolMax ?? 4}`,
    `authentication: { type: sql, user: ${user}, password: { file: ${user}.password } }`,
  ].join('\n  ');
}
