import { createDecipheriv } from 'node:crypto';
import { Decryption, type CipherMethod } from './decryption.ts';
import type { PdfDocument } from './pdf-document.ts';
import { integerOf, isName, itemsOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { keyOfEmptyPassword, type SecurityEntries } from './security-key.ts';
import { bytesOfString } from './string-bytes.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';

/** Bits 3 and 12 of the permissions (ISO 32000-2, table 22): print at all, and print faithfully. */
const PRINT = 1 << 2;
const PRINT_FAITHFULLY = 1 << 11;

const METHODS: ReadonlyMap<PdfValue, CipherMethod> = new Map([
  ['/V2', 'rc4'],
  ['/AESV2', 'aes128'],
  ['/AESV3', 'aes256'],
]);

/**
 * Opens what any viewer opens without asking: a file whose user password is empty, so that its encryption states
 * permissions and keeps no secret. These are obeyed: what must not be printed is held.
 *
 * @param document still as it is in the file
 * @throws UnfitPdfError `encrypted` with the reason why it stays shut
 */
export function openEncrypted(document: PdfDocument, trailer: PdfDict): Decryption {
  const encrypt = document.dict(trailer.get('/Encrypt'));
  const get = (key: string): PdfValue => document.resolve(encrypt.get(key));
  if (get('/Filter') !== '/Standard') throw shut('The file is encrypted for certain people or programs.');
  const version = integerOf(get('/V')) ?? 0;
  const entries = entriesOf(document, trailer, get, version);
  const methodOf = (key: string): CipherMethod => {
    const name = get(key);
    if (version < 4) return 'rc4';
    if (name === 'null' || name === '/Identity') return 'identity';
    const filter = isName(name) ? document.dict(document.dict(encrypt.get('/CF')).get(name)) : new Map();
    const method = METHODS.get(document.resolve(filter.get('/CFM')));
    if (method === undefined || (method === 'aes256') !== (version === 5)) throw unknownKind();
    return method;
  };
  const streams = methodOf('/StmF');
  const strings = methodOf('/StrF');
  const key = keyOfEmptyPassword(entries);
  if (key === null) {
    throw shut('The file is encrypted and asks for a password; it must be delivered without one.');
  }
  assertPermissionsAreGenuine(entries, key, bytesOf(get('/Perms'), entries.revision >= 5 ? 16 : 0));
  assertPrintable(entries);
  return new Decryption({ key, streams, strings, encryptMetadata: entries.encryptMetadata });
}

function entriesOf(
  document: PdfDocument,
  trailer: PdfDict,
  get: (key: string) => PdfValue,
  version: number,
): SecurityEntries {
  const revision = integerOf(get('/R')) ?? 0;
  const isKnown =
    version === 5
      ? revision === 5 || revision === 6
      : version === 4
        ? revision === 4
        : (version === 1 || version === 2) && (revision === 2 || revision === 3);
  const permissions = integerOf(get('/P'));
  if (!isKnown || permissions === null) throw unknownKind();
  const [id = '<>'] = itemsOf(document.resolve(trailer.get('/ID'))) ?? [];
  const hashBytes = revision >= 5 ? 48 : 32;
  return {
    revision,
    keyBytes: keyBytesOf(version, revision, integerOf(get('/Length')) ?? 40),
    owner: bytesOf(get('/O'), hashBytes),
    user: bytesOf(get('/U'), hashBytes),
    userKey: bytesOf(get('/UE'), revision >= 5 ? 32 : 0),
    // Some writers state it without its sign.
    permissionBits: permissions | 0,
    encryptMetadata: get('/EncryptMetadata') !== 'false',
    fileId: bytesOf(document.resolve(id), 0, Infinity),
  };
}

function keyBytesOf(version: number, revision: number, bits: number): number {
  if (version === 5) return 32;
  if (version === 4) return 16;
  if (version === 1 || revision === 2) return 5;
  if (bits < 40 || bits > 128 || bits % 8 !== 0) throw unknownKind();
  return bits / 8;
}

/** A string's first `least` bytes; longer ones are padded, by some writers. */
function bytesOf(value: PdfValue, least: number, most = least): Uint8Array {
  const isString = typeof value === 'string' && (value.startsWith('(') || value.startsWith('<'));
  const bytes = isString ? bytesOfString(value) : new Uint8Array();
  if (bytes.length < least) throw unknownKind();
  return bytes.subarray(0, most);
}

/** From revision 5 on they stand in the file once more, encrypted, so that nobody widens them (algorithm 13). */
function assertPermissionsAreGenuine(
  { revision, permissionBits }: SecurityEntries,
  key: Uint8Array,
  encrypted: Uint8Array,
): void {
  if (revision < 5) return;
  const clear = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(encrypted);
  if (clear.toString('latin1', 9, 12) === 'adb' && clear.readInt32LE(0) === permissionBits) return;
  throw shut('The file is encrypted, and its permissions were changed afterwards.');
}

/** A print file is a faithful copy, so leave to print a coarse one is not enough. */
function assertPrintable({ revision, permissionBits }: SecurityEntries): void {
  const wanted = revision === 2 ? PRINT : PRINT | PRINT_FAITHFULLY;
  if ((permissionBits & wanted) === wanted) return;
  throw shut('The file is encrypted, and its permissions forbid printing it in full quality.');
}

function unknownKind(): UnfitPdfError {
  return shut(
    'The file is encrypted in a way that is not known here; it must be delivered without a password.',
  );
}

function shut(message: string): UnfitPdfError {
  return new UnfitPdfError('encrypted', message);
}
