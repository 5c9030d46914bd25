import { X509Certificate } from 'node:crypto';
import type { TlsaData } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { issueCertificate, unfitCertificates } from '../../../src/demo/certificates.ts';
import type { SmtpScript } from '../../../src/demo/smtp-script.ts';
import type { DeliveryOutcome, ProofLevel } from '../../../src/domain/delivery.ts';
import type { StoredPolicy } from '../../../src/email/mx/mta-sts.ts';
import type { MxOptions } from '../../../src/email/mx/mx-options.ts';
import { a, cname, mx, tlsa } from '../../support/dns-server.ts';
import type { Zone, ZoneEntry } from '../../support/dns-server.ts';
import { authority, certificate, messageTo, MX_HOST, recordingHooks, SECRET } from '../relay-support.ts';
import { memoryPolicies, withMx } from './mx-support.ts';
import { tlsaOf } from './tlsa-support.ts';

const leaf = new X509Certificate(certificate.cert);
const root = new X509Certificate(authority.certificate);
const right = tlsaOf(leaf, { usage: 3, selector: 1, matchingType: 1 });
const wrong = tlsaOf(root, { usage: 3, selector: 1, matchingType: 1 });
const unfit = unfitCertificates(authority, MX_HOST);

interface Row {
  readonly script?: Partial<SmtpScript>;
  readonly options?: Partial<MxOptions>;
  /** `SERVFAIL` is what a validating resolver says to a bogus answer too. */
  readonly tlsa?: readonly TlsaData[] | 'SERVFAIL' | 'silence' | 'insecure';
  /** What DNSSEC proves. Default: MX and addresses. */
  readonly secure?: 'addresses only' | 'nothing';
  readonly policy?: Partial<StoredPolicy>;
}

/** A signed zone in which the server's certificate has TLSA records. */
function signedZone(port: number, row: Row): Zone {
  const secure = row.secure === undefined;
  const name = `_${port}._tcp.${MX_HOST}`;
  const records = row.tlsa === 'insecure' ? [wrong] : row.tlsa;
  const entry: ZoneEntry =
    typeof records === 'string'
      ? records
      : {
          answers: (records ?? []).map((data) => tlsa(name, data)),
          secure: row.tlsa !== 'insecure',
        };
  return {
    'MX fault.example': { answers: [mx('fault.example', MX_HOST)], secure },
    [`A ${MX_HOST}`]: { answers: [a(MX_HOST)], secure: row.secure !== 'nothing' },
    [`TLSA ${name}`]: entry,
  };
}

function policies(policy: Partial<StoredPolicy> | undefined) {
  const cache = memoryPolicies();
  if (policy !== undefined) {
    cache.kept.set('fault.example', {
      id: '20261123',
      version: 'STSv1',
      mode: 'enforce',
      mx: [MX_HOST],
      maxAge: 86_400,
      expires: new Date(Date.now() + 86_400_000).toISOString(),
      ...policy,
    });
  }
  return cache;
}

/** The TXT record has vanished in all of these: what is enforced comes from the cache alone. */
async function deliver(row: Row) {
  const setup = {
    policies: policies(row.policy),
    options: { dnsTimeout: row.tlsa === 'silence' ? 100 : 2000, ...row.options },
    ...(row.script === undefined ? {} : { script: row.script }),
  };
  return withMx(setup, async ({ server, dns, route }) => {
    Object.assign(dns.zone, signedZone(server.port, row));
    const hooks = recordingHooks();
    const { outcome, evidence } = await route.deliver(messageTo('anna@fault.example'), hooks);
    expect(server.record.clearText).not.toContain(SECRET);
    expect(server.record.clearText).not.toMatch(/MAIL|RCPT|@/u);
    expect(server.record.acceptances).toHaveLength(outcome.kind === 'accepted' ? 1 : 0);
    if (outcome.kind !== 'accepted') {
      expect(server.record.commands.some(({ line }) => line.startsWith('MAIL'))).toBe(false);
      expect(hooks.calls).toEqual([]);
    }
    return { outcome, destination: evidence.destination, evidence };
  });
}

