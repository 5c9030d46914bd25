import { X509Certificate } from 'node:crypto';
import type { TlsaData } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from '../../../src/demo/certificates.ts';
import { isUsable } from '../../../src/email/mx/dane.ts';
import { demandOf, judge } from '../../../src/email/mx/demand.ts';
import type { Demand, DemandFacts, PolicyLookup, ShownProof } from '../../../src/email/mx/demand.ts';
import type { TlsaLookup } from '../../../src/email/mx/find-tlsa.ts';
import { digestOf, tlsaOf } from './tlsa-support.ts';

const HOST = 'mx.ziel.example';
const authority = createAuthority();
const other = createAuthority('Somebody else');
const leaf = new X509Certificate(issueCertificate(authority, { names: [HOST] }).cert);
const impostor = new X509Certificate(issueCertificate(null, { names: [HOST] }).cert);
const root = new X509Certificate(authority.certificate);

const usable = tlsaOf(leaf, { usage: 3, selector: 1, matchingType: 1 });
const present = (...records: readonly TlsaData[]): TlsaLookup => ({ kind: 'records', base: HOST, records });
const absent: TlsaLookup = { kind: 'absent' };
const failed: TlsaLookup = { kind: 'failed', why: 'SERVFAIL' };
const enforce: PolicyLookup = { kind: 'enforce', id: '20261123', names: (host) => host === HOST };
const foreign: PolicyLookup = { kind: 'enforce', id: '20261123', names: () => false };
const testing: PolicyLookup = { kind: 'testing', id: '20261123' };
const none: PolicyLookup = { kind: 'none' };

function demand(tlsa: TlsaLookup, policy: PolicyLookup, verifyCertificates = false): Demand {
  const facts: DemandFacts = { host: HOST, tlsa, policy, verifyCertificates };
  return demandOf(facts);
}

describe('what a server has to prove', () => {
  const unusable = [
    { ...usable, usage: 0 },
    { ...usable, usage: 1 },
  ];
  it.each<[string, TlsaLookup, PolicyLookup, boolean, string]>([
    ['usable TLSA records', present(usable), none, false, 'dane'],
    ['usable TLSA records and MTA-STS: DANE decides alone', present(usable), enforce, false, 'dane'],
    ['usable TLSA records, and MTA-STS does not name the server', present(usable), foreign, false, 'dane'],
    ['usable among unusable records', present(...unusable, usable), none, false, 'dane'],
    ['unusable records only: usages 0 and 1', present(...unusable), none, false, 'encrypted'],
    ['unusable records only, and MTA-STS', present(...unusable), enforce, false, 'mta-sts'],
    ['no records', absent, none, false, 'encrypted'],
    ['no records, verification set', absent, none, true, 'verified'],
    ['no records, MTA-STS enforced', absent, enforce, false, 'mta-sts'],
    ['no records, MTA-STS enforced, verification set', absent, enforce, true, 'mta-sts'],
    ['no records, MTA-STS in testing', absent, testing, false, 'encrypted'],
    ['no records, MTA-STS in testing, verification set', absent, testing, true, 'verified'],
  ])('%s: %s', (_what, tlsa, policy, verify, expected) => {
    expect(demand(tlsa, policy, verify).kind).toBe(expected);
  });

  it.each<[string, TlsaLookup, PolicyLookup, string]>([
    ['the lookup of TLSA records failed', failed, none, 'lookup'],
    ['the lookup failed, and MTA-STS would take the server', failed, enforce, 'lookup'],
    ['MTA-STS does not name the server', absent, foreign, 'policy'],
    ['unusable records, and MTA-STS does not name the server', present(...unusable), foreign, 'policy'],
  ])('not to be used: %s', (_what, tlsa, policy, because) => {
    expect(demand(tlsa, policy)).toMatchObject({ kind: 'unfit', because });
  });

  it('leaves only usable records in a demand', () => {
    expect(demand(present({ ...usable, usage: 1 }, usable), none)).toEqual({
      kind: 'dane',
      base: HOST,
      records: [usable],
    });
  });
});

describe('which TLSA records are usable', () => {
  it.each<[string, Partial<TlsaData>, boolean]>([
    ['3 1 1', {}, true],
    ['3 0 1', { selector: 0 }, true],
    ['2 1 1', { usage: 2 }, true],
    ['3 1 2', { matchingType: 2, certificate: Buffer.alloc(64) }, true],
    ['3 1 0', { matchingType: 0, certificate: Buffer.alloc(91) }, true],
    ['0 1 1', { usage: 0 }, false],
    ['1 1 1', { usage: 1 }, false],
    ['4 1 1', { usage: 4 }, false],
    ['3 2 1', { selector: 2 }, false],
    ['3 1 3', { matchingType: 3 }, false],
    ['3 1 1 with a digest that is cut off', { certificate: Buffer.alloc(31) }, false],
    ['3 1 2 with a digest of SHA-256', { matchingType: 2 }, false],
    ['3 1 0 with nothing in it', { matchingType: 0, certificate: Buffer.alloc(0) }, false],
  ])('%s: %s', (_what, change, expected) => {
    expect(isUsable({ ...usable, ...change })).toBe(expected);
  });
});

