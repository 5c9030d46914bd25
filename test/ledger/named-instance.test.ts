import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { Database } from '../../src/ledger/database.ts';
import { startTdsServer, type TdsServer } from '../support/tds/tds-server.ts';

/** Where SQL Server's browser listens on every machine: the driver asks nowhere else. */
const BROWSER_PORT = 1434;
const AUTHORITY = createAuthority();

let server: TdsServer;
let browser: Socket;
let asked: string[];

/** What a browser says of an instance (MC-SQLR, 2.2.5): a type, a length, and names with their values. */
function answer(instance: string, port: number): Buffer {
  const text = Buffer.from(
    `ServerName;DB;InstanceName;${instance};IsClustered;No;Version;15.0.2000.5;tcp;${port};;`,
  );
  const head = Buffer.from([0x05, 0, 0]);
  head.writeUInt16LE(text.byteLength, 1);
  return Buffer.concat([head, text]);
}

beforeEach(async () => {
  asked = [];
  server = await startTdsServer({
    certificate: issueCertificate(AUTHORITY, { names: ['localhost'] }),
    answer: () => ({ columns: [{ name: 'n', type: 'int' }], rows: [{ n: 7 }] }),
  });
  browser = createSocket('udp4');
  browser.on('message', (question, from) => {
    asked.push(question.toString('latin1'));
    browser.send(answer('PROD', server.port), from.port, from.address);
  });
  browser.bind(BROWSER_PORT, '127.0.0.1');
  await once(browser, 'listening');
});
afterEach(async () => {
  browser.close();
  await server.close();
});

function open(instance: string): Database {
  return new Database({
    client: 'mssql',
    server: 'localhost',
    instance,
    database: 'versicherung',
    authentication: { type: 'default', options: { userName: 'postausgang', password: 'geheim' } },
    caPem: AUTHORITY.certificate,
    connectTimeout: 2_000,
  });
}

it('a named instance is found by asking the server’s browser for its port, and spoken to over TLS as any other', async () => {
  const database = open('PROD');
  expect(await database.knex.raw('SELECT 7 AS n')).toEqual([{ n: 7 }]);
  await database.close();
  expect(asked.length).toBeGreaterThan(0);
  expect(server.connections).toBe(1);
});

it('an instance that the server does not have is said to be missing, by its name', async () => {
  const database = open('TEST');
  await expect(database.knex.raw('SELECT 7 AS n')).rejects.toThrow(/TEST/);
  await database.close();
  expect(server.connections).toBe(0);
});
