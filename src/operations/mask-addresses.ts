/** Local part, quoted or not, at sign, domain: whatever looks like it, for a mail server may quote it in any form. */
const ADDRESS = /(?:"[^"\r\n]*"|[^\s<>"'`(),;:[\]]+)@[^\s<>"'`(),;:]+/g;
const MASK = '[address]';

/** A server's reply or a person's note without e-mail addresses (L8): the rest is what has to be read. */
export function maskAddresses(text: string): string {
  return text.replaceAll(ADDRESS, MASK);
}

/** The same for every text within a JSON value. */
export function maskAddressesWithin(value: unknown): unknown {
  if (typeof value === 'string') return maskAddresses(value);
  if (Array.isArray(value)) return value.map(maskAddressesWithin);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskAddressesWithin(inner)]));
}
