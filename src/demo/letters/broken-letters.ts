import { buildLetter } from './build-letter.ts';
import type { LetterSpec } from './letter-spec.ts';
import { SeededRandom } from '../random.ts';

/** What core systems deliver on a bad day; every kind has to be held, and none may harm its neighbours. */
export const BROKEN_KINDS = ['truncated', 'encrypted', 'garbage', 'empty', 'missing', 'oversized'] as const;
export type BrokenKind = (typeof BROKEN_KINDS)[number];

/** One page, AES-256, with a password that nobody was told: in code, because pdf-lib does not encrypt. */
const ENCRYPTED_PDF = [
  'JVBERi0xLjcKJb/3ov4KMSAwIG9iago8PCAvRXh0ZW5zaW9ucyA8PCAvQURCRSA8PCAvQmFzZVZlcnNpb24gLzEuNyAvRXh0ZW5z',
  'aW9uTGV2ZWwgOCA+PiA+PiAvUGFnZXMgMiAwIFIgL1R5cGUgL0NhdGFsb2cgPj4KZW5kb2JqCjIgMCBvYmoKPDwgL0NvdW50IDEg',
  'L0tpZHMgWyAzIDAgUiBdIC9UeXBlIC9QYWdlcyA+PgplbmRvYmoKMyAwIG9iago8PCAvQ29udGVudHMgNCAwIFIgL01lZGlhQm94',
  'IFsgMCAwIDU5NS4yOCA4NDEuODkgXSAvUGFyZW50IDIgMCBSIC9SZXNvdXJjZXMgPDwgPj4gL1R5cGUgL1BhZ2UgPj4KZW5kb2Jq',
  'CjQgMCBvYmoKPDwgL0xlbmd0aCA2NCAvRmlsdGVyIC9GbGF0ZURlY29kZSA+PgpzdHJlYW0KsrOfNzP/7SLU8/4BcDVDKvkc08Dk',
  'uJ124Uw3KReuQvVYLXjLQiYvKzrkJFQ7vNzqMZ4B6ISs2c9Z4PCgS9jak2VuZHN0cmVhbQplbmRvYmoKNSAwIG9iago8PCAvQ0Yg',
  'PDwgL1N0ZENGIDw8IC9BdXRoRXZlbnQgL0RvY09wZW4gL0NGTSAvQUVTVjMgL0xlbmd0aCAzMiA+PiA+PiAvRmlsdGVyIC9TdGFu',
  'ZGFyZCAvTGVuZ3RoIDI1NiAvTyA8NzhkYTQxZmFkMDkwNjk2MjY1NjMwMTA3NjJkMDA5OWNkMjgyMmRiYjMzZTkyMzJhN2U1NTM2',
  'ZjliYjVmNzZmOGYxYzUyNjEzZTg4YzgxNmM2Nzc5ZDdkOGU2ODg4ZTJkPiAvT0UgPDFkYzc0NDI5YTBkMWJiZWIzNzFkNWVhNTY1',
  'NmY3NGY1ZDQxOWRkNGI3NGVhNDcxZjc3NDA2ODE3OGI1YmYxYmU+IC9QIC00IC9QZXJtcyA8NzhiOTJmOTMzNGFhNTU1ZDNjMDIy',
  'NjY5ZDY4ZjM1Yjk+IC9SIDYgL1N0bUYgL1N0ZENGIC9TdHJGIC9TdGRDRiAvVSA8NGYzMzQ0YjQzODY3MTZkMWZiZDZhOWQzNWYy',
  'YzM3ODc0NmRkYjQ2YTEzMWYzYWVlZmFjYTM4NGM4NDEzMGUwM2VjMDUzNzJlZTgyZDdlOGExZDhkNzZmNDQ4MGZhNGJlPiAvVUUg',
  'PDdkZjk4YTc4ZTUyODE2ZDZmNmRkYjJhY2U0ZWMyYWQwZWJmODRiY2EyYTA4OTUxZTYzYzc2ODRjMzI2MTc1OTg+IC9WIDUgPj4K',
  'ZW5kb2JqCnhyZWYKMCA2CjAwMDAwMDAwMDAgNjU1MzUgZiAKMDAwMDAwMDAxNSAwMDAwMCBuIAowMDAwMDAwMTMwIDAwMDAwIG4g',
  'CjAwMDAwMDAxODkgMDAwMDAgbiAKMDAwMDAwMDMwMSAwMDAwMCBuIAowMDAwMDAwNDM1IDAwMDAwIG4gCnRyYWlsZXIgPDwgL1Jv',
  'b3QgMSAwIFIgL1NpemUgNiAvSUQgWzxjZmM1Zjg3OGNhZTljMTg2YzE4M2M1MzRiNTQxYzVkNT48Y2ZjNWY4NzhjYWU5YzE4NmMx',
  'ODNjNTM0YjU0MWM1ZDU+XSAvRW5jcnlwdCA1IDAgUiA+PgpzdGFydHhyZWYKOTgyCiUlRU9GCg==',
].join('');

export function encryptedPdf(): Uint8Array {
  return Buffer.from(ENCRYPTED_PDF, 'base64');
}

/**
 * The bytes of a broken letter, or null where there is none at all.
 *
 * @param oversizedBytes one more than the configuration allows
 */
export async function breakLetter(
  kind: BrokenKind,
  spec: LetterSpec,
  oversizedBytes: number,
): Promise<Uint8Array | null> {
  switch (kind) {
    case 'truncated': {
      // Cut in the middle of the transfer: the pages that stand at the end are lost.
      const letter = await buildLetter(spec);
      return letter.subarray(0, Math.floor(letter.length / 2));
    }
    case 'encrypted':
      return encryptedPdf();
    case 'garbage':
      return garbage(spec.seed);
    case 'empty':
      return new Uint8Array(0);
    case 'missing':
      return null;
    default: {
      const bytes = new Uint8Array(oversizedBytes);
      bytes.set(await buildLetter(spec));
      return bytes;
    }
  }
}

function garbage(seed: number): Uint8Array {
  const random = new SeededRandom(seed);
  return Uint8Array.from({ length: 4096 }, () => random.int(0, 255));
}
