import { once } from 'node:events';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { unfitCertificates } from '../../src/demo/certificates.ts';
import type { SmtpServerTls } from '../../src/demo/smtp-script.ts';
import { startSmtpServer } from '../../src/demo/smtp-server.ts';
import type { SmtpServer } from '../../src/demo/smtp-server.ts';
import { proveTls } from '../../src/email/tls-evidence.ts';
import type { TlsDemand } from '../../src/email/tls-evidence.ts';
import { authority, certificate, HOST, serverCertificate } from './relay-support.ts';

let server: SmtpServer | null = null;
let socket: tls.TLSSocket | null = null;

afterEach(async () => {
  socket?.destroy();
  await server?.close();
  server = null;
  socket = null;
});

/** A connection as lax as Node.js allows: whatever the options of a connection forgot, the proof must catch. */
async function connectLaxly(serverTls: SmtpServerTls): Promise<tls.TLSSocket> {
  server = await startSmtpServer({ mode: 'tls', tls: serverTls });
  socket = tls.connect({
    host: '127.0.0.1',
    port: server.port,
    servername: HOST,
    ca: authority.certificate,
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'ALL:@SECLEVEL=0',
  });
  await once(socket, 'secureConnect');
  return socket;
}

const DEMAND: TlsDemand = { servername: HOST, minVersion: 'TLSv1.2' };
const unfit = unfitCertificates(authority, HOST);
const rsa = serverCertificate({ key: 'rsa-2048' });

describe('S1: the proof of TLS', () => {
  it('is taken from the socket itself', async () => {
    const proof = proveTls(await connectLaxly(certificate), DEMAND);
    expect(proof).toMatchObject({ protocol: 'TLSv1.3', authorized: true });
    expect(proof.certificateSha256).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('fails without TLS', () => {
    expect(() => proveTls(null, DEMAND)).toThrow('not encrypted');
  });

  it.each([
    [
      'TLS 1.1',
      { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
      /got TLSv1\.1/u,
    ],
    [
      'no forward secrecy',
      { ...rsa, maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
      /forward secrecy/u,
    ],
    ['a self-signed certificate', unfit['self-signed'], /not verified/u],
    ['a certificate of somebody else', unfit['unknown authority'], /not verified/u],
    ['an expired certificate', unfit.expired, /not verified/u],
    ['another name', unfit['wrong name'], /not verified/u],
  ] as const)('fails for %s', async (_what, serverTls, message) => {
    const lax = await connectLaxly(serverTls);
    expect(() => proveTls(lax, DEMAND)).toThrow(message);
  });

  it('fails for a name that was not asked for in the handshake', async () => {
    const lax = await connectLaxly(certificate);
    expect(() => proveTls(lax, { ...DEMAND, servername: 'mx.example' })).toThrow('not for mx.example');
  });

  it('fails for TLS 1.2 where 1.3 is demanded', async () => {
    const lax = await connectLaxly({ ...certificate, maxVersion: 'TLSv1.2' });
    expect(proveTls(lax, DEMAND).protocol).toBe('TLSv1.2');
    expect(() => proveTls(lax, { ...DEMAND, minVersion: 'TLSv1.3' })).toThrow(
      'expected TLSv1.3, got TLSv1.2',
    );
  });
});
