import { createHash } from 'node:crypto';
import { PostausgangError } from '../../domain/errors.ts';
import { idOf, type Row } from '../rows.ts';

/** Bytes of a row's digest: 128 bits stand against a forged second row, and keep the index small. */
const DIGEST_BYTES = 16;
const ENTRY_BYTES = 8 + DIGEST_BYTES;

/** Digest by id, in the order of the ids. */
export type RowDigests = ReadonlyMap<bigint, string>;

/**
 * What a row says, in 32 hexadecimal digits: SHA-256, cut, over its columns in their sealed order. The same on every
 * database: keys and numbers as decimal texts, times in UTC with milliseconds, NULL unlike the empty text.
 */
export function rowDigest(row: Row, columns: readonly string[]): string {
  const values = columns.map((column) => canonical(row[column]));
  return createHash('sha256')
    .update(JSON.stringify(values))
    .digest('hex')
    .slice(0, 2 * DIGEST_BYTES);
}

function canonical(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new TypeError(`Expected a text, number, time or NULL in an audited column, got ${typeof value}.`);
}

export function digestsOf(rows: readonly Row[], columns: readonly string[]): RowDigests {
  return new Map(rows.map((row) => [BigInt(idOf(row, 'id')), rowDigest(row, columns)]));
}

/** 24 bytes a row: the id, big-endian, and the digest. */
export function packDigests(digests: RowDigests): Buffer {
  const packed = Buffer.alloc(digests.size * ENTRY_BYTES);
  let offset = 0;
  for (const [id, digest] of digests) {
    packed.writeBigUInt64BE(id, offset);
    packed.write(digest, offset + 8, 'hex');
    offset += ENTRY_BYTES;
  }
  return packed;
}

/** @throws DamagedSealError when the bytes are no whole number of entries */
export function unpackDigests(packed: Uint8Array): RowDigests {
  if (packed.byteLength % ENTRY_BYTES !== 0) throw new DamagedSealError();
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const digests = new Map<bigint, string>();
  for (let offset = 0; offset < bytes.length; offset += ENTRY_BYTES) {
    digests.set(bytes.readBigUInt64BE(offset), bytes.toString('hex', offset + 8, offset + ENTRY_BYTES));
  }
  return digests;
}

export class DamagedSealError extends PostausgangError {
  readonly code = 'AUDIT_SEAL_DAMAGED';

  constructor() {
    super('A seal of the audit chain holds no whole list of row digests.');
  }
}
