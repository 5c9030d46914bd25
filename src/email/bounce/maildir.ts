import { mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OurOutageError } from '../../domain/errors.ts';
import { DONE_FOLDER as DONE, uniqueNameOf } from './done-mails.ts';
import type { Mailbox, StoredMail } from './mailbox.ts';
import { MAX_REPORT_BYTES } from './read-report.ts';

/**
 * A maildir that a mail server delivers into. Both `new` and `cur` are read, because whoever looks into it with a mail
 * reader moves mails to `cur`; what was read is moved to the folder `.done`.
 */
export function openMaildir(directory: string): Mailbox {
  return {
    async *mails() {
      for (const folder of ['new', 'cur']) {
        for (const name of await namesIn(directory, folder)) {
          const mail = await readMail(directory, join(folder, name));
          if (mail !== null) yield mail;
        }
      }
    },
    async putAway(mail) {
      await guarded(directory, async () => {
        for (const folder of ['cur', 'new', 'tmp']) {
          await mkdir(join(directory, DONE, folder), { recursive: true, mode: 0o700 });
        }
        await writeFile(join(directory, DONE, 'maildirfolder'), '', { flag: 'a', mode: 0o600 });
        // "S": seen.
        const name = uniqueNameOf(mail.place);
        await rename(join(directory, mail.place), join(directory, DONE, 'cur', `${name}:2,S`)).catch(
          unlessGone,
        );
      });
    },
    close: () => Promise.resolve(),
  };
}

/** One mail from a file that a person named. */
export async function readMailFile(path: string): Promise<StoredMail> {
  return { source: 'file', place: basename(path), bytes: await beginningOf(path) };
}

async function readMail(directory: string, place: string): Promise<StoredMail | null> {
  return guarded(directory, async () => {
    try {
      return { source: 'maildir', place, bytes: await beginningOf(join(directory, place)) };
    } catch (error) {
      unlessGone(error);
      return null;
    }
  });
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, MAX_REPORT_BYTES));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function namesIn(directory: string, folder: string): Promise<readonly string[]> {
  return guarded(directory, async () =>
    (await readdir(join(directory, folder), { withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort(),
  );
}

async function guarded<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new OurOutageError(
      `The maildir for bounces, ${directory}, cannot be used (${codeOf(error)}): expected its folders \`new\` and \`cur\`, and the right to read and move. What was read is settled; the rest is read next time.`,
      { cause: error },
    );
  }
}

/** Another process was faster. */
function unlessGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
