import { createHash, randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { SFTPWrapper, Stats } from 'ssh2';
import type { FileDigest } from '../durable-file.ts';
import { PrintFileError } from '../errors.ts';
import type { SftpTarget } from './hand-over-target.ts';
import type { Outbox } from './outbox.ts';
import { isNoSuchFile, sftpError } from './sftp-errors.ts';
import { openSftpSession, type SftpSession } from './sftp-session.ts';

/** What every server takes in one request (draft-ietf-secsh-filexfer-02, section 3). */
const REQUEST_BYTES = 32_768;
/** Requests under way at once: 1 MB fills a line of 100 Mbit/s at 80 ms. */
const REQUESTS_AHEAD = 32;
const FILE_MODE = 0o600;

/** A directory of the shop's SFTP server, over one connection. @throws HostKeyMismatchError, PrintFileError */
export async function openSftpOutbox(target: SftpTarget): Promise<Outbox> {
  const session = await openSftpSession(target);
  const at = (name: string): string => posix.join(target.directory, name);
  const isThere = (name: string): Promise<boolean> =>
    statOrNull(session, at(name)).then((stat) => stat !== null);
  const outbox: Outbox = {
    location: session.place,
    exists: isThere,
    digest: (name) => digest(session, at(name)),
    list: async () => {
      const found = await session.run<readonly { readonly filename: string }[]>('listing', (sftp, done) =>
        sftp.readdir(target.directory, done),
      );
      return found.map(({ filename }) => filename).filter((name) => name !== '.' && name !== '..');
    },
    writePart: async (name, content) => {
      const part = `${name}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
      try {
        await write(session, at(part), content);
      } catch (cause) {
        await outbox.remove(part).catch(() => undefined);
        throw sftpError(session.place, `writing \`${name}\``, cause);
      }
      return part;
    },
    publishNew: async (part, name) => {
      // Version 3 of the protocol renames only to a free name; servers that overwrite are why we look first.
      if (!(await isThere(name))) {
        try {
          await session.attempt<unknown>((sftp, done) => sftp.rename(at(part), at(name), done as () => void));
          return true;
        } catch (cause) {
          if (!(await isThere(name))) throw sftpError(session.place, `naming \`${name}\``, cause);
        }
      }
      await outbox.remove(part);
      return false;
    },
    renamePart: async (part, name) => {
      try {
        await session.attempt<unknown>((sftp, done) => sftp.rename(at(part), at(name), done as () => void));
        return true;
      } catch (cause) {
        if (!(await isThere(part))) return false;
        throw sftpError(session.place, `naming \`${name}\``, cause);
      }
    },
    remove: async (name) => {
      try {
        await session.attempt<unknown>((sftp, done) => sftp.unlink(at(name), done as () => void));
      } catch (cause) {
        if (!isNoSuchFile(cause)) throw sftpError(session.place, `removing \`${name}\``, cause);
      }
    },
    // Directories cannot be flushed over SFTP; the files themselves are, where the server knows how.
    flush: () => Promise.resolve(),
    close: () => session.close(),
  };
  return outbox;
}

async function statOrNull(session: SftpSession, path: string): Promise<Stats | null> {
  try {
    return await session.attempt<Stats>((sftp, done) => sftp.stat(path, done));
  } catch (cause) {
    if (isNoSuchFile(cause)) return null;
    throw sftpError(session.place, 'looking', cause);
  }
}

async function digest(session: SftpSession, path: string): Promise<FileDigest | null> {
  if ((await statOrNull(session, path)) === null) return null;
  return session.run<FileDigest>('reading', (sftp, done) => {
    const hash = createHash('sha256');
    let bytes = 0;
    const stream = sftp.createReadStream(path);
    stream.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    stream.on('error', (error: Error) => done(error, { sha256: '', bytes: 0 }));
    stream.on('end', () => done(null, { sha256: hash.digest('hex'), bytes }));
  });
}

/** Several requests at once, each for its own place in the file; then flushed, and its size compared. */
async function write(session: SftpSession, path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await session.attempt<Buffer>((sftp, done) =>
    sftp.open(path, 'wx', { mode: FILE_MODE }, done as () => void),
  );
  let position = 0;
  try {
    const underWay: Promise<unknown>[] = [];
    for await (const piece of pieces(content)) {
      if (underWay.length === REQUESTS_AHEAD) await underWay.shift();
      const start = position;
      position += piece.length;
      const written = session.attempt<unknown>((sftp, done) =>
        sftp.write(handle, piece, 0, piece.length, start, done as () => void),
      );
      // The first failure is awaited in its turn; those behind it must not count as unhandled until then.
      written.catch(() => undefined);
      underWay.push(written);
    }
    await Promise.all(underWay);
    await flush(session, handle);
  } finally {
    await session.attempt<unknown>((sftp, done) => sftp.close(handle, done as () => void));
  }
  // A part that is gone was swept by another hand-over of the same print file, which has ended; naming it tells.
  const size = (await statOrNull(session, path))?.size ?? position;
  if (size !== position) {
    throw new PrintFileError(
      `${session.place}: expected ${position} bytes to have arrived, got ${size}. Nothing was triggered; run again.`,
      { retryable: true },
    );
  }
}

async function* pieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length; from += REQUEST_BYTES) {
      yield Buffer.from(chunk.subarray(from, from + REQUEST_BYTES));
    }
  }
}

/** OpenSSH's extension; a server without it keeps its promise of durability to itself. */
async function flush(session: SftpSession, handle: Buffer): Promise<void> {
  await session.attempt<unknown>((sftp: SFTPWrapper, done) => {
    try {
      sftp.ext_openssh_fsync(handle, done as (error: Error | undefined) => void);
    } catch {
      done(null, undefined);
    }
  });
}
