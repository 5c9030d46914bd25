import { isIP } from 'node:net';
import type { DnsRecord, Resolve } from './dns-types.ts';

/** A name that is to take the mail of a domain, from its MX records. */
export interface MailServer {
  /** Lower case, without the dot at the end. */
  readonly host: string;
  readonly preference: number;
}

/** Who takes the mail of a domain (RFC 5321 section 5.1). */
export type ServersOfDomain =
  | {
      readonly kind: 'servers';
      readonly servers: readonly [MailServer, ...MailServer[]];
      /** Whether DNSSEC proved the list: without it DANE proves nothing about the domain (RFC 7672 section 2.2.1). */
      readonly secure: boolean;
      /** Milliseconds that this may be kept. */
      readonly ttl: number;
    }
  /** A statement of the domain about itself: it takes no mail. */
  | { readonly kind: 'none'; readonly reason: string }
  /** No statement at all: nothing may be concluded about the domain. */
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Looks up the MX records. A domain without any, but with an address, is its own server (implicit MX); one with the null MX
 * (RFC 7505), without both, or that does not exist takes no mail.
 */
export async function findServers(resolve: Resolve, domain: string): Promise<ServersOfDomain> {
  const answer = await resolve(domain, 'MX');
  if (answer.kind === 'failed') return { kind: 'failed', why: `MX of ${domain}: ${answer.why}` };
  if (!answer.exists) return { kind: 'none', reason: 'the domain does not exist' };
  const listed = answer.records.filter((record) => record.type === 'MX');
  if (listed.length === 0) return implicitServer(resolve, domain, answer);
  const [first, ...others] = listed.flatMap(({ exchange, preference }) =>
    // An address instead of a name is common, wrong, and could not be told apart from a trick (RFC 5321 section 5.1).
    exchange === '' || isIP(exchange) !== 0 ? [] : [{ host: exchange, preference }],
  );
  if (first !== undefined) {
    return { kind: 'servers', servers: [first, ...others], secure: answer.secure, ttl: answer.ttl };
  }
  const nullMx = listed.length === 1 && listed[0]?.exchange === '';
  return {
    kind: 'none',
    reason: nullMx
      ? 'the domain takes no mail at all (null MX)'
      : 'no MX record of the domain names a server',
  };
}

async function implicitServer(
  resolve: Resolve,
  domain: string,
  mx: { readonly secure: boolean; readonly ttl: number },
): Promise<ServersOfDomain> {
  const addresses = await findAddresses(resolve, domain, 'both');
  if (addresses.kind === 'failed') return addresses;
  if (addresses.kind === 'none') return { kind: 'none', reason: 'no mail server is known for the domain' };
  return { kind: 'servers', servers: [{ host: domain, preference: 0 }], secure: mx.secure, ttl: mx.ttl };
}

export type IpVersion = 'both' | 'ipv4' | 'ipv6';

export type Addresses =
  | {
      readonly kind: 'addresses';
      /** In the order in which they are tried. */
      readonly addresses: readonly string[];
      readonly secure: boolean;
      /** The name at the end of the chain of aliases; the host itself when there is none. */
      readonly canonicalName: string;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string };

/** The addresses of a host of the families that are used; with both, IPv6 and IPv4 take turns. */
export async function findAddresses(resolve: Resolve, host: string, version: IpVersion): Promise<Addresses> {
  const kinds =
    version === 'both' ? (['AAAA', 'A'] as const) : ([version === 'ipv4' ? 'A' : 'AAAA'] as const);
  const answers = await Promise.all(kinds.map(async (kind) => ({ kind, answer: await resolve(host, kind) })));
  const said = answers.flatMap(({ kind, answer }) => (answer.kind === 'answered' ? [{ kind, answer }] : []));
  const families = said.map(({ kind, answer }) => {
    const canonicalName = endOfAliases(host, answer.records);
    return {
      canonicalName,
      secure: answer.secure,
      addresses: answer.records.flatMap((record) =>
        record.type === kind && record.name === canonicalName ? [record.address] : [],
      ),
    };
  });
  const filled = families.filter(({ addresses }) => addresses.length > 0);
  const [first] = filled;
  if (first !== undefined) {
    return {
      kind: 'addresses',
      addresses: takingTurns(filled.map(({ addresses }) => addresses)),
      secure: filled.every(({ secure }) => secure),
      canonicalName: first.canonicalName,
    };
  }
  const failed = answers.flatMap(({ answer }) => (answer.kind === 'failed' ? [answer.why] : []));
  return failed[0] === undefined
    ? { kind: 'none' }
    : { kind: 'failed', why: `addresses of ${host}: ${failed[0]}` };
}

/** Where a chain of CNAME records leads, as the resolver answered it. */
export function endOfAliases(name: string, records: readonly DnsRecord[]): string {
  let end = name;
  // A chain cannot be longer than the answer; a circle ends here too.
  for (let step = 0; step < records.length; step += 1) {
    const alias = records.find((record) => record.type === 'CNAME' && record.name === end);
    if (alias?.type !== 'CNAME') break;
    end = alias.target;
  }
  return end;
}

function takingTurns(lists: readonly (readonly string[])[]): readonly string[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

/** By preference, equals in random order (RFC 5321 section 5.1). `random` gives numbers from 0 to below 1. */
export function inOrderOfTries(servers: readonly MailServer[], random: () => number): readonly MailServer[] {
  return servers
    .map((server) => ({ server, lot: random() }))
    .sort((a, b) => a.server.preference - b.server.preference || a.lot - b.lot)
    .map(({ server }) => server);
}