const selfSigned = issueCertificate(null, { names: ['irgendwer.example'] });
const ofSelfSigned = tlsaOf(new X509Certificate(selfSigned.cert), { usage: 3, selector: 1, matchingType: 1 });

describe.concurrent('S2: accepted, and how much was proven is recorded', () => {
  it.each<[string, Row, ProofLevel]>([
    ['DANE matches', { tlsa: [right] }, 'dane'],
    [
      'DANE matches a self-signed certificate of another name',
      { tlsa: [ofSelfSigned], script: { tls: selfSigned } },
      'dane',
    ],
    ['DANE matches one of two keys, as in a roll-over', { tlsa: [wrong, right] }, 'dane'],
    [
      'DANE names the authority that the server sends along',
      {
        tlsa: [tlsaOf(root, { usage: 2, selector: 1, matchingType: 2 })],
        script: { tls: { ...certificate, cert: certificate.cert + authority.certificate } },
      },
      'dane',
    ],
    ['DANE and MTA-STS: DANE decides', { tlsa: [right], policy: { mx: ['anders.example'] } }, 'dane'],
    [
      'usages 0 and 1 only, certificate verifies',
      {
        tlsa: [
          { ...wrong, usage: 0 },
          { ...wrong, usage: 1 },
        ],
      },
      'verified',
    ],
    [
      'usages 0 and 1 only, self-signed: TLS is all that is demanded',
      { tlsa: [{ ...wrong, usage: 1 }], script: { tls: unfit['self-signed'] } },
      'tls',
    ],
    ['TLSA records that no signature covers do not count', { tlsa: 'insecure' }, 'verified'],
    ['TLSA records in an unsigned zone do not count', { tlsa: [wrong], secure: 'nothing' }, 'verified'],
    ['nor do they behind an unsigned MX', { tlsa: [wrong], secure: 'addresses only' }, 'verified'],
    ['securely no TLSA records', {}, 'verified'],
    ['MTA-STS', { policy: {} }, 'mta-sts'],
    ['MTA-STS with a wildcard', { policy: { mx: ['*.fault.example'] } }, 'mta-sts'],
    [
      'MTA-STS in testing, which enforces nothing',
      { policy: { mode: 'testing', mx: ['x.example'] } },
      'verified',
    ],
    [
      'MTA-STS that has expired',
      { policy: { mx: ['x.example'], expires: '2020-01-01T00:00:00.000Z' } },
      'verified',
    ],
    ['MTA-STS that was withdrawn', { policy: { mode: 'none' } }, 'verified'],
    ['nothing published, expired certificate', { script: { tls: unfit.expired } }, 'tls'],
  ])('%s', async (_what, row, level) => {
    const { outcome, destination } = await deliver(row);
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(destination).toMatchObject({
      level,
      policyId: level === 'mta-sts' ? '20261123' : null,
      address: '127.0.0.1',
    });
  });
});

