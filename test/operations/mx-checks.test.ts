import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DkimKey } from '../../src/email/dkim.ts';
import { checkMx } from '../../src/operations/doctor/mx-checks.ts';
import type { Check } from '../../src/operations/doctor/check.ts';
import { mxOptions, withMx } from '../email/mx/mx-support.ts';
import { MX_HOST } from '../email/relay-support.ts';
import { a, mx, txt } from '../support/dns-server.ts';
import type { Zone } from '../support/dns-server.ts';

const OWN = 'versicherung.example';
const SELECTOR = `pa._domainkey.${OWN}`;
const DMARC = `_dmarc.${OWN}`;

function keyOf(kind: 'rsa' | 'ed25519'): { readonly key: DkimKey; readonly published: string } {
  const { privateKey } =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const p = (kind === 'rsa' ? spki : spki.subarray(-32)).toString('base64');
  return {
    key: { domain: OWN, selector: 'pa', privateKey: pem },
    // Long keys are often published with white space in them.
    published: `v=DKIM1; k=${kind}; p=${p.slice(0, 20)} ${p.slice(20)}`,
  };
}

const rsa = keyOf('rsa');
const ed25519 = keyOf('ed25519');

const HEALTHY: Zone = {
  'SOA .': { answers: [], secure: true },
  'A sender.example': { answers: [a('sender.example')] },
  [`MX ${OWN}`]: { answers: [mx(OWN, MX_HOST)] },
  [`TXT ${SELECTOR}`]: { answers: [txt(SELECTOR, rsa.published)] },
  [`TXT ${DMARC}`]: { answers: [txt(DMARC, 'v=DMARC1; p=reject; rua=mailto:dmarc@versicherung.example')] },
};

async function look(
  change: Zone = {},
  dkim: readonly DkimKey[] = [rsa.key],
  moreServers: readonly string[] = [],
  sender = `post@${OWN}`,
): Promise<readonly Check[]> {
  return withMx({ zone: { ...HEALTHY, ...change } }, ({ server, dns, route }) => {
    const options = mxOptions(server.port, dns.address, {
      dnsServers: [dns.address, ...moreServers],
      dnsTimeout: 200,
    });
    return checkMx(route, { options, dkim, sender });
  });
}

it('finds nothing where everything is in order', async () => {
  const checks = await look();
  expect(checks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
    'DNS servers: ok',
    'DNSSEC: ok',
    'our name in EHLO: ok',
    'way out: ok',
    'DKIM pa: ok',
    'DMARC: ok',
  ]);
});

it.each<[string, Zone, readonly DkimKey[], string, string, RegExp]>([
  [
    'resolver that does not validate',
    { 'SOA .': { answers: [] } },
    [rsa.key],
    'DNSSEC',
    'warn',
    /DANE cannot/u,
  ],
  [
    'name without address',
    { 'A sender.example': { answers: [] } },
    [rsa.key],
    'our name in EHLO',
    'warn',
    /no address/u,
  ],
  ['other key in the DNS', {}, [ed25519.key], 'DKIM pa', 'fail', /another key/u],
  [
    'key that is not published',
    { [`TXT ${SELECTOR}`]: { answers: [] } },
    [rsa.key],
    'DKIM pa',
    'fail',
    /not exist/u,
  ],
  [
    'key that cannot be looked up',
    { [`TXT ${SELECTOR}`]: 'SERVFAIL' },
    [rsa.key],
    'DKIM pa',
    'warn',
    /SERVFAIL/u,
  ],
  [
    'key that was withdrawn',
    { [`TXT ${SELECTOR}`]: { answers: [txt(SELECTOR, 'v=DKIM1; p=')] } },
    [rsa.key],
    'DKIM pa',
    'fail',
    /another key/u,
  ],
  ['missing key', {}, [], 'DKIM', 'warn', /no key/u],
  [
    'domain of ours without servers',
    { [`MX ${OWN}`]: { answers: [] } },
    [rsa.key],
    'way out',
    'warn',
    /no mail server/u,
  ],
])('says what is wrong: %s', async (_what, zone, dkim, name, status, found) => {
  const check = (await look(zone, dkim)).find((each) => each.name === name);
  expect(check).toMatchObject({ status, found: expect.stringMatching(found) as string });
  expect(check?.advice).not.toBeNull();
});

it('knows the published form of an Ed25519 key (RFC 8463)', async () => {
  const zone = { [`TXT ${SELECTOR}`]: { answers: [txt(SELECTOR, ed25519.published)] } };
  const check = (await look(zone, [ed25519.key])).find(({ name }) => name === 'DKIM pa');
  expect(check?.status).toBe('ok');
});

const BELOW = `brief.${OWN}`;

it.each<[string, Zone, readonly DkimKey[], string, string, RegExp]>([
  ['nobody published one', { [`TXT ${DMARC}`]: { answers: [] } }, [rsa.key], OWN, 'warn', /has a record/u],
  ['something else stands there', records('spf2.0/pra'), [rsa.key], OWN, 'warn', /has a record/u],
  [
    'two count as none',
    { [`TXT ${DMARC}`]: { answers: [txt(DMARC, 'v=DMARC1; p=none'), txt(DMARC, 'v=DMARC1; p=reject')] } },
    [rsa.key],
    OWN,
    'warn',
    /has a record/u,
  ],
  [
    'it cannot be looked up',
    { [`TXT ${DMARC}`]: 'SERVFAIL' },
    [rsa.key],
    OWN,
    'warn',
    /cannot be looked up/u,
  ],
  [
    'that of a domain above speaks for the sender',
    records('v=DMARC1;p=none;sp=reject'),
    [rsa.key],
    BELOW,
    'ok',
    /policy reject/u,
  ],
  [
    'strict, and the key is of the domain above',
    records('v=DMARC1; p=reject; adkim=s'),
    [rsa.key],
    BELOW,
    'fail',
    /adkim=s/u,
  ],
  [
    'strict, and the key is of the very domain',
    records('v=DMARC1; p=reject; adkim=s'),
    [rsa.key],
    OWN,
    'ok',
    /counts for/u,
  ],
  ['nothing is signed, and others refuse it', {}, [], OWN, 'fail', /policy reject; no signature/u],
  ['nothing is signed, and nobody minds', records('v=DMARC1; p=none'), [], OWN, 'warn', /policy none/u],
])('looks at DMARC: %s', async (_what, zone, dkim, domain, status, found) => {
  const checks = await look(zone, dkim, [], `post@${domain}`);
  const check = checks.find(({ name }) => name === 'DMARC');
  expect(check).toMatchObject({ status, found: expect.stringMatching(found) as string });
});

function records(text: string): Zone {
  return { [`TXT ${DMARC}`]: { answers: [txt(DMARC, text)] } };
}

it('warns of a resolver that is dead, and fails when all are', async () => {
  const gone = '127.0.0.1:9';
  expect((await look({}, [rsa.key], [gone]))[0]).toMatchObject({ status: 'warn' });
  const silent: Zone = Object.fromEntries(Object.keys(HEALTHY).map((name) => [name, 'silence']));
  expect((await look(silent))[0]).toMatchObject({ name: 'DNS servers', status: 'fail' });
});
