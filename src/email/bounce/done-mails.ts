import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMissingFile } from '../../domain/errors.ts';

/** Where mails of a maildir are kept that were read: a folder of the same maildir, as mail readers show it. */
export const DONE_FOLDER = '.done';

/** The part of a mail's file name that stays while it is moved and marked. */
export function uniqueNameOf(place: string): string {
  return basename(place).replace(/:2,.*$/u, '');
}

export interface DoneMail {
  readonly name: string;
  readonly path: string;
  /** Milliseconds since 1970: moving a mail keeps the time at which it was delivered. */
  readonly arrivedAt: number;
}

/** Every mail that was read and is still kept; none where nothing was read yet. */
export async function listDoneMails(maildir: string): Promise<readonly DoneMail[]> {
  const mails: DoneMail[] = [];
  for (const folder of ['new', 'cur']) {
    const directory = join(maildir, DONE_FOLDER, folder);
    for (const name of await namesIn(directory)) {
      const path = join(directory, name);
      const { mtimeMs } = await stat(path);
      mails.push({ name, path, arrivedAt: mtimeMs });
    }
  }
  return mails;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
}