describe('what a server proved', () => {
  function shown(change: Partial<ShownProof> = {}): ShownProof {
    return { chain: [leaf, root], names: [HOST, 'ziel.example'], authorized: true, ...change };
  }
  const dane = (...records: readonly TlsaData[]): Demand => ({ kind: 'dane', base: HOST, records });
  const sts: Demand = { kind: 'mta-sts', policyId: '1' };

  it.each<[string, Demand, Partial<ShownProof>, string]>([
    ['no demand, and the certificate verifies', { kind: 'encrypted' }, {}, 'verified'],
    ['no demand, and it does not', { kind: 'encrypted' }, { authorized: false }, 'tls'],
    ['verification demanded', { kind: 'verified' }, {}, 'verified'],
    ['MTA-STS', sts, {}, 'mta-sts'],
    ['DANE, usage 3, key', dane(usable), {}, 'dane'],
    [
      'DANE, usage 3, self-signed and of another name: neither matters',
      dane(tlsaOf(impostor, { usage: 3, selector: 0, matchingType: 2 })),
      { chain: [impostor], names: ['anders.example'], authorized: false },
      'dane',
    ],
    [
      'DANE, usage 3, whole key in the record',
      dane(tlsaOf(leaf, { usage: 3, selector: 1, matchingType: 0 })),
      {},
      'dane',
    ],
    ['DANE, usage 2', dane(tlsaOf(root, { usage: 2, selector: 0, matchingType: 1 })), {}, 'dane'],
    ['DANE, usage 2, key', dane(tlsaOf(root, { usage: 2, selector: 1, matchingType: 1 })), {}, 'dane'],
    [
      'DANE, usage 2, whole authority in the record and not sent',
      dane(tlsaOf(root, { usage: 2, selector: 0, matchingType: 0 })),
      { chain: [leaf], authorized: false },
      'dane',
    ],
    [
      'DANE, one of several records fits, as in a roll-over',
      dane(tlsaOf(impostor, { usage: 3, selector: 1, matchingType: 1 }), usable),
      {},
      'dane',
    ],
  ])('%s: %s', (_what, demanded, change, level) => {
    expect(judge(demanded, shown(change))).toEqual({ kind: 'proven', level });
  });

  const byRoot = dane(tlsaOf(root, { usage: 2, selector: 1, matchingType: 1 }));
  const foreignRoot = new X509Certificate(other.certificate);
  it.each<[string, Demand, Partial<ShownProof>]>([
    ['verification demanded', { kind: 'verified' }, { authorized: false }],
    ['MTA-STS', sts, { authorized: false }],
    ['DANE, an impostor', dane(usable), { chain: [impostor] }],
    [
      'DANE, an impostor whose certificate a public authority signed',
      dane(usable),
      { chain: [impostor], authorized: true },
    ],
    ['DANE, no certificate at all', dane(usable), { chain: [] }],
    ['DANE, usage 2, another name', byRoot, { names: ['anders.example'] }],
    ['DANE, usage 2, the authority is not in the chain', byRoot, { chain: [leaf] }],
    ['DANE, usage 2, a certificate beside the authority', byRoot, { chain: [impostor, root] }],
    [
      'DANE, usage 2, an authority of somebody else',
      dane(tlsaOf(foreignRoot, { usage: 2, selector: 1, matchingType: 1 })),
      { chain: [leaf, foreignRoot, root] },
    ],
    [
      'DANE, usage 2 that names the server’s own certificate',
      dane(tlsaOf(leaf, { usage: 2, selector: 1, matchingType: 1 })),
      {},
    ],
    ['a server that must not be used', { kind: 'unfit', because: 'policy', reason: 'x' }, {}],
  ])('not enough: %s', (_what, demanded, change) => {
    expect(judge(demanded, shown(change)).kind).toBe('not proven');
  });

  it('not enough: DANE, usage 2, a certificate that is out of date', () => {
    const expired = new X509Certificate(
      issueCertificate(authority, {
        names: [HOST],
        notBefore: new Date('2020-01-01'),
        notAfter: new Date('2021-01-01'),
      }).cert,
    );
    expect(judge(byRoot, shown({ chain: [expired, root] })).kind).toBe('not proven');
    // Usage 3 names the key itself, and asks for no date.
    const byKey = dane(tlsaOf(expired, { usage: 3, selector: 1, matchingType: 1 }));
    expect(judge(byKey, shown({ chain: [expired] }))).toEqual({ kind: 'proven', level: 'dane' });
  });

  it('compares digests of the length that the record says', () => {
    expect(digestOf(leaf, 1, 2)).toHaveLength(64);
  });
});
