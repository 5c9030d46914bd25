import { createHash } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { TlsEvidence } from '../domain/delivery.ts';
import { TLS_NOT_ACCEPTABLE } from './outcome.ts';

/** The handshake ended, but not with what we demand. The message says what, without personal data. */
export class TlsNotAcceptable extends Error {
  readonly code = TLS_NOT_ACCEPTABLE;
  /** Goes where the library puts what lies beneath an error: into the reason of the outcome. */
  readonly originalCode: string;
  /** What was shown all the same, once the handshake itself was sound: a wrong certificate is evidence too. */
  readonly shown: TlsEvidence | null;

  constructor(why: string, shown: TlsEvidence | null = null) {
    super(why);
    this.originalCode = why;
    this.shown = shown;
  }
}

/** What the handshake must have come to, checked after it and before MAIL FROM. */
export interface TlsDemand {
  readonly servername: string;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
}

/** ECDHE or DHE in TLS 1.2; every suite of TLS 1.3 (`TLS_AES_…`) has forward secrecy. */
const FORWARD_SECRECY = /^TLS_(?:(?:EC)?DHE_|AES_|CHACHA20_)/u;

/**
 * Proves that the connection is what S1 demands and returns the proof for the attempt's evidence. The options should
 * have seen to all of it; this asks the socket what really happened, because options can be lost on their way.
 *
 * @throws TlsNotAcceptable
 */
export function proveTls(socket: TLSSocket | null, demand: TlsDemand): TlsEvidence {
  const { tls, certificate } = proveEncryption(socket, demand.minVersion);
  if (!tls.authorized) throw new TlsNotAcceptable('the certificate was not verified', tls);
  if (certificate.checkHost(demand.servername) === undefined) {
    throw new TlsNotAcceptable(`the certificate is not for ${demand.servername}`, tls);
  }
  return tls;
}

/**
 * Proves version, forward secrecy and that there is a certificate, whoever it belongs to: the floor for a server whose
 * name was found in the DNS and therefore proves nothing by itself.
 *
 * @throws TlsNotAcceptable
 */
export function proveEncryption(
  socket: TLSSocket | null,
  minVersion: TlsDemand['minVersion'],
): { readonly tls: TlsEvidence; readonly certificate: X509Certificate } {
  if (socket === null) throw new TlsNotAcceptable('the connection is not encrypted');
  const protocol = socket.getProtocol();
  const allowed = minVersion === 'TLSv1.3' ? ['TLSv1.3'] : ['TLSv1.2', 'TLSv1.3'];
  if (protocol === null || !allowed.includes(protocol)) {
    throw new TlsNotAcceptable(`expected ${allowed.join(' or ')}, got ${String(protocol)}`);
  }
  const cipher = socket.getCipher().standardName;
  if (!FORWARD_SECRECY.test(cipher)) throw new TlsNotAcceptable(`no forward secrecy in ${cipher}`);
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new TlsNotAcceptable('the server showed no certificate');
  const tls = {
    protocol,
    cipher,
    keyExchange: keyExchangeOf(socket),
    certificateSha256: createHash('sha256').update(certificate.raw).digest('hex'),
    certificateValidUntil: certificate.validToDate.toISOString(),
    authorized: socket.authorized,
  };
  return { tls, certificate };
}

/** Such as `X25519`; null where Node.js does not know the group, as with post-quantum hybrids. */
function keyExchangeOf(socket: TLSSocket): string | null {
  const info = socket.getEphemeralKeyInfo();
  return info !== null && 'name' in info && typeof info.name === 'string' && info.name !== ''
    ? info.name
    : null;
}
