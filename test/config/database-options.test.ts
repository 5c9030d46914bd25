import { afterEach, beforeEach, expect, it } from 'vitest';
import { databaseOptions } from '../../src/config/database-options.ts';
import { ConfigFolder, settingsWith } from './example-settings.ts';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const server = { client: 'mssql', server: 'db.example.de', database: 'Postausgang' };

function optionsOf(section: Record<string, unknown>): ReturnType<typeof databaseOptions> {
  return databaseOptions(folder.load(settingsWith('ledger', section), { env: { PW: 'pw' } }).ledger);
}

it('opens an SQLite file by its absolute path', () => {
  expect(optionsOf({ client: 'sqlite', file: 'x.sqlite' })).toEqual({
    client: 'sqlite',
    file: expect.stringMatching(/^.+x\.sqlite$/),
  });
});

it('reveals secrets and reads certificates only here', () => {
  folder.write('ca.pem', PEM);
  const authentication = { type: 'sql', user: 'u', password: { env: 'PW' } };
  expect(optionsOf({ ...server, instance: 'PROD', caFile: 'ca.pem', authentication })).toEqual({
    ...server,
    instance: 'PROD',
    caPem: PEM,
    authentication: { type: 'default', options: { userName: 'u', password: 'pw' } },
    poolMax: 8,
    requestTimeout: 120_000,
    connectTimeout: 15_000,
  });
});

it.each([
  [
    { type: 'ntlm', domain: 'D', user: 'u', password: { env: 'PW' } },
    { type: 'ntlm', options: { domain: 'D', userName: 'u', password: 'pw' } },
  ],
  [{ type: 'managed-identity' }, { type: 'azure-active-directory-msi-vm', options: {} }],
  [
    { type: 'managed-identity', clientId: 'c' },
    { type: 'azure-active-directory-msi-vm', options: { clientId: 'c' } },
  ],
  [
    { type: 'service-principal', tenantId: 't', clientId: 'c', clientSecret: { env: 'PW' } },
    {
      type: 'azure-active-directory-service-principal-secret',
      options: { tenantId: 't', clientId: 'c', clientSecret: 'pw' },
    },
  ],
])('speaks the client library’s words: %j', (authentication, expected) => {
  expect(optionsOf({ ...server, authentication })).toMatchObject({ authentication: expected });
});
