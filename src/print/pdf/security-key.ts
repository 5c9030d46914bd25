import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { rc4 } from './rc4.ts';

/** What the entries of a standard security handler say, as bytes (ISO 32000-2, table 21). */
export interface SecurityEntries {
  readonly revision: number;
  /** Bytes of the key, 5 to 32. */
  readonly keyBytes: number;
  readonly owner: Uint8Array;
  readonly user: Uint8Array;
  /** From revision 5 on. */
  readonly userKey: Uint8Array;
  readonly permissionBits: number;
  readonly encryptMetadata: boolean;
  /** The first half of the file's /ID. */
  readonly fileId: Uint8Array;
}

/** Stands for the bytes that an empty password lacks (algorithm 2, step a). */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const NO_IV = Buffer.alloc(16);

/** The key of a file that opens with the empty user password; null: it asks for one. */
export function keyOfEmptyPassword(entries: SecurityEntries): Uint8Array | null {
  return entries.revision >= 5 ? modernKey(entries) : classicKey(entries);
}

/** Revisions 2 to 4: algorithm 2, tried by algorithms 4 and 5. */
function classicKey(entries: SecurityEntries): Uint8Array | null {
  const { revision, keyBytes, user, fileId } = entries;
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(entries.permissionBits);
  const unencryptedMetadata =
    revision >= 4 && !entries.encryptMetadata ? Buffer.alloc(4, 255) : Buffer.alloc(0);
  let key = md5(Buffer.concat([PADDING, entries.owner, permissions, fileId, unencryptedMetadata]));
  const rounds = revision >= 3 ? 50 : 0;
  for (let round = 0; round < rounds; round += 1) key = md5(key.subarray(0, keyBytes));
  key = key.subarray(0, keyBytes);
  if (revision === 2) return Buffer.compare(rc4(key, PADDING), user) === 0 ? key : null;
  let proof: Uint8Array = md5(Buffer.concat([PADDING, fileId]));
  for (let round = 0; round < 20; round += 1)
    proof = rc4(
      key.map((byte) => byte ^ round),
      proof,
    );
  return Buffer.compare(proof, user.subarray(0, 16)) === 0 ? key : null;
}

/** Revisions 5 and 6: algorithm 2.A. */
function modernKey({ revision, user, userKey }: SecurityEntries): Uint8Array | null {
  const digest = revision === 5 ? sha256 : hardenedHash;
  if (Buffer.compare(digest(user.subarray(32, 40)), user.subarray(0, 32)) !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', digest(user.subarray(40, 48)), NO_IV).setAutoPadding(
    false,
  );
  return Buffer.concat([decipher.update(userKey), decipher.final()]);
}

/** Algorithm 2.B for the empty user password, which leaves the salt alone. */
function hardenedHash(salt: Uint8Array): Uint8Array {
  let key = sha256(salt);
  for (let round = 1; ; round += 1) {
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => key));
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32));
    const encrypted = cipher.setAutoPadding(false).update(repeated);
    // 256 is 1 modulo 3: so is a number of sixteen bytes the sum of its bytes.
    const choice = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = hash(choice === 0 ? 'sha256' : choice === 1 ? 'sha384' : 'sha512', encrypted, 'buffer');
    if (round >= 64 && (encrypted.at(-1) ?? 0) <= round - 32) return key.subarray(0, 32);
  }
}

export function md5(data: Uint8Array): Buffer {
  return hash('md5', data, 'buffer');
}

function sha256(data: Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}
