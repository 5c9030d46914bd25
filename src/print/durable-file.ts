import { createHash, randomBytes } from 'node:crypto';
import { access, link, mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { PrintFileError } from './errors.ts';

/** Letters are inside: nobody but this user reads along. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const CHUNK_BYTES = 1 << 20;
/** What no waiting mends. */
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);

export interface FileDigest {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Makes a directory (and its parents) that only this user can enter. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await explained(path, mkdir(path, { recursive: true, mode: DIRECTORY_MODE }));
}

/**
 * Writes a new `*.part` beside `finalPath` and flushes it to the disk. Its name is its own: two writers at once never
 * write into each other's file. It is removed when writing fails.
 * @returns the path of the part.
 * @throws PrintFileError
 */
export async function writePart(
  finalPath: string,
  write: (handle: FileHandle) => Promise<void>,
): Promise<string> {
  const part = `${finalPath}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  try {
    const handle = await open(part, 'wx', FILE_MODE);
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    throw diskError(part, cause);
  }
  return part;
}

/**
 * A file in chunks, each in the same memory, to be used before the next one is asked for: with memory of its own for each
 * the copy of a print file was the peak of a night, 60 MB above the rest.
 */
async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const memory = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const handle = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead } = await handle.read(memory, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * A file in chunks, each to be used before the next one is asked for, hashed on the way: whoever copies it to its end has
 * copied what was verified.
 * @throws PrintFileError at the end, when the bytes are not those of `sha256`.
 */
export async function* verifiedContent(path: string, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(path)) {
    hash.update(chunk);
    yield chunk;
  }
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw new PrintFileError(
    `Print file \`${path}\` changed after it was verified: expected SHA-256 ${sha256}, got ${found}. ` +
      'It is not handed over; render it again from its membership.',
  );
}

/**
 * Gives a finished part its final name, unless that name is taken: a hard link fails where a rename would overwrite.
 * @returns false when the name was taken; the part is gone in either case.
 * @throws PrintFileError
 */
export async function publishNew(part: string, finalPath: string): Promise<boolean> {
  try {
    await link(part, finalPath);
    await rm(part, { force: true });
    return true;
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === 'EEXIST' || (await exists(finalPath))) {
      await rm(part, { force: true });
      return false;
    }
    // Some shares know no hard links (SMB, FAT); there the look above is all that can be had.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw diskError(finalPath, cause);
    await explained(finalPath, rename(part, finalPath));
    return true;
  }
}

/** A new name survives a power cut only once its directory is flushed. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await explained(path, open(path, 'r'));
  try {
    await handle.sync();
  } catch (cause) {
    // Windows and some shares cannot flush a directory; there is nothing better to do.
    const code = errnoOf(cause);
    if (code !== 'EINVAL' && code !== 'EPERM' && code !== 'ENOTSUP') throw diskError(path, cause);
  } finally {
    await handle.close();
  }
}

/** Null when there is no such file. @throws PrintFileError */
export async function digestIfPresent(path: string): Promise<FileDigest | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(path)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return null;
    throw diskError(path, cause);
  }
  return { sha256: hash.digest('hex'), bytes };
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** @throws PrintFileError instead of the system's error, with what to do about it. */
export async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw diskError(path, cause);
  }
}

/** A system error as a `PrintFileError` that says what to do about it. */
export function diskError(path: string, cause: unknown): PrintFileError {
  if (cause instanceof PrintFileError) return cause;
  const code = errnoOf(cause);
  return new PrintFileError(`\`${path}\`: ${advice(code)}`, {
    cause,
    retryable: !FORBIDDEN.has(code),
  });
}

function advice(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space left on this disk. Free some and run again; nothing was triggered.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `not permitted to this user (${code}). Check owner and mode of it and of its directory, and run again.`;
    case 'ENOENT':
      return 'it or its directory does not exist. Check that the share is mounted, or create the directory, and run again.';
    default:
      return `failed with ${code}. Run again once that is mended; nothing was triggered.`;
  }
}

export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'an unknown error';
}
