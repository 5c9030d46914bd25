import { createHash } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import type { TlsaData } from 'dns-packet';

type Form = Pick<TlsaData, 'usage' | 'selector' | 'matchingType'>;

/** The record that a zone would publish for a certificate. */
export function tlsaOf(certificate: X509Certificate, form: Form): TlsaData {
  return { ...form, certificate: digestOf(certificate, form.selector, form.matchingType) };
}

export function digestOf(certificate: X509Certificate, selector: number, matchingType: number): Buffer {
  const bytes =
    selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (matchingType === 0) return bytes;
  return createHash(matchingType === 1 ? 'sha256' : 'sha512')
    .update(bytes)
    .digest();
}
