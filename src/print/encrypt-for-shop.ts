import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { createMessage, encrypt, enums, readKey, type Key } from 'openpgp';
import {
  digestIfPresent,
  explained,
  publishNew,
  syncDirectory,
  verifiedContent,
  writePart,
} from './durable-file.ts';
import { PrintFileError } from './errors.ts';

/** The print file as only the shop can read it. */
export interface EncryptedPrintFile {
  readonly path: string;
  /** Of the encrypted file, lower-case hex. */
  readonly sha256: string;
}

/**
 * Encrypts a sealed print file for the shop's key (RFC 9580, in the form that GnuPG reads), as a stream. It is done once
 * and kept beside the sealed file: each encryption has other bytes, and a hand-over that is taken up after a crash must
 * find those that it began with. The name holds the key, so that a new key is never taken for the old one.
 *
 * @throws PrintFileError when the key cannot be used, the print file changed, or the disk refuses
 */
export async function encryptForShop(
  pdfPath: string,
  sha256: string,
  keyFile: string,
): Promise<EncryptedPrintFile> {
  const key = await readPublicKey(keyFile);
  const path = `${pdfPath}.${key.getKeyID().toHex()}.pgp`;
  const present = await digestIfPresent(path);
  if (present !== null) return { path, sha256: present.sha256 };
  const part = await writePart(path, async (handle) => {
    for await (const chunk of await encrypted(pdfPath, sha256, key, keyFile)) await handle.writeFile(chunk);
  });
  await publishNew(part, path);
  await syncDirectory(dirname(path));
  const written = await digestIfPresent(path);
  if (written === null)
    throw new PrintFileError(`Expected \`${path}\` to have been written, found no such file.`);
  return { path, sha256: written.sha256 };
}

/** PDFs are compressed already; nothing is signed, for the manifest's chain and the pinned connection tell the sender. */
async function encrypted(
  pdfPath: string,
  sha256: string,
  key: Key,
  keyFile: string,
): Promise<AsyncIterable<Uint8Array>> {
  const content = Readable.toWeb(Readable.from(copiesOf(verifiedContent(pdfPath, sha256))));
  try {
    const message = await createMessage({ binary: content as never });
    const stream = await encrypt({
      message,
      encryptionKeys: key,
      format: 'binary',
      config: { preferredCompressionAlgorithm: enums.compression.uncompressed },
    });
    return Readable.fromWeb(stream) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw unusable(keyFile, cause);
  }
}

/** A stream takes several chunks before the first one is used. */
async function* copiesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Uint8Array.from(chunk);
}

/** @throws PrintFileError */
async function readPublicKey(keyFile: string): Promise<Key> {
  const bytes = await explained(keyFile, readFile(keyFile));
  try {
    const isArmored = bytes.includes('-----BEGIN PGP');
    const key = isArmored
      ? await readKey({ armoredKey: bytes.toString('utf8') })
      : await readKey({ binaryKey: bytes });
    if (key.isPrivate()) throw new Error('It is a private key.');
    await key.getEncryptionKey();
    return key;
  } catch (cause) {
    throw unusable(keyFile, cause);
  }
}

function unusable(keyFile: string, cause: unknown): PrintFileError {
  return new PrintFileError(
    `Expected \`${keyFile}\` to hold a public OpenPGP key that can encrypt and has not expired, got something else. ` +
      'Ask the shop for its present key; nothing was handed over.',
    { cause },
  );
}
