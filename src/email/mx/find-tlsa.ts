import type { TlsaData } from 'dns-packet';
import { endOfAliases } from './find-servers.ts';
import type { Addresses } from './find-servers.ts';
import type { Resolve } from './dns-types.ts';

/** What the DNS says about the certificate of one server (RFC 6698), as far as DNSSEC proves it. */
export type TlsaLookup =
  /** Proven to be absent, or not proven at all: DANE says nothing about this server. */
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'records';
      /** The name below which they stand: the server's own, or the one at the end of its aliases. */
      readonly base: string;
      readonly records: readonly TlsaData[];
    }
  /** A broken or bogus zone, or somebody who suppresses the records: this server is not to be used now. */
  | { readonly kind: 'failed'; readonly why: string };

export interface TlsaQuestion {
  readonly host: string;
  readonly port: number;
  /** Whether DNSSEC proved that this host is a server of the domain. */
  readonly mxSecure: boolean;
  readonly addresses: Extract<Addresses, { kind: 'addresses' }>;
}

/**
 * Looks for TLSA records as RFC 7672 section 2.2 says: only below names that DNSSEC proved, because name servers of
 * unsigned zones often fail at this record type and mail to them must not wait for that.
 */
export async function findTlsa(resolve: Resolve, question: TlsaQuestion): Promise<TlsaLookup> {
  if (!question.mxSecure) return { kind: 'absent' };
  for (const base of await baseNames(resolve, question)) {
    const answer = await resolve(`_${question.port}._tcp.${base}`, 'TLSA');
    if (answer.kind === 'failed') return { kind: 'failed', why: `TLSA of ${base}: ${answer.why}` };
    const records = answer.records.flatMap((record) => (record.type === 'TLSA' ? [record.tlsa] : []));
    if (answer.secure && records.length > 0) return { kind: 'records', base, records };
  }
  return { kind: 'absent' };
}

/** The names below which records may stand, the end of a chain of aliases first (RFC 7672 section 2.2.2). */
async function baseNames(resolve: Resolve, { host, addresses }: TlsaQuestion): Promise<readonly string[]> {
  const { canonicalName, secure } = addresses;
  if (secure) return canonicalName === host ? [host] : [canonicalName, host];
  if (canonicalName === host) return [];
  // Only the end of the chain is unsigned: the alias itself may be proven, and then its own name counts.
  const alias = await resolve(host, 'CNAME');
  return alias.kind === 'answered' && alias.secure && endOfAliases(host, alias.records) !== host
    ? [host]
    : [];
}
