import { z } from 'zod';
import type { ReadContext } from './read-context.ts';
import { secret } from './secret-reference.ts';
import { duration, certificateFile, hostNameOrIp, optional, path, text, wholeNumber } from './values.ts';

/** Names and types of `tedious`, SQL Server's client, stay out of the configuration file: these are ours. */
function authentication(read: ReadContext) {
  return z
    .discriminatedUnion(
      'type',
      [
        z.strictObject({
          type: z.literal('sql'),
          user: text(128).describe('Login of SQL Server.'),
          password: secret(read).describe('Its password.'),
        }),
        z.strictObject({
          type: z.literal('ntlm'),
          domain: text(128).describe('Windows domain.'),
          user: text(128).describe('Windows account.'),
          password: secret(read).describe('Its password.'),
        }),
        z.strictObject({
          type: z.literal('managed-identity'),
          clientId: optional(text(64)).describe(
            'Client id of a user-assigned identity; not set: the system’s own.',
          ),
        }),
        z.strictObject({
          type: z.literal('service-principal'),
          tenantId: text(64).describe('Tenant of Entra ID.'),
          clientId: text(64).describe('Application id.'),
          clientSecret: secret(read).describe('Its secret.'),
        }),
      ],
      { error: 'a mapping with `type`: `sql`, `ntlm`, `managed-identity` or `service-principal`' },
    )
    .describe('Who logs in.');
}

/** A database in one file. */
export function sqliteSection(read: ReadContext) {
  return z.strictObject({
    client: z.literal('sqlite'),
    file: path(read).describe('The database file.'),
  });
}

/** A database server that speaks TDS. */
export function sqlServerSection(read: ReadContext) {
  return z
    .strictObject({
      client: z.literal('mssql'),
      server: hostNameOrIp().describe(
        'SQL Server, Azure SQL or Babelfish. Always encrypted, its certificate always verified.',
      ),
      port: optional(wholeNumber(1, 65_535)).describe(
        'Port; not set: 1433, or what the named instance says.',
      ),
      instance: optional(text(64)).describe('Named instance, instead of a port.'),
      database: text(128).describe('Database on that server.'),
      authentication: authentication(read),
      caFile: optional(certificateFile(read)).describe(
        'PEM of the authority that signed the server’s certificate.',
      ),
      connections: wholeNumber(1, 50)
        .default(8)
        .describe('Most connections at a time. Babelfish needs up to 1 s for each new one.'),
      requestTimeout: duration('1s', '1h')
        .prefault('2m')
        .describe('A statement that takes longer has failed.'),
      connectTimeout: duration('1s', '5m')
        .prefault('15s')
        .describe('A connection that does not stand by then has failed; it is tried again.'),
    })
    .refine((value) => (value.port ?? null) === null || (value.instance ?? null) === null, {
      path: ['instance'],
      error: 'either `port` or `instance`, not both',
      // Also when other settings are faulty: all faults are told at once.
      when: ({ value }) => typeof value === 'object' && value !== null,
    });
}

/** What is said when `client` itself is missing or unknown. */
export const NEITHER_CLIENT = { error: 'a mapping with `client`: `sqlite` or `mssql`' };
