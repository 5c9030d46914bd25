import { afterEach, describe, expect, it } from 'vitest';
import type { RelayOptions } from '../../src/email/relay-options.ts';
import { checkRelayOptions } from '../../src/email/relay-options.ts';
import { createRelayRoute } from '../../src/email/relay-route.ts';
import { connectionOptions, timeoutsOf } from '../../src/email/tls-policy.ts';
import type { Relay } from './relay-support.ts';
import { messageTo, recordingHooks, relayOptions, startRelay } from './relay-support.ts';

const GOOD: RelayOptions = {
  host: 'relay.example',
  port: 587,
  mode: 'starttls',
  minVersion: 'TLSv1.2',
  maxConnections: 5,
  requireTls: 'when-announced',
  dsn: true,
};

function refusal(overrides: Record<string, unknown>): string {
  try {
    checkRelayOptions({ ...GOOD, ...overrides });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Expected the options to be refused.');
}

describe('S4: no configuration weakens the encryption', () => {
  it.each([
    ['url', 'smtp://relay.example?requireTLS=false'],
    ['service', 'gmail'],
    ['ignoreTLS', true],
    ['opportunisticTLS', true],
    ['requireTLS', false],
    ['secure', 'false'],
    ['tls', { rejectUnauthorized: false }],
    ['ciphers', 'ALL'],
    ['rejectUnauthorized', false],
    ['socket', {}],
    ['proxy', 'http://proxy.example'],
  ])('the key %s is refused by name', (key, value) => {
    expect(refusal({ [key]: value })).toContain(`"${key}"`);
  });

  it.each([
    ['dsn', 'false', 'relay.dsn'],
    ['requireTls', false, 'relay.requireTls'],
    ['requireTls', 'never', 'relay.requireTls'],
    ['minVersion', 'TLSv1.1', 'relay.minVersion'],
    ['minVersion', undefined, 'relay.minVersion'],
    ['mode', 'plain', 'relay.mode'],
    ['mode', undefined, 'relay.mode'],
    ['port', '587', 'relay.port'],
    ['port', 0, 'relay.port'],
    ['host', 'smtp://relay.example', 'relay.host'],
    ['host', 'relay.example?requireTLS=false', 'relay.host'],
    ['servername', '192.0.2.1', 'relay.servername'],
    ['servername', '', 'relay.servername'],
    ['maxConnections', 0, 'relay.maxConnections'],
    ['auth', { user: 'a', pass: 'b' }, 'relay.auth'],
    ['caPem', 'no certificate', 'relay.caPem'],
    ['clientHostname', 'a\r\nMAIL FROM:<b@c.example>', 'relay.clientHostname'],
  ])('%s = %s is refused with its path', (key, value, path) => {
    expect(refusal({ [key]: value })).toContain(path);
  });

  it.each(['192.0.2.1', '::1'])('an IP address as host (%s) needs the name in the certificate', (host) => {
    expect(refusal({ host })).toContain('relay.servername');
    expect(checkRelayOptions({ ...GOOD, host, servername: 'relay.example' }).host).toBe(host);
  });

  it('a refusal never shows a value, because one of them is the password', () => {
    const message = refusal({
      auth: { user: 'postausgang', password: 'geheim', pass: 'geheim' },
      dsn: 'geheim',
    });
    expect(message).not.toContain('geheim');
  });

  it('the options of a connection are the floor, whatever the environment says', () => {
    expect(connectionOptions(GOOD)).toEqual({
      host: 'relay.example',
      port: 587,
      servername: 'relay.example',
      secure: false,
      requireTLS: true,
      ignoreTLS: false,
      opportunisticTLS: false,
      connectionTimeout: 30_000,
      greetingTimeout: 30_000,
      dnsTimeout: 30_000,
      socketTimeout: 300_000,
      tls: {
        servername: 'relay.example',
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.3',
        ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2',
        rejectUnauthorized: true,
      },
    });
  });

  it('the reply after the dot is given ten minutes unless somebody says otherwise (RFC 5321)', () => {
    expect(timeoutsOf(GOOD).finalReply).toBe(600_000);
  });
});

describe('S4: the running process', () => {
  let relay: Relay | null = null;
  const verification = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

  afterEach(async () => {
    if (verification === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = verification;
    await relay?.close();
    relay = null;
  });

  it('verifies certificates even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    relay = await startRelay();
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const route = createRelayRoute(relayOptions(relay.server.port, { caPem: undefined }));
    const { outcome } = await route.deliver(messageTo('anna@post.example'), recordingHooks());
    await route.close();
    expect(outcome.kind).toBe('our_outage');
    expect(relay.server.record.commands.map(({ line }) => line)).toEqual(['EHLO sender.example', 'STARTTLS']);
  });

  it('S1: configuration can raise the floor: TLS 1.3 only', async () => {
    relay = await startRelay();
    const strict = createRelayRoute(relayOptions(relay.server.port, { minVersion: 'TLSv1.3' }));
    const { outcome, evidence } = await strict.deliver(messageTo('anna@post.example'), recordingHooks());
    await strict.close();
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(evidence.tls?.protocol).toBe('TLSv1.3');
  });
});
