import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import {
  diskError,
  errnoOf,
  exists,
  explained,
  publishNew,
  syncDirectory,
  writePart,
} from './durable-file.ts';
import { PrintFileError } from './errors.ts';
import { namesBeside } from './print-file-names.ts';

const announcementSchema = z.strictObject({
  printFileId: z.string(),
  /** The place, as `Outbox.location` names it. */
  outbox: z.string(),
  /** Name of the part that becomes the trigger: while it exists, the shop has not been told. */
  triggerPart: z.string(),
});

/** Written beside the sealed print file before the shop is told, and kept: the memory of a hand-over. */
export type Announcement = z.infer<typeof announcementSchema>;

/** Null when no trigger was announced yet. @throws PrintFileError */
export async function readAnnouncement(pdfPath: string): Promise<Announcement | null> {
  const path = pathFor(pdfPath);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return null;
    throw diskError(path, cause);
  }
  return parse(path, text);
}

/**
 * Announces a trigger, durably.
 * @returns the announcement that stands: the first one wins, when two calls come at once.
 * @throws PrintFileError
 */
export async function announce(pdfPath: string, announcement: Announcement): Promise<Announcement> {
  const path = pathFor(pdfPath);
  const part = await writePart(path, (handle) => handle.writeFile(`${JSON.stringify(announcement)}\n`));
  await publishNew(part, path);
  await syncDirectory(dirname(path));
  return parse(path, await explained(path, readFile(path, 'utf8')));
}

/** Whether the shop may have been told of this print file: from then on it cannot be called back. */
export function isAnnounced(pdfPath: string): Promise<boolean> {
  return exists(pathFor(pdfPath));
}

function pathFor(pdfPath: string): string {
  return join(dirname(pdfPath), namesBeside(pdfPath).announced);
}

function parse(path: string, text: string): Announcement {
  const parsed = announcementSchema.safeParse(tryJson(text));
  if (parsed.success) return parsed.data;
  throw new PrintFileError(
    `Expected \`${path}\` to be the record of a hand-over, got something else. Ask the shop whether it has the job.`,
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
