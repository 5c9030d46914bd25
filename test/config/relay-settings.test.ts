import { afterEach, beforeEach, expect, it } from 'vitest';
import { relaySettings } from '../../src/config/relay-settings.ts';
import { checkRelayOptions } from '../../src/email/relay-options.ts';
import { ConfigFolder, leastSettings, settingsWith } from './example-settings.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

it('gives the e-mail route what it checks for, with every default', () => {
  const settings = relaySettings(folder.load(leastSettings()).email);
  expect(checkRelayOptions(settings)).toEqual({
    host: 'relay.example.de',
    port: 587,
    mode: 'starttls',
    minVersion: 'TLSv1.2',
    maxConnections: 5,
    maxMessagesPerConnection: 100,
    timeouts: { connect: 30_000, reply: 300_000, finalReply: 600_000 },
    requireTls: 'when-announced',
    dsn: true,
  });
});

it('gives the e-mail route everything that can be set', () => {
  folder.write('ca.pem', PEM);
  const relay = {
    host: '192.0.2.1',
    port: 465,
    mode: 'tls',
    servername: 'relay.example.de',
    caFile: 'ca.pem',
    user: 'u',
    password: { env: 'PW' },
    minTlsVersion: 'TLSv1.3',
    onwardTls: 'insist',
    deliveryReports: false,
    clientHostname: 'batch.example.de',
  };
  const { email } = folder.load(settingsWith('email.relay', relay), { env: { PW: 'pw' } });
  expect(checkRelayOptions(relaySettings(email))).toMatchObject({
    servername: 'relay.example.de',
    caPem: PEM,
    auth: { user: 'u', password: 'pw' },
    minVersion: 'TLSv1.3',
    requireTls: 'insist',
    dsn: false,
    clientHostname: 'batch.example.de',
  });
});

it('refuses a certificate file without a certificate before anything starts', () => {
  folder.write('ca.pem', 'not a certificate');
  expect(folder.faults(settingsWith('email.relay.caFile', 'ca.pem'))[0]).toMatchObject({
    path: 'email.relay.caFile',
    expected: 'the path of a PEM file with at least one certificate',
  });
});
