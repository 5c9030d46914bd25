import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dkimSettings, mxSettings } from '../../src/config/mx-settings.ts';
import { relaySettings } from '../../src/config/relay-settings.ts';
import { checkMxOptions } from '../../src/email/mx/mx-options.ts';
import { ConfigFolder, settingsWith, type Settings } from './example-settings.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const LEAST = { clientHostname: 'mail.musterversicherung.example' };

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

function byMx(mx: object | undefined): Settings {
  const settings = settingsWith('email.mx', mx);
  const email = settings['email'] as Settings;
  email['route'] = 'mx';
  delete email['relay'];
  return settings;
}

function pem(kind: 'rsa' | 'ed25519' | 'ec', bits = 2048): string {
  const { privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: bits })
      : kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

it('gives route mx what it checks for, with every default', () => {
  const settings = mxSettings(folder.load(byMx(LEAST)).email);
  expect(checkMxOptions(settings)).toEqual({
    clientHostname: 'mail.musterversicherung.example',
    port: 25,
    ipVersion: 'ipv4',
    minVersion: 'TLSv1.2',
    verifyCertificates: false,
    dnsServers: [],
    dnsTimeout: 5000,
    ownDomain: 'musterversicherung.example',
    maxMessagesPerConnection: 50,
    timeouts: { connect: 30_000, reply: 300_000, finalReply: 600_000 },
    requireTls: 'when-announced',
    dsn: true,
  });
});

it('gives route mx everything that can be set', () => {
  folder.write('ca.pem', PEM);
  const mx = {
    ...LEAST,
    port: 2525,
    addresses: 'both',
    minTlsVersion: 'TLSv1.3',
    verifyCertificates: true,
    caFile: 'ca.pem',
    onwardTls: 'off',
    deliveryReports: false,
    messagesPerConnection: 5,
    dns: { servers: ['127.0.0.1', '192.0.2.53:5353', '[2001:db8::53]:5353'], timeout: '1s' },
  };
  expect(checkMxOptions(mxSettings(folder.load(byMx(mx)).email))).toMatchObject({
    port: 2525,
    ipVersion: 'both',
    minVersion: 'TLSv1.3',
    verifyCertificates: true,
    caPem: PEM,
    dnsServers: ['127.0.0.1', '192.0.2.53:5353', '[2001:db8::53]:5353'],
    dnsTimeout: 1000,
    requireTls: 'off',
    dsn: false,
    maxMessagesPerConnection: 5,
  });
});

describe('each route asks for its own section', () => {
  it('`mx` for email.mx, `relay` for email.relay', () => {
    expect(folder.faults(byMx(undefined))[0]).toMatchObject({ path: 'email.mx' });
    expect(folder.faults(settingsWith('email.relay', undefined))[0]).toMatchObject({ path: 'email.relay' });
  });

  it('and both may stand in the file', () => {
    const settings = settingsWith('email.mx', LEAST);
    const { email } = folder.load(settings);
    expect(relaySettings(email).host).toBe('relay.example.de');
    expect(dkimSettings(email)).toEqual([]);
  });
});

describe('S4: nothing in email.mx can lower the floor', () => {
  it.each([
    ['requireTLS', false],
    ['ignoreTLS', true],
    ['opportunisticTLS', true],
    ['rejectUnauthorized', false],
    ['tls', { minVersion: 'TLSv1' }],
    ['secure', false],
    ['url', 'smtp://mx.example'],
    ['ciphers', 'ALL'],
    ['proxy', 'http://proxy.example'],
  ])('%s', (key, value) => {
    const [fault] = folder.faults(byMx({ ...LEAST, [key]: value }));
    expect(fault).toMatchObject({ path: `email.mx.${key}`, advice: expect.stringContaining('S4') as string });
  });

  it.each([
    ['minTlsVersion', 'TLSv1.1'],
    ['minTlsVersion', '1.2'],
    ['verifyCertificates', 'false'],
    ['onwardTls', false],
    ['addresses', 'ipv5'],
    ['clientHostname', 'localhost'],
    ['clientHostname', '192.0.2.1'],
    ['clientHostname', 'mail.example.de\r\nMAIL FROM:<a@b.example>'],
    ['port', '25'],
  ])('%s: %s is refused', (key, value) => {
    expect(folder.faults(byMx({ ...LEAST, [key]: value }))[0]?.path).toBe(`email.mx.${key}`);
  });

  it.each(['dns.example', '192.0.2.1:0', '[192.0.2.1]:53', 'https://dns.example', '2001:db8::1:'])(
    '%s is no DNS server',
    (server) => {
      const [fault] = folder.faults(byMx({ ...LEAST, dns: { servers: [server] } }));
      expect(fault?.path).toBe('email.mx.dns.servers[0]');
    },
  );
});

describe('a DKIM key', () => {
  const key = { domain: 'musterversicherung.example', selector: 'pa2026', key: { file: 'dkim.pem' } };

  it.each(['rsa', 'ed25519'] as const)('is read from its file: %s', (kind) => {
    folder.write('dkim.pem', pem(kind));
    const [read] = dkimSettings(folder.load(byMx({ ...LEAST, dkim: [key] })).email);
    expect(read).toMatchObject({ domain: key.domain, selector: 'pa2026' });
    expect(read?.privateKey).toContain('PRIVATE KEY');
  });

  it.each([
    ['no key at all', 'geheim-4711'],
    ['too short', pem('rsa', 1024)],
    ['of a kind that DKIM does not know', pem('ec')],
  ])('that is %s is refused before anything starts, and not repeated', (_what, content) => {
    folder.write('dkim.pem', content);
    const [fault] = folder.faults(byMx({ ...LEAST, dkim: [key] }));
    expect(fault).toMatchObject({ path: 'email.mx.dkim[0].key' });
    expect(JSON.stringify(fault)).not.toContain('geheim');
  });

  it('signs for the sender’s domain or one above it: DMARC counts nothing else', () => {
    folder.write('dkim.pem', pem('ed25519'));
    const [fault] = folder.faults(byMx({ ...LEAST, dkim: [{ ...key, domain: 'anders.example' }] }));
    expect(fault?.path).toBe('email.mx.dkim');
  });
});
