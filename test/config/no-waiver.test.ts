import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFolder, leastSettings, settingsWith } from './example-settings.ts';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

describe('S4: encryption cannot be waived', () => {
  it.each([
    ['email.relay.ignoreTLS', true],
    ['email.relay.ignore_tls', 'false'],
    ['email.relay.opportunisticTLS', true],
    ['email.relay.requireTLS', false],
    ['email.relay.requireTLS', 'false'],
    ['email.relay.rejectUnauthorized', false],
    ['email.relay.tls', { rejectUnauthorized: false }],
    ['email.relay.secure', false],
    ['email.relay.url', 'smtp://relay.example.de?requireTLS=false'],
    ['email.relay.service', 'gmail'],
    ['email.relay.ciphers', 'ALL'],
    ['email.relay.proxy', 'http://proxy.example.de'],
    ['email.url', 'smtp://relay.example.de'],
    ['email.tls', false],
    ['ignoreTLS', true],
    ['ledger.encrypt', false],
    ['core.trustServerCertificate', true],
  ])('%s: %j is refused, and told why', (path, value) => {
    const [fault] = folder.faults(settingsWith(path, value));
    expect(fault).toMatchObject({ path, advice: expect.stringContaining('S4, encryption cannot be waived') });
  });

  it.each(['TLSv1', 'TLSv1.1', 'SSLv3', 'TLS1.2', 'false', false, 1.2])(
    'S1: the floor cannot be set to %j',
    (version) => {
      const [fault] = folder.faults(settingsWith('email.relay.minTlsVersion', version));
      expect(fault?.expected).toBe(
        '`TLSv1.2` or `TLSv1.3` (S1, S4: the floor is TLS 1.2 and can only be raised)',
      );
    },
  );

  it.each(['none', 'plain', 'opportunistic', 'STARTTLS?', 'false', false])(
    'the mode cannot be %j',
    (mode) => {
      const [fault] = folder.faults(settingsWith('email.relay.mode', mode));
      expect(fault?.expected).toContain('S4: both require TLS');
    },
  );

  it('an IP address as host needs the name that its certificate must carry', () => {
    for (const host of ['192.0.2.1', '2001:db8::1']) {
      const relay = { host, port: 587, mode: 'starttls' };
      expect(folder.faults(settingsWith('email.relay', relay))[0]).toMatchObject({
        path: 'email.relay.servername',
        expected: expect.stringContaining('S4'),
      });
      const named = { ...relay, servername: 'relay.example.de' };
      expect(folder.load(settingsWith('email.relay', named)).email.relay?.host).toBe(host);
      const numbered = { ...relay, servername: host };
      expect(folder.faults(settingsWith('email.relay', numbered))[0]?.path).toBe('email.relay.servername');
    }
  });

  it.each(['0', 'false', 'no'])('NODE_TLS_REJECT_UNAUTHORIZED=%s stops the start', (value) => {
    const [fault] = folder.faults(leastSettings(), { env: { NODE_TLS_REJECT_UNAUTHORIZED: value } });
    expect(fault).toMatchObject({
      path: 'NODE_TLS_REJECT_UNAUTHORIZED',
      advice: expect.stringContaining('Remove it'),
    });
  });

  it.each([
    '--tls-min-v1.0',
    '--max-old-space-size=99 --tls-min-v1.1',
    '--tls_min_v1.0',
    '"--tls-min-v1.0"',
    '--tls-cipher-list=ALL',
    '--tls-keylog=/tmp/keys',
    '--openssl-legacy-provider',
  ])('NODE_OPTIONS=%s stops the start', (options) => {
    const [fault] = folder.faults(leastSettings(), { env: { NODE_OPTIONS: options } });
    expect(fault).toMatchObject({ path: 'NODE_OPTIONS', advice: expect.stringContaining('S4') });
  });

  it('OPENSSL_CONF stops the start', () => {
    const [fault] = folder.faults(leastSettings(), { env: { OPENSSL_CONF: '/tmp/weak.cnf' } });
    expect(fault).toMatchObject({ path: 'OPENSSL_CONF', advice: expect.stringContaining('S4') });
  });

  it('the options of node itself are looked at too', () => {
    const [fault] = folder.faults(leastSettings(), { execArgv: ['--tls-min-v1.0'] });
    expect(fault?.path).toBe('the options of node');
  });

  it('harmless and stricter settings of the environment do not', () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '1', NODE_OPTIONS: '--tls-min-v1.3 --enable-source-maps' };
    expect(folder.load(leastSettings(), { env }).email.route).toBe('relay');
  });
});
