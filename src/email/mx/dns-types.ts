import type { TlsaData } from 'dns-packet';

export type RecordKind = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'TXT' | 'TLSA' | 'SOA';

/** One record of an answer, as far as this route reads it. Names are lower case, without the dot at the end. */
export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly name: string; readonly address: string }
  | { readonly type: 'CNAME'; readonly name: string; readonly target: string }
  | { readonly type: 'MX'; readonly name: string; readonly preference: number; readonly exchange: string }
  | { readonly type: 'TXT'; readonly name: string; readonly text: string }
  | { readonly type: 'TLSA'; readonly name: string; readonly tlsa: TlsaData };

/**
 * What a resolver said. `answered` covers NXDOMAIN and "no such data": both are statements about the domain. `failed`
 * is none: SERVFAIL (a broken or bogus zone as well as a broken resolver), REFUSED, silence.
 */
export type DnsAnswer =
  | {
      readonly kind: 'answered';
      readonly exists: boolean;
      readonly records: readonly DnsRecord[];
      /** Whether a resolver that we may believe says that DNSSEC proved the whole answer. */
      readonly secure: boolean;
      /** Milliseconds that the answer may be kept. */
      readonly ttl: number;
    }
  | { readonly kind: 'failed'; readonly why: string };

/** Asks the configured resolvers. Never rejects. */
export type Resolve = (name: string, kind: RecordKind) => Promise<DnsAnswer>;
