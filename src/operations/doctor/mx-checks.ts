import { createPublicKey } from 'node:crypto';
import type { DkimKey } from '../../email/dkim.ts';
import { ask, createDnsClient } from '../../email/mx/dns-client.ts';
import { dnsServers } from '../../email/mx/dns-servers.ts';
import type { DnsServer } from '../../email/mx/dns-servers.ts';
import type { Resolve } from '../../email/mx/dns-types.ts';
import type { MxOptions } from '../../email/mx/mx-options.ts';
import type { EmailRoute } from '../../email/route.ts';
import { checked, fail, ok, warn, type Check } from './check.ts';
import { checkDmarc } from './dmarc-check.ts';

/** What route `mx` needs beside a way out. */
export interface MxSubjects {
  readonly options: MxOptions;
  readonly dkim: readonly DkimKey[];
  /** The address in From. */
  readonly sender: string;
}

/** Every resolver can answer it, and the root is signed: whoever validates says so. */
const ROOT = '.';

/** Looks at everything that a night by route `mx` needs; no message is sent. */
export async function checkMx(
  route: EmailRoute,
  { options, dkim, sender }: MxSubjects,
): Promise<readonly Check[]> {
  const servers = dnsServers(options.dnsServers);
  const resolve = createDnsClient({ servers, timeout: options.dnsTimeout });
  return [
    ...(await checkResolvers(servers, options.dnsTimeout)),
    ...(await checkOwnName(resolve, options.clientHostname)),
    ...(await checkWayOut(route, options.ownDomain)),
    ...(dkim.length === 0
      ? [
          warn(
            'DKIM',
            'no key is configured',
            'set `email.mx.dkim`: large providers refuse what nobody signed',
          ),
        ]
      : []),
    ...(await Promise.all(dkim.map((key) => checkDkim(resolve, key)))).flat(),
    ...(await checkDmarc(
      resolve,
      sender,
      dkim.map(({ domain }) => domain),
    )),
  ];
}

async function checkResolvers(servers: readonly DnsServer[], timeout: number): Promise<readonly Check[]> {
  const answers = await Promise.all(
    servers.map(async (server) => ({ server, answer: await ask(server, ROOT, 'SOA', timeout) })),
  );
  const dead = answers.flatMap(({ server, answer }) =>
    answer.kind === 'failed' ? [`${server.address} (${answer.why})`] : [],
  );
  const advice =
    'mend them or `email.mx.dns.servers`: without DNS no e-mail leaves, and nothing is posted because of it';
  const alive = answers.length - dead.length;
  const reachable =
    alive === 0
      ? fail('DNS servers', dead.length === 0 ? 'none is known' : `none answers: ${dead.join(', ')}`, advice)
      : dead.length > 0
        ? warn('DNS servers', `${alive} answer, not ${dead.join(', ')}`, advice)
        : ok('DNS servers', `answering: ${answers.map(({ server }) => server.address).join(', ')}`);
  const validating = answers.filter(({ answer }) => answer.kind === 'answered' && answer.secure).length;
  const dane =
    validating === answers.length && validating > 0
      ? ok('DNSSEC', 'validated by a resolver that we may believe: DANE is honoured')
      : warn(
          'DNSSEC',
          validating === 0
            ? 'no resolver that we may believe validates: DANE cannot be honoured'
            : 'not every resolver validates: DANE is honoured by chance',
          'run a validating resolver on this machine, or name one under `email.mx.dns.servers` to which the way is protected',
        );
  return [reachable, dane];
}

async function checkOwnName(resolve: Resolve, name: string): Promise<readonly Check[]> {
  const answers = await Promise.all([resolve(name, 'A'), resolve(name, 'AAAA')]);
  const found = answers.some((answer) => answer.kind === 'answered' && answer.records.length > 0);
  return [
    found
      ? ok('our name in EHLO', `${name} has an address`)
      : warn(
          'our name in EHLO',
          `${name} has no address in the DNS`,
          'set `email.mx.clientHostname` to the name that the DNS gives our address, forward and reverse: many servers compare',
        ),
  ];
}

/** Our own servers are the only ones that may be tried without asking anybody. */
async function checkWayOut(route: EmailRoute, ownDomain: string): Promise<readonly Check[]> {
  const advice =
    'see that connections to port 25 get out; where only our own servers are out of reach from here, ignore this';
  return checked('way out', advice, async () => {
    const { outcome, evidence } = await route.probe(ownDomain);
    if (outcome.kind === 'accepted') {
      const { tls, host } = evidence;
      return ok('way out', `${host} of ${ownDomain}: ${tls?.protocol ?? 'no TLS'}, ${tls?.cipher ?? ''}`);
    }
    return outcome.kind === 'our_outage'
      ? fail('way out', outcome.reason, advice)
      : warn('way out', `the servers of ${ownDomain}: ${outcome.reason}`, advice);
  });
}

async function checkDkim(resolve: Resolve, key: DkimKey): Promise<readonly Check[]> {
  const name = `${key.selector}._domainkey.${key.domain}`;
  const advice = `publish the public key at ${name}: with another one, or none, each message fails DKIM`;
  return checked(`DKIM ${key.selector}`, advice, async () => {
    const answer = await resolve(name, 'TXT');
    if (answer.kind === 'failed') {
      return warn(`DKIM ${key.selector}`, `${name} cannot be looked up (${answer.why})`, advice);
    }
    const published = answer.records.flatMap((record) => (record.type === 'TXT' ? [record.text] : []));
    const wanted = publicKeyOf(key);
    const matches = published.some((text) => {
      const value = /(?:^|;)\s*p=([^;]*)/u.exec(text)?.[1]?.replaceAll(/\s/gu, '') ?? '';
      return value !== '' && wanted.includes(value);
    });
    if (matches) return ok(`DKIM ${key.selector}`, `${name} holds the public key`);
    return fail(
      `DKIM ${key.selector}`,
      published.length === 0 ? `${name} does not exist` : `${name} holds another key`,
      advice,
    );
  });
}

/** In the forms in which it may be published: RFC 8463 has the bare key of Ed25519, RSA comes with its frame or without. */
function publicKeyOf(key: DkimKey): readonly string[] {
  const publicKey = createPublicKey(key.privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return publicKey.asymmetricKeyType === 'ed25519'
    ? [spki.subarray(-32).toString('base64')]
    : [spki.toString('base64'), publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')];
}
