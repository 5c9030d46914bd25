import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate, unfitCertificates } from '../../src/demo/certificates.ts';

const HOST = 'relay.example';

describe('certificates made at run time', () => {
  it('are issued by the authority for the names asked for', () => {
    const authority = createAuthority();
    const root = new X509Certificate(authority.certificate);
    const server = new X509Certificate(issueCertificate(authority, { names: [HOST, 'mx.example'] }).cert);
    expect(root.ca).toBe(true);
    expect(server.verify(root.publicKey)).toBe(true);
    expect(server.checkIssued(root)).toBe(true);
    expect(server.checkHost('mx.example')).toBe('mx.example');
  });

  it.each(['rsa-2048', 'rsa-1024'] as const)('carry an %s key where one is asked for', (key) => {
    const made = new X509Certificate(issueCertificate(createAuthority(), { names: [HOST], key }).cert);
    expect(made.publicKey.asymmetricKeyDetails?.modulusLength).toBe(Number(key.slice(4)));
  });

  it('parse whatever length the signature happens to have', () => {
    const authority = createAuthority();
    for (let round = 0; round < 50; round += 1) {
      const name = `${'a'.repeat(round + 1)}.example`;
      expect(new X509Certificate(issueCertificate(authority, { names: [name] }).cert).subject).toBe(
        `CN=${name}`,
      );
    }
  });

  it('come in every unfit kind', () => {
    const authority = createAuthority();
    const root = new X509Certificate(authority.certificate);
    const unfit = unfitCertificates(authority, HOST);
    const read = (kind: keyof typeof unfit): X509Certificate => new X509Certificate(unfit[kind].cert);
    expect(read('self-signed').checkIssued(read('self-signed'))).toBe(true);
    expect(read('unknown authority').verify(root.publicKey)).toBe(false);
    expect(read('expired').validToDate.getTime()).toBeLessThan(Date.now());
    expect(read('not yet valid').validFromDate.getTime()).toBeGreaterThan(Date.now());
    expect(read('wrong name').checkHost(HOST)).toBeUndefined();
  });
});
