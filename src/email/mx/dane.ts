import { createHash, X509Certificate } from 'node:crypto';
import type { TlsaData } from 'dns-packet';

/** RFC 7672 section 3.1: for SMTP only these two usages; 0 and 1 name public authorities and are unusable here. */
const DANE_TA = 2;
const DANE_EE = 3;

/** Whether a record can be used at all: an unknown usage, selector or matching type cannot (RFC 7671 section 4). */
export function isUsable({ usage, selector, matchingType, certificate }: TlsaData): boolean {
  if (usage !== DANE_TA && usage !== DANE_EE) return false;
  if (selector !== 0 && selector !== 1) return false;
  if (matchingType === 0) return certificate.length > 0;
  return (
    (matchingType === 1 && certificate.length === 32) || (matchingType === 2 && certificate.length === 64)
  );
}

/** What the server showed, and by which names it may call itself. */
export interface ShownChain {
  /** As sent, the server's own certificate first. */
  readonly chain: readonly X509Certificate[];
  readonly names: readonly string[];
}

/**
 * Whether one of the usable records fits what the server showed. Pure but for the clock, which only usage 2 looks at.
 * Usage 3 names the server's own key: names and dates in the certificate do not matter (RFC 7672 section 3.1.1).
 * Usage 2 names an authority: the chain must lead to it, be in date, and carry the server's name (section 3.1.2).
 */
export function matchesDane(records: readonly TlsaData[], shown: ShownChain, now = new Date()): boolean {
  const [leaf] = shown.chain;
  if (leaf === undefined) return false;
  return records.some((record) =>
    record.usage === DANE_EE ? matches(record, leaf) : leadsToAuthority(record, shown, now),
  );
}

function matches({ selector, matchingType, certificate }: TlsaData, shown: X509Certificate): boolean {
  const bytes = selector === 0 ? shown.raw : shown.publicKey.export({ type: 'spki', format: 'der' });
  if (matchingType === 0) return bytes.equals(certificate);
  return createHash(matchingType === 1 ? 'sha256' : 'sha512')
    .update(bytes)
    .digest()
    .equals(certificate);
}

function leadsToAuthority(record: TlsaData, { chain, names }: ShownChain, now: Date): boolean {
  const [leaf] = chain;
  if (leaf === undefined || !names.some((name) => leaf.checkHost(name) !== undefined)) return false;
  // The authority may stand in the record itself, whole, and need not be sent then.
  const authorities = [...chain.slice(1), ...wholeAuthority(record)].filter((each) => matches(record, each));
  return authorities.some((authority) => leadsTo(leaf, authority, chain, now));
}

function wholeAuthority({ selector, matchingType, certificate }: TlsaData): readonly X509Certificate[] {
  if (selector !== 0 || matchingType !== 0) return [];
  try {
    return [new X509Certificate(certificate)];
  } catch {
    return [];
  }
}

/** Follows signatures from the server's certificate upwards; each certificate is passed at most once. */
function leadsTo(
  leaf: X509Certificate,
  authority: X509Certificate,
  chain: readonly X509Certificate[],
  now: Date,
): boolean {
  let current = leaf;
  for (let step = 0; step < chain.length; step += 1) {
    if (!isInDate(current, now)) return false;
    if (isSignedBy(current, authority)) return true;
    const child = current;
    const next = chain.slice(1).find((each) => !each.raw.equals(child.raw) && isSignedBy(child, each));
    if (next === undefined) return false;
    current = next;
  }
  return false;
}

function isSignedBy(child: X509Certificate, parent: X509Certificate): boolean {
  return parent.ca && child.checkIssued(parent) && child.verify(parent.publicKey);
}

function isInDate({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}
