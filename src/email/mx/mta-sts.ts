import { getPolicy, validateMx } from 'mailauth/lib/mta-sts.js';
import type { MTASTSPolicy } from 'mailauth';
import type { PolicyLookup } from './demand.ts';
import type { DnsRecord, RecordKind, Resolve } from './dns-types.ts';

/** A policy as the library keeps it; plain data. */
export type StoredPolicy = MTASTSPolicy;

/**
 * Where policies outlive the process. A domain's first policy is taken on trust, every later look only renews it: who
 * can suppress the TXT record or the policy host cannot strip a policy before its `max_age` is over (RFC 8461 section 3.3).
 */
export interface PolicyCache {
  read(domain: string): Promise<StoredPolicy | null>;
  write(domain: string, policy: StoredPolicy): Promise<void>;
}

/** Milliseconds for the whole fetch of a policy; the RFC suggests a minute (section 3.3). */
const FETCH_TIMEOUT = 60_000;

/**
 * The policy in force for a domain: the cached one, renewed when its TXT record names another. `strict` is the RFC to
 * the letter, so that what is enforced can be read there: an expired policy does not count, a wildcard certificate does not
 * stand for a part of a label.
 */
export async function findPolicy(
  resolve: Resolve,
  cache: PolicyCache,
  domain: string,
): Promise<PolicyLookup> {
  const known = await cache.read(domain);
  const { policy, status } = await getPolicy(domain, known, {
    resolver: libraryResolver(resolve),
    strict: true,
    timeout: FETCH_TIMEOUT,
  });
  const { error: _told, ...kept } = policy;
  // A failed fetch is kept as well, as "none" for an hour: otherwise each message would wait for it again.
  const changed = status === 'found' || (status === 'errored' && policy.id !== known?.id);
  if (changed && typeof kept.id === 'string') await cache.write(domain, kept);
  return lookupOf(kept);
}

function lookupOf(policy: StoredPolicy): PolicyLookup {
  const id = typeof policy.id === 'string' ? policy.id : '';
  if (policy.mode === 'testing') return { kind: 'testing', id };
  if (policy.mode !== 'enforce') return { kind: 'none' };
  return { kind: 'enforce', id, names: (host) => validateMx(host, policy).valid };
}

/** Our resolver in the form of Node's, as the library calls it. */
function libraryResolver(resolve: Resolve): (name: string, kind: string) => Promise<string[][] | string[]> {
  return async (name, kind) => {
    const answer = await resolve(name, kind as RecordKind);
    if (answer.kind === 'failed') throw coded('ESERVFAIL', `The DNS gave no answer: ${answer.why}.`);
    if (!answer.exists) throw coded('ENOTFOUND', 'The name does not exist.');
    const values = answer.records.flatMap((record) => valueOf(record, kind));
    if (values.length === 0) throw coded('ENODATA', 'There is no such record.');
    return kind === 'TXT' ? values.map((value) => [value]) : values;
  };
}

function valueOf(record: DnsRecord, kind: string): readonly string[] {
  if (record.type !== kind) return [];
  if (record.type === 'TXT') return [record.text];
  return record.type === 'A' || record.type === 'AAAA' ? [record.address] : [];
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
