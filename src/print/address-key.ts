import { createHash } from 'node:crypto';
import type { PostalAddress } from '../domain/document.ts';

/**
 * SHA-256 (hex) of a postal address as printed, blind to case and spacing only: two addresses with the same key look
 * the same through an envelope's window. Null when there is no street or city to compare.
 */
export function addressKeyOf(address: PostalAddress): string | null {
  if (address.street === null || address.city === null) return null;
  const parts = [
    address.name,
    address.addition,
    address.street,
    address.postalCode,
    address.city,
    address.country,
  ];
  const printed = parts.map((part) =>
    (part ?? '').normalize('NFC').replace(/\s+/g, ' ').trim().toUpperCase(),
  );
  return createHash('sha256').update(printed.join('\n')).digest('hex');
}
