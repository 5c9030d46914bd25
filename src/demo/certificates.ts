import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  bitString,
  utcTime,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  trueValue,
  utf8String,
} from './der.ts';

/** A certificate authority that lives as long as the demo or the test that made it. */
export interface Authority {
  readonly name: string;
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
}

/** What a TLS server needs: both PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateRequest {
  /** DNS names; the first is the subject's common name. */
  readonly names: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Default `ec`: P-256, cheap to make. RSA is there for servers without forward secrecy and for short keys. */
  readonly key?: 'ec' | 'rsa-2048' | 'rsa-1024';
}

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  keyUsage: '2.5.29.15',
  subjectKeyIdentifier: '2.5.29.14',
  subjectAltName: '2.5.29.17',
  authorityKeyIdentifier: '2.5.29.35',
  basicConstraints: '2.5.29.19',
} as const;

const DAY_MS = 24 * 60 * 60 * 1000;
const DNS_NAME_TAG = 2;
/** keyCertSign is bit 5 of the key usage (RFC 5280 section 4.2.1.3): one byte, two bits unused. */
const KEY_CERT_SIGN = Buffer.of(0b0000_0100);

/** Makes an authority with a key of its own: in pure Node, so that the demo runs where no openssl is. */
export function createAuthority(name = 'Postausgang demo authority'): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = signCertificate({
    issuer: name,
    signer: privateKey,
    subject: name,
    publicKey,
    notBefore: inDays(-1),
    notAfter: inDays(30),
    extensions: [
      extension(OID.basicConstraints, true, sequence(trueValue())),
      extension(OID.keyUsage, true, bitString(KEY_CERT_SIGN, 2)),
    ],
  });
  return { name, key: privateKey, certificate };
}

/** A server certificate of `authority`; without one, self-signed. Valid from yesterday for 30 days unless asked otherwise. */
export function issueCertificate(
  authority: Authority | null,
  request: CertificateRequest,
): ServerCertificate {
  const { publicKey, privateKey } = keyPair(request.key ?? 'ec');
  const subject = request.names[0] ?? 'localhost';
  const names = request.names.map((name) => tagged(DNS_NAME_TAG, Buffer.from(name), false));
  const cert = signCertificate({
    issuer: authority?.name ?? subject,
    signer: authority?.key ?? privateKey,
    subject,
    publicKey,
    notBefore: request.notBefore ?? inDays(-1),
    notAfter: request.notAfter ?? inDays(30),
    extensions: [extension(OID.subjectAltName, false, sequence(...names))],
  });
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** The certificates that a relay must not get away with, for the host `name`. */
export function unfitCertificates(
  authority: Authority,
  name: string,
): Readonly<Record<UnfitCertificate, ServerCertificate>> {
  return {
    'self-signed': issueCertificate(null, { names: [name] }),
    'unknown authority': issueCertificate(createAuthority('Somebody else'), { names: [name] }),
    expired: issueCertificate(authority, { names: [name], notBefore: inDays(-30), notAfter: inDays(-1) }),
    'not yet valid': issueCertificate(authority, { names: [name], notBefore: inDays(1) }),
    'wrong name': issueCertificate(authority, { names: ['somebody-else.example'] }),
  };
}

export type UnfitCertificate =
  'self-signed' | 'unknown authority' | 'expired' | 'not yet valid' | 'wrong name';

interface ToBeSigned {
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}

/** RFC 5280 section 4.1. */
function signCertificate(certificate: ToBeSigned): string {
  const algorithm =
    certificate.signer.asymmetricKeyType === 'rsa'
      ? sequence(objectIdentifier(OID.sha256WithRsa), Buffer.of(0x05, 0x00))
      : sequence(objectIdentifier(OID.ecdsaWithSha256));
  const serial = randomBytes(15);
  serial[0] = 0x01;
  const body = sequence(
    tagged(0, integer(Buffer.of(2)), true),
    integer(serial),
    algorithm,
    distinguishedName(certificate.issuer),
    sequence(utcTime(certificate.notBefore), utcTime(certificate.notAfter)),
    distinguishedName(certificate.subject),
    certificate.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        extension(OID.subjectKeyIdentifier, false, octetString(keyIdentifier(certificate.publicKey))),
        extension(
          OID.authorityKeyIdentifier,
          false,
          sequence(tagged(0, keyIdentifier(createPublicKey(certificate.signer)), false)),
        ),
        ...certificate.extensions,
      ),
      true,
    ),
  );
  const signature = sign('sha256', body, certificate.signer);
  const base64 = sequence(body, algorithm, bitString(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}(?=.)/gu, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** Any value that is the same for the same key will do (RFC 5280 section 4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier(OID.commonName), utf8String(commonName))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [trueValue()] : []), octetString(value));
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

function keyPair(kind: 'ec' | 'rsa-2048' | 'rsa-1024'): { publicKey: KeyObject; privateKey: KeyObject } {
  if (kind === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa-2048' ? 2048 : 1024 });
}