describe.concurrent('S2: not one byte, and', () => {
  it.each<[string, Row, DeliveryOutcome['kind'], RegExp]>([
    ['post: DANE names another key', { tlsa: [wrong] }, 'tls_refused', /ETLSPOLICY/u],
    [
      'post: an impostor with a self-signed certificate',
      { tlsa: [right], script: { tls: unfit['self-signed'] } },
      'tls_refused',
      /ETLSPOLICY/u,
    ],
    [
      'post: an impostor whose certificate verifies',
      { tlsa: [right], script: { tls: issueCertificate(authority, { names: [MX_HOST] }) } },
      'tls_refused',
      /ETLSPOLICY/u,
    ],
    ['later: TLSA bogus or broken', { tlsa: 'SERVFAIL' }, 'retry', /TLSA of mx\.fault\.example: SERVFAIL/u],
    ['later: TLSA suppressed', { tlsa: 'silence' }, 'retry', /no answer in time/u],
    [
      'later: TLSA suppressed does not open the way for MTA-STS',
      { tlsa: 'SERVFAIL', policy: {} },
      'retry',
      /TLSA/u,
    ],
    [
      'post: MTA-STS does not name the server',
      { policy: { mx: ['anders.example'] } },
      'tls_refused',
      /MTA-STS/u,
    ],
    [
      'post: a wildcard of MTA-STS stands for one label only',
      { policy: { mx: ['*.example'] } },
      'tls_refused',
      /MTA-STS/u,
    ],
    ...Object.entries(unfit).map(
      ([kind, tls]) =>
        [
          `post: MTA-STS and certificate ${kind}`,
          { policy: {}, script: { tls } },
          'tls_refused',
          /ETLSPOLICY/u,
        ] as [string, Row, DeliveryOutcome['kind'], RegExp],
    ),
    [
      'post: verification set and certificate self-signed',
      { options: { verifyCertificates: true }, script: { tls: unfit['self-signed'] } },
      'tls_refused',
      /ETLSPOLICY/u,
    ],
    [
      'post: TLS 1.3 set and 1.2 offered',
      { options: { minVersion: 'TLSv1.3' }, script: { tls: { ...certificate, maxVersion: 'TLSv1.2' } } },
      'tls_refused',
      /PROTOCOL/u,
    ],
  ])('%s', async (_what, row, kind, reason) => {
    const { outcome, destination, evidence } = await deliver(row);
    expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(reason) as string });
    expect(destination?.level).toBeNull();
    // What was shown instead is evidence, where the handshake itself was sound.
    if (reason.source === 'ETLSPOLICY') {
      expect(evidence.tls?.certificateSha256).toMatch(/^[0-9a-f]{64}$/u);
    }
    expect(destination?.passedOver).toHaveLength(1);
  });
});

describe.concurrent('REQUIRETLS (RFC 8689)', () => {
  const announced = { extensions: { requireTls: true } };
  const withPolicy: Row = { policy: {}, script: announced };

  async function mailLine(row: Row): Promise<readonly [string, boolean | undefined]> {
    return withMx(
      {
        policies: policies(row.policy),
        ...(row.script === undefined ? {} : { script: row.script }),
        ...(row.options === undefined ? {} : { options: row.options }),
      },
      async ({ server, route }) => {
        const { evidence } = await route.deliver(messageTo('anna@fault.example'), recordingHooks());
        const line = server.record.commands.find((each) => each.line.startsWith('MAIL'))?.line ?? '';
        return [line, evidence.destination?.requireTls];
      },
    );
  }

  it('binds a server that announces it and that a policy vouches for', async () => {
    expect(await mailLine(withPolicy)).toEqual([expect.stringContaining('REQUIRETLS'), true]);
  });

  it.each<[string, Row]>([
    ['is not announced', { policy: {} }],
    ['is announced by a server that no policy vouches for', { script: announced }],
    ['is switched off', { ...withPolicy, options: { requireTls: 'off' } }],
  ])('is not asked for where it %s', async (_what, row) => {
    expect(await mailLine(row)).toEqual([expect.not.stringContaining('REQUIRETLS'), false]);
  });

  it.each<[string, Row]>([
    ['that does not announce it', { policy: {} }],
    ['that no policy vouches for', { script: announced }],
  ])('insisted on, sends nothing to a server %s', async (_what, row) => {
    const { outcome } = await deliver({ ...row, options: { requireTls: 'insist' } });
    expect(outcome.kind).toBe('tls_refused');
  });

  it('insisted on, sends to a server that can', async () => {
    const { outcome } = await deliver({ ...withPolicy, options: { requireTls: 'insist' } });
    expect(outcome.kind).toBe('accepted');
  });
});

