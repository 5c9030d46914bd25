import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The return path names the try, so that a report tells which message it is about whatever it quotes of it
 * (`bounce+<attempt>.<proof>@…`), and proves that the one who sent it has seen an envelope of ours: nobody else's mail
 * can have a letter printed. The same token travels as ENVID (RFC 3461), for relays that rewrite return paths.
 */
export interface ReturnPaths {
  /** For one try. */
  tokenFor(attemptId: string): string;
  addressFor(attemptId: string): string;
  /** What an address says about the try; null when it is no return path of this form. */
  readAddress(address: string): ReturnPathToken | null;
  /** The same for an ENVID. */
  readToken(token: string): ReturnPathToken | null;
}

export interface ReturnPathToken {
  readonly attemptId: string;
  /** Whether one of our keys made it. A wrong one is a forgery, or a key that was taken away too early. */
  readonly authentic: boolean;
}

/** 80 bits: guessing it is hopeless at the speed of mail, and local parts end at 64 octets (RFC 5321). */
const PROOF_CHARACTERS = 16;
const ATTEMPT_CHARACTERS = 32;
/** What a local part may have before the plus. */
export const LONGEST_LOCAL_PART = 64 - ATTEMPT_CHARACTERS - PROOF_CHARACTERS - 2;

const TOKEN = new RegExp(`^([0-9a-f]{${ATTEMPT_CHARACTERS}})\\.([a-z2-7]{${PROOF_CHARACTERS}})$`, 'u');

/**
 * @param base such as `bounce@versicherung.example`
 * @param keys the first signs; all of them verify, so that reports of yesterday's messages hold after a change of keys
 */
export function returnPaths(base: string, keys: readonly string[]): ReturnPaths {
  const at = base.lastIndexOf('@');
  const [local, domain] = [base.slice(0, at).toLowerCase(), base.slice(at + 1).toLowerCase()];
  const [signing] = keys;
  if (signing === undefined) throw new RangeError('Expected at least one key for return paths.');
  const tokenFor = (attemptId: string): string => {
    const written = attemptId.replaceAll('-', '').toLowerCase();
    return `${written}.${proof(signing, written)}`;
  };
  const readToken = (token: string): ReturnPathToken | null => {
    // Servers may change the case of a local part; ours has only one.
    const [, attempt, claimed] = TOKEN.exec(token.trim().toLowerCase()) ?? [];
    if (attempt === undefined || claimed === undefined) return null;
    return {
      attemptId: attempt.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5'),
      authentic: keys.some((key) => isSame(proof(key, attempt), claimed)),
    };
  };
  return {
    tokenFor,
    addressFor: (attemptId) => `${local}+${tokenFor(attemptId)}@${domain}`,
    readAddress: (address) => {
      const [, token] =
        new RegExp(`^${escaped(local)}\\+([^@]{1,64})@${escaped(domain)}$`, 'iu').exec(address) ?? [];
      return token === undefined ? null : readToken(token);
    },
    readToken,
  };
}

function proof(key: string, attempt: string): string {
  const digest = createHmac('sha256', key).update(`postausgang return path\0${attempt}`).digest();
  return base32(digest).slice(0, PROOF_CHARACTERS);
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      text += BASE32[(value >> (bits - 5)) & 31];
      bits -= 5;
    }
  }
  return text;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}
