import { readFileSync } from 'node:fs';
import type { Config } from './load-config.ts';

/** A database as `ledger/` opens it: file contents read and secrets revealed, so never to be logged. */
export type DatabaseOptions =
  | { readonly client: 'sqlite'; readonly file: string; readonly readonly?: boolean }
  | {
      readonly client: 'mssql';
      readonly server: string;
      readonly port?: number;
      readonly instance?: string;
      readonly database: string;
      /** Tedious' authentication: SQL login or one of the Entra ID kinds. */
      readonly authentication: { readonly type: string; readonly options: Readonly<Record<string, string>> };
      /** PEM of the authority that signed the server's certificate, when the system does not know it. */
      readonly caPem?: string;
      readonly poolMax?: number;
      /** Milliseconds. */
      readonly requestTimeout?: number;
      /** Milliseconds until a connection must stand. */
      readonly connectTimeout?: number;
    };

type SqlServerSettings = Extract<Config['ledger'], { client: 'mssql' }>;

/** The one place where the secrets of a database section are revealed; call it right where the database is opened. */
export function databaseOptions(section: Config['core'] | Config['ledger']): DatabaseOptions {
  if (section.client === 'sqlite') return { client: 'sqlite', file: section.file };
  return {
    client: 'mssql',
    server: section.server,
    ...(section.port === null ? {} : { port: section.port }),
    ...(section.instance === null ? {} : { instance: section.instance }),
    database: section.database,
    authentication: authenticationOf(section.authentication),
    ...(section.caFile === null ? {} : { caPem: readFileSync(section.caFile, 'utf8') }),
    poolMax: section.connections,
    requestTimeout: section.requestTimeout,
    connectTimeout: section.connectTimeout,
  };
}

/** Tedious' names for what the operator wrote in ours. */
function authenticationOf(settings: SqlServerSettings['authentication']): {
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
} {
  switch (settings.type) {
    case 'sql':
      return { type: 'default', options: { userName: settings.user, password: settings.password.reveal() } };
    case 'ntlm':
      return {
        type: 'ntlm',
        options: {
          domain: settings.domain,
          userName: settings.user,
          password: settings.password.reveal(),
        },
      };
    case 'managed-identity':
      return {
        type: 'azure-active-directory-msi-vm',
        options: settings.clientId === null ? {} : { clientId: settings.clientId },
      };
    default:
      return {
        type: 'azure-active-directory-service-principal-secret',
        options: {
          tenantId: settings.tenantId,
          clientId: settings.clientId,
          clientSecret: settings.clientSecret.reveal(),
        },
      };
  }
}
