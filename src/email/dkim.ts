import { createHash } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { ConfigurationError } from '../domain/errors.ts';
import type { BuiltMessage } from './message.ts';

export interface DkimKey {
  /** `d=`: aligned with the sender's address. */
  readonly domain: string;
  /** `s=`. */
  readonly selector: string;
  /** PEM: RSA of at least 2048 bits, or Ed25519. */
  readonly privateKey: string;
}

/** What is signed (RFC 6376 section 5.4.1): all that the customer sees, and what keeps answers and copies away. */
const SIGNED_HEADERS =
  'From:To:Reply-To:Subject:Date:Message-ID:MIME-Version:Content-Type:Auto-Submitted:Content-Language';

/**
 * Signs a message with every key; without keys it stays as it is. The time in the signature is that of the message,
 * and both kinds of key sign deterministically: the same message gives the same bytes on every try.
 *
 * @throws ConfigurationError when a key cannot sign: nothing must leave unsigned that was to be signed
 */
export async function signMessage(
  message: BuiltMessage,
  keys: readonly DkimKey[],
  date: Date,
): Promise<BuiltMessage> {
  if (keys.length === 0) return message;
  const { signatures, errors } = await dkimSign(message.bytes, {
    canonicalization: 'relaxed/relaxed',
    headerList: SIGNED_HEADERS,
    signTime: date,
    strict: true,
    signatureData: keys.map(({ domain, selector, privateKey }) => ({
      signingDomain: domain,
      selector,
      privateKey,
    })),
  } as Parameters<typeof dkimSign>[1]);
  const [failed] = errors;
  if (failed !== undefined || signatures === '') {
    throw new ConfigurationError(
      `The DKIM key \`${failed?.selector ?? ''}\` of ${failed?.signingDomain ?? 'the configuration'} cannot sign ` +
        `(${failed?.err.code ?? 'no signature'}). Nothing was sent; mend \`email.mx.dkim\`.`,
    );
  }
  const bytes = Buffer.concat([Buffer.from(signatures), message.bytes]);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
