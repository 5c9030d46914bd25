import type { TlsaData } from 'dns-packet';
import type { ProofLevel } from '../../domain/delivery.ts';
import { isUsable, matchesDane } from './dane.ts';
import type { ShownChain } from './dane.ts';
import type { TlsaLookup } from './find-tlsa.ts';

/** What the recipient's domain published by MTA-STS (RFC 8461), as far as it is in force. */
export type PolicyLookup =
  | { readonly kind: 'none' }
  /** Published to be reported on, not to be enforced (section 5). */
  | { readonly kind: 'testing'; readonly id: string }
  | {
      readonly kind: 'enforce';
      readonly id: string;
      /** Whether the policy names a host, wildcards included. */
      readonly names: (host: string) => boolean;
    };

/** All that decides what one server has to prove. */
export interface DemandFacts {
  readonly host: string;
  readonly tlsa: TlsaLookup;
  readonly policy: PolicyLookup;
  /** The setting `verifyCertificates`. */
  readonly verifyCertificates: boolean;
}

/** What one server has to prove after the handshake and before MAIL FROM. Encryption itself is always demanded. */
export type Demand =
  /** `base` is the name that the server is asked by, and that its certificate may carry (RFC 7672 sections 3.2.2, 8.1). */
  | { readonly kind: 'dane'; readonly base: string; readonly records: readonly TlsaData[] }
  | { readonly kind: 'mta-sts'; readonly policyId: string }
  | { readonly kind: 'verified' }
  | { readonly kind: 'encrypted' }
  /** Not to be used: for now, because a lookup failed, or at all, because the domain's own policy excludes it. */
  | { readonly kind: 'unfit'; readonly because: 'lookup' | 'policy'; readonly reason: string };

/**
 * Pure: the order is DANE, then MTA-STS, then mandatory TLS. What is stronger decides alone: a DANE mismatch is not
 * healed by a certificate that MTA-STS would take (RFC 8461 section 2). The tests hold the table row by row.
 */
export function demandOf({ host, tlsa, policy, verifyCertificates }: DemandFacts): Demand {
  if (tlsa.kind === 'failed') {
    // RFC 7672 section 2.1: who can suppress a signed answer must not be able to switch the check off by it.
    return { kind: 'unfit', because: 'lookup', reason: tlsa.why };
  }
  if (tlsa.kind === 'records') {
    const usable = tlsa.records.filter(isUsable);
    if (usable.length > 0) return { kind: 'dane', base: tlsa.base, records: usable };
  }
  // Present but unusable: TLS is required, as it always is here (RFC 7672 section 2.2).
  if (policy.kind === 'enforce') {
    return policy.names(host)
      ? { kind: 'mta-sts', policyId: policy.id }
      : { kind: 'unfit', because: 'policy', reason: 'the MTA-STS policy of the domain does not name it' };
  }
  return { kind: verifyCertificates ? 'verified' : 'encrypted' };
}

/** What a server showed in a handshake that was encrypted as S1 asks. */
export interface ShownProof extends ShownChain {
  /** Whether the certificate leads to an authority that counts, is in date and carries the server's name. */
  readonly authorized: boolean;
}

export type Judgement =
  | { readonly kind: 'proven'; readonly level: ProofLevel }
  | { readonly kind: 'not proven'; readonly reason: string };

/** Pure but for the clock: whether a server proved what was demanded, and what it proved beyond that. */
export function judge(demand: Demand, shown: ShownProof, now = new Date()): Judgement {
  switch (demand.kind) {
    case 'dane':
      return matchesDane(demand.records, shown, now)
        ? { kind: 'proven', level: 'dane' }
        : { kind: 'not proven', reason: 'its certificate is not the one that DANE names' };
    case 'mta-sts':
      return shown.authorized
        ? { kind: 'proven', level: 'mta-sts' }
        : { kind: 'not proven', reason: 'its certificate does not verify, and MTA-STS demands it' };
    case 'verified':
      return shown.authorized
        ? { kind: 'proven', level: 'verified' }
        : { kind: 'not proven', reason: 'its certificate does not verify, and our setting demands it' };
    case 'encrypted':
      return { kind: 'proven', level: shown.authorized ? 'verified' : 'tls' };
    case 'unfit':
      return { kind: 'not proven', reason: demand.reason };
  }
}