describe.concurrent('aliases', () => {
  it('TLSA records stand below the name at the end of a signed chain', async () => {
    await withMx({}, async ({ server, dns, route }) => {
      const target = 'host.anbieter.example';
      const name = `_${server.port}._tcp.${target}`;
      Object.assign(dns.zone, signedZone(server.port, { tlsa: [wrong] }), {
        [`A ${MX_HOST}`]: { answers: [cname(MX_HOST, target), a(target)], secure: true },
        [`TLSA ${name}`]: { answers: [tlsa(name, right)], secure: true },
      });
      const { evidence } = await route.deliver(messageTo('anna@fault.example'), recordingHooks());
      expect(evidence.destination?.level).toBe('dane');
    });
  });

  it('the certificate of the end of a signed chain may carry that name alone, for that domain', async () => {
    const target = 'host.anbieter.example';
    const issued = issueCertificate(authority, { names: [target] });
    const script = { tls: { ...issued, cert: issued.cert + authority.certificate } };
    const cache = policies({});
    cache.kept.set('streng.example', cache.kept.get('fault.example') as StoredPolicy);
    await withMx({ script, policies: cache }, async ({ server, dns, route }) => {
      const name = `_${server.port}._tcp.${target}`;
      const ofRoot = tlsaOf(root, { usage: 2, selector: 1, matchingType: 1 });
      Object.assign(dns.zone, signedZone(server.port, {}), {
        'MX streng.example': { answers: [mx('streng.example', MX_HOST)] },
        [`A ${MX_HOST}`]: { answers: [cname(MX_HOST, target), a(target)], secure: true },
        [`TLSA ${name}`]: { answers: [tlsa(name, ofRoot)], secure: true },
      });
      const { evidence } = await route.deliver(messageTo('anna@fault.example'), recordingHooks());
      expect(evidence.destination?.level).toBe('dane');
      // The same connection, authorized for the other name, proves nothing to who demands the name of the MX host.
      const { outcome } = await route.deliver(messageTo('anna@streng.example'), recordingHooks());
      expect(outcome.kind).toBe('tls_refused');
    });
  });

  it('behind a signed alias into an unsigned zone, its own name counts', async () => {
    await withMx({}, async ({ server, dns, route }) => {
      const target = 'host.anbieter.example';
      Object.assign(dns.zone, signedZone(server.port, { tlsa: [right] }), {
        [`A ${MX_HOST}`]: { answers: [cname(MX_HOST, target), a(target)], secure: false },
        [`CNAME ${MX_HOST}`]: { answers: [cname(MX_HOST, target)], secure: true },
      });
      const { evidence } = await route.deliver(messageTo('anna@fault.example'), recordingHooks());
      expect(evidence.destination?.level).toBe('dane');
    });
  });
});

describe.concurrent('a server that chokes on a large client hello', () => {
  it('gets one more try with a small one, and no less is demanded', async () => {
    const script = { startTls: 'chokes' } as const;
    const { outcome, destination, evidence } = await deliver({ script, policy: {} });
    expect(outcome.kind).toBe('accepted');
    expect(destination?.level).toBe('mta-sts');
    expect(evidence.tls).toMatchObject({ protocol: 'TLSv1.3', keyExchange: 'X25519' });
  });

  it('gets none when it does not prove itself', async () => {
    const script = { startTls: 'chokes', tls: unfit['wrong name'] } as const;
    expect((await deliver({ script, policy: {} })).outcome.kind).toBe('tls_refused');
  });
});

it('a connection is used again for another domain only as far as it proves what that one demands', async () => {
  const cache = policies({ mode: 'none' });
  const zone: Zone = { 'MX streng.example': { answers: [mx('streng.example', MX_HOST)] } };
  const script = { tls: unfit['self-signed'] };
  await withMx({ policies: cache, zone, script }, async ({ server, route }) => {
    expect((await route.deliver(messageTo('a@fault.example'), recordingHooks())).outcome.kind).toBe(
      'accepted',
    );
    cache.kept.set('streng.example', {
      ...(cache.kept.get('fault.example') as StoredPolicy),
      mode: 'enforce',
      mx: [MX_HOST],
    });
    const { outcome } = await route.deliver(messageTo('b@streng.example'), recordingHooks());
    expect(outcome.kind).toBe('tls_refused');
    expect(server.record.acceptances).toHaveLength(1);
  });
});
