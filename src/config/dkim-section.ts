import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { ReadContext } from './read-context.ts';
import { secret } from './secret-reference.ts';
import type { Secret } from './secret.ts';
import { hostName } from './values.ts';

const EXPECTED = 'a private key in PEM: RSA of at least 2048 bits, or Ed25519';
const MIN_RSA_BITS = 2048;

/** The keys that sign our messages. Two of them, RSA and Ed25519, serve old and new servers alike (RFC 8463). */
export function dkimKeys(read: ReadContext) {
  return z
    .array(
      z
        .strictObject({
          domain: hostName().describe(
            'The signing domain; the sender’s own or one above it, or DMARC does not count the signature.',
          ),
          selector: z
            .string({ error: 'a selector such as `pa2026`' })
            .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i, {
              error: 'a selector such as `pa2026`',
            })
            .meta({ form: 'name' })
            .describe('The public key stands in the DNS at `<selector>._domainkey.<domain>`.'),
          key: secret(read).describe(`The key: ${EXPECTED}.`),
        })
        .refine(({ key }) => isSigningKey(key), { path: ['key'], error: EXPECTED }),
      { error: 'a list of keys' },
    )
    .max(2, { error: 'at most two keys' })
    .default([])
    .describe(
      'DKIM keys (RFC 6376): each message is signed with all of them. Without one, large providers take nothing.',
    );
}

/** Whether a signature of `domain` counts for an address in DMARC's relaxed mode (RFC 7489 section 3.1.1). */
export function isAlignedWith(domain: string, address: string): boolean {
  const own = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return own === domain.toLowerCase() || own.endsWith(`.${domain.toLowerCase()}`);
}

function isSigningKey(key: Secret): boolean {
  const parsed = parsedKey(key);
  if (parsed?.asymmetricKeyType === 'ed25519') return true;
  return (
    parsed?.asymmetricKeyType === 'rsa' && (parsed.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS
  );
}

function parsedKey(key: Secret): KeyObject | null {
  try {
    return createPrivateKey(key.reveal());
  } catch {
    return null;
  }
}
