import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../src/demo/certificates.ts';
import { createDnsClient } from '../../../src/email/mx/dns-client.ts';
import { dnsServers } from '../../../src/email/mx/dns-servers.ts';
import { findPolicy } from '../../../src/email/mx/mta-sts.ts';
import type { PolicyLookup } from '../../../src/email/mx/demand.ts';
import { a, startDnsServer, txt } from '../../support/dns-server.ts';
import type { DnsTestServer } from '../../support/dns-server.ts';
import { authority } from '../relay-support.ts';
import { memoryPolicies } from './mx-support.ts';
import { policy, POLICY_DOMAIN, serving, startPolicyHost } from './policy-host.ts';
import type { PolicyHost } from './policy-host.ts';

const TXT = `TXT _mta-sts.${POLICY_DOMAIN}`;
const HOST = 'mx.ziel.example';

let host: PolicyHost;
let dns: DnsTestServer;
let cache: ReturnType<typeof memoryPolicies>;

beforeEach(async () => {
  host = await startPolicyHost(policy('enforce', [HOST, '*.reserve.example']));
  cache = memoryPolicies();
  dns = await startDnsServer({
    [TXT]: { answers: [txt(`_mta-sts.${POLICY_DOMAIN}`, 'v=STSv1; id=20261123;')] },
    [`A mta-sts.${POLICY_DOMAIN}`]: { answers: [a(`mta-sts.${POLICY_DOMAIN}`)] },
  });
});
afterEach(async () => {
  await host.close();
  await dns.close();
});

function look(): Promise<PolicyLookup> {
  const resolve = createDnsClient({ servers: dnsServers([dns.address]), timeout: 200 });
  return findPolicy(resolve, cache, POLICY_DOMAIN);
}

function published(id: string): void {
  dns.zone[TXT] = { answers: [txt(`_mta-sts.${POLICY_DOMAIN}`, `v=STSv1; id=${id};`)] };
}

function expired(): void {
  const known = cache.kept.get(POLICY_DOMAIN);
  if (known === undefined) throw new Error('Expected a policy to be known.');
  cache.kept.set(POLICY_DOMAIN, { ...known, expires: '2020-01-01T00:00:00.000Z' });
}

async function namesOf(lookup: Promise<PolicyLookup>): Promise<string> {
  const found = await lookup;
  if (found.kind !== 'enforce') return found.kind;
  const names = ['mx.ziel.example', 'mx2.ziel.example', 'a.reserve.example', 'a.b.reserve.example'];
  return names.filter((name) => found.names(name)).join(' ');
}

describe('the policy of a domain (RFC 8461)', () => {
  it('is fetched over verified HTTPS and names servers, a wildcard for one label', async () => {
    expect(await namesOf(look())).toBe('mx.ziel.example a.reserve.example');
    expect(host.asked).toEqual([`mta-sts.${POLICY_DOMAIN}/.well-known/mta-sts.txt`]);
    expect(cache.kept.get(POLICY_DOMAIN)).toMatchObject({ id: '20261123', mode: 'enforce' });
  });

  it('is fetched once as long as its id stays', async () => {
    await look();
    await look();
    expect(host.asked).toHaveLength(1);
  });

  it('is fetched again when its id changes', async () => {
    await look();
    host.answer = serving(policy('testing', [HOST]));
    published('20261124');
    expect((await look()).kind).toBe('testing');
  });

  it('is none where the domain publishes none, and nothing is asked for', async () => {
    dns.zone[TXT] = { answers: [] };
    expect(await look()).toEqual({ kind: 'none' });
    expect(host.asked).toEqual([]);
  });
});

describe('S2: a policy that is known is not stripped by whoever', () => {
  beforeEach(async () => {
    await look();
  });

  it.each<[string, () => void]>([
    ['makes the TXT record vanish', () => void (dns.zone[TXT] = { answers: [] })],
    ['makes the whole name vanish', () => void delete dns.zone[TXT]],
    ['blocks the lookup', () => void (dns.zone[TXT] = 'SERVFAIL')],
    ['lets the lookup run into silence', () => void (dns.zone[TXT] = 'silence')],
    [
      'publishes two records',
      () => {
        const name = `_mta-sts.${POLICY_DOMAIN}`;
        dns.zone[TXT] = { answers: [txt(name, 'v=STSv1; id=a;'), txt(name, 'v=STSv1; id=b;')] };
      },
    ],
    ['writes something else into the record', () => published('nicht erlaubt!')],
    [
      'names another policy and blocks its host',
      () => {
        published('2');
        dns.zone[`A mta-sts.${POLICY_DOMAIN}`] = 'SERVFAIL';
      },
    ],
    [
      'names another policy and answers in its host’s place',
      () => {
        published('2');
        host.answer = serving('Not found', 'text/plain', 404);
      },
    ],
  ])('%s', async (_what, attack) => {
    attack();
    expect(await namesOf(look())).toBe('mx.ziel.example a.reserve.example');
    expect(cache.kept.get(POLICY_DOMAIN)).toMatchObject({ id: '20261123', mode: 'enforce' });
  });

  it('an expired one is renewed when it can be', async () => {
    expired();
    expect((await look()).kind).toBe('enforce');
    expect(host.asked).toHaveLength(2);
  });

  it.each<[string, () => void]>([
    ['its record has vanished', () => void (dns.zone[TXT] = { answers: [] })],
    ['its host is gone', () => void (host.answer = serving('', 'text/plain', 404))],
  ])('an expired one counts no more when %s', async (_what, change) => {
    expired();
    change();
    expect((await look()).kind).toBe('none');
  });

  it('is withdrawn by the domain itself, by a policy of mode none', async () => {
    published('3');
    host.answer = serving(policy('none', []));
    expect((await look()).kind).toBe('none');
  });
});

describe('a policy that cannot be had the first time is none, and is asked for again an hour later', () => {
  it.each<[string, () => void]>([
    ['another status', () => void (host.answer = serving(policy('enforce', [HOST]), 'text/plain', 404))],
    ['a redirect, which is not followed', () => void (host.answer = serving('', 'text/plain', 301))],
    ['another media type', () => void (host.answer = serving(policy('enforce', [HOST]), 'text/html'))],
    ['no policy', () => void (host.answer = serving('version: STSv2\r\nmode: enforce\r\n'))],
    [
      'too much of it',
      () => void (host.answer = serving(`${policy('enforce', [HOST])}${'x'.repeat(70_000)}`)),
    ],
    ['a connection that breaks', () => void (host.answer = (incoming) => void incoming.socket.destroy())],
  ])('%s', async (_what, change) => {
    change();
    expect(await look()).toEqual({ kind: 'none' });
    await look();
    expect(host.asked).toHaveLength(1);
    expect(cache.kept.get(POLICY_DOMAIN)).toMatchObject({ id: '20261123', mode: 'none' });
  });

  it.each([
    ['of another name', { names: ['anders.example'] }, authority],
    ['that nobody signed', { names: [`mta-sts.${POLICY_DOMAIN}`] }, null],
  ] as const)('a certificate %s', async (_what, names, by) => {
    await host.close();
    host = await startPolicyHost(policy('enforce', [HOST]), issueCertificate(by, names));
    expect(await look()).toEqual({ kind: 'none' });
    expect(host.asked).toEqual([]);
  });
});
