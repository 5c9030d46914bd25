import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { afterEach, describe, expect, it } from 'vitest';
import { BodyTransfer, PreparedBodyConnection } from '../../src/email/body-transfer.ts';
import { internalsOf, tlsSocketOf } from '../../src/email/smtp-internals.ts';
import { connectionOptions } from '../../src/email/tls-policy.ts';
import type { Relay } from './relay-support.ts';
import { relayOptions, startRelay } from './relay-support.ts';

let relay: Relay | null = null;

afterEach(async () => {
  await relay?.close();
  relay = null;
});

describe('what we use of the SMTP library beyond its documentation', () => {
  it('is that of the one version which is pinned', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const installed = createRequire(import.meta.url)('nodemailer/package.json') as { version: string };
    expect(manifest.dependencies['nodemailer']).toBe(installed.version);
  });

  it('is there: the socket with its TLS facts, the extensions, the queue of replies', async () => {
    relay = await startRelay();
    const connection = new SMTPConnection(connectionOptions(relayOptions(relay.server.port)));
    expect(tlsSocketOf(connection)).toBeNull();
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    const socket = tlsSocketOf(connection);
    expect(socket).toBeInstanceOf(TLSSocket);
    expect(socket?.getProtocol()).toBe('TLSv1.3');
    expect(socket?.getCipher().standardName).toBe('TLS_AES_256_GCM_SHA384');
    expect(socket?.authorized).toBe(true);
    expect(socket?.getPeerX509Certificate()?.checkHost('relay.example')).toBe('relay.example');
    const internals = internalsOf(connection);
    expect(internals._supportedExtensions).toEqual(expect.arrayContaining(['DSN', 'PIPELINING']));
    expect(internals._responseActions).toEqual([]);
    expect(internals._actionSMTPStream).toBeInstanceOf(Function);
    connection.close();
  });

  it.each(['_onData', '_onError', '_onTimeout', '_onResponseTooLarge', '_actionDATA'])(
    'is there: %s',
    (name) => {
      expect(Reflect.get(SMTPConnection.prototype, name)).toBeInstanceOf(Function);
    },
  );

  it('makes the stream of the body by the method that we override', () => {
    expect(Reflect.get(SMTPConnection.prototype, '_createSendStream')).toBeInstanceOf(Function);
    expect(Object.getOwnPropertyNames(PreparedBodyConnection.prototype)).toContain('_createSendStream');
  });
});

it('no byte of the body flows into any stream but our own, whose progress is known', async () => {
  const transfer = new BodyTransfer([Buffer.from('secret')], 1000, () => Promise.resolve());
  const seen: Buffer[] = [];
  const theirs = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      seen.push(chunk);
      done();
    },
  });
  await new Promise((resolve) => {
    transfer.source.on('error', resolve);
    transfer.source.pipe(theirs);
  });
  expect(seen).toEqual([]);
  expect(transfer.withheld).not.toBeNull();
});
