import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { announce, readAnnouncement } from './announcement.ts';
import type { Announcement } from './announcement.ts';
import {
  copyInto,
  digestIfPresent,
  diskError,
  errnoOf,
  exists,
  explained,
  publishNew,
  syncDirectory,
  writePart,
} from './durable-file.ts';
import { FileConflictError, HandOverInDoubtError, PrintFileError } from './errors.ts';
import { namesBeside } from './print-file-names.ts';
import type { PrintFileNames } from './print-file-names.ts';

export interface HandOverRequest {
  /** The sealed print file; its name is the name in the outbox. */
  readonly pdfPath: string;
  readonly manifestJson: string;
  readonly manifestCsv: string;
  /** An existing directory; it is never created here, for an unmounted share would be hidden by it. */
  readonly outbox: string;
  readonly printFileId: string;
  /** Of the sealed print file, lower-case hex: what was verified is what leaves. */
  readonly sha256: string;
}

/** Where a crash can fall, in order. */
export const HAND_OVER_POINTS = [
  'part_written',
  'file_renamed',
  'manifest_written',
  'trigger_announced',
  'trigger_written',
] as const;
export type HandOverPoint = (typeof HAND_OVER_POINTS)[number];

export interface HandOverResult {
  /** `already_handed_over`: an earlier call had told the shop, and nothing was put into the outbox again. */
  readonly outcome: 'handed_over' | 'already_handed_over';
  readonly names: PrintFileNames;
}

/**
 * Publishes a print file whole: print file, manifests, and last the trigger. Called again after a crash at any point
 * it ends the same way, even when the shop has emptied the outbox meanwhile: before the trigger appears, that it will
 * is announced in a file beside the sealed print file, so that the shop is never told twice.
 * @throws FileConflictError when a name in the outbox holds other bytes; they are kept.
 * @throws HandOverInDoubtError when it cannot be known whether the shop was told.
 * @throws PrintFileError when the disk refuses, or the sealed print file is not the one that was verified.
 */
export async function handOver(
  request: HandOverRequest,
  atPoint: (point: HandOverPoint) => void = () => undefined,
): Promise<HandOverResult> {
  const names = namesBeside(request.pdfPath);
  const outcome = await deliver(request, names, atPoint);
  const stem = names.pdf.slice(0, -'.pdf'.length);
  await removeLeftParts(request.outbox, `${stem}.`);
  await removeLeftParts(dirname(request.pdfPath), `${stem}.announced.`);
  return { outcome, names };
}

async function deliver(
  request: HandOverRequest,
  names: PrintFileNames,
  atPoint: (point: HandOverPoint) => void,
): Promise<HandOverResult['outcome']> {
  const announced = await readAnnouncement(request.pdfPath);
  if (announced !== null && !(await exists(announced.triggerPart))) {
    await assertShopWasTold(announced, request, names);
    return 'already_handed_over';
  }
  const outbox = announced?.outbox ?? request.outbox;
  await placeFiles(request, outbox, names, atPoint);
  const announcement = announced ?? (await announceTrigger(request, outbox, names));
  if (announcement === null) return 'already_handed_over';
  atPoint('trigger_announced');
  return publishTrigger(announcement, request, names, atPoint);
}

async function placeFiles(
  request: HandOverRequest,
  outbox: string,
  names: PrintFileNames,
  atPoint: (point: HandOverPoint) => void,
): Promise<void> {
  const { pdfPath, sha256 } = request;
  const copy = async (handle: FileHandle): Promise<void> => copyVerified(handle, pdfPath, sha256);
  await place(join(outbox, names.pdf), sha256, copy, () => atPoint('part_written'));
  atPoint('file_renamed');
  await placeText(join(outbox, names.json), request.manifestJson);
  await placeText(join(outbox, names.csv), request.manifestCsv);
  atPoint('manifest_written');
}

/** Null when the trigger is out already, although nothing beside the sealed print file remembers it. */
async function announceTrigger(
  request: HandOverRequest,
  outbox: string,
  names: PrintFileNames,
): Promise<Announcement | null> {
  const { printFileId, pdfPath, sha256 } = request;
  const trigger = `${JSON.stringify({ printFileId, file: names.pdf, sha256 })}\n`;
  const triggerPath = join(outbox, names.trigger);
  if (await holds(triggerPath, sha256Of(trigger))) return null;
  const triggerPart = await writePart(triggerPath, (handle) => handle.writeFile(trigger));
  await syncDirectory(outbox);
  const announcement = await announce(pdfPath, { printFileId, outbox, triggerPart });
  if (announcement.triggerPart !== triggerPart) await rm(triggerPart, { force: true });
  return announcement;
}

/** The one rename that tells the shop. Whoever finds the announced part still there may do it, and only once. */
async function publishTrigger(
  announcement: Announcement,
  request: HandOverRequest,
  names: PrintFileNames,
  atPoint: (point: HandOverPoint) => void,
): Promise<HandOverResult['outcome']> {
  const triggerPath = join(announcement.outbox, names.trigger);
  try {
    await rename(announcement.triggerPart, triggerPath);
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw diskError(triggerPath, cause);
    await assertShopWasTold(announcement, request, names);
    return 'already_handed_over';
  }
  await syncDirectory(announcement.outbox);
  atPoint('trigger_written');
  return 'handed_over';
}

/**
 * The announced part is gone, so it became the trigger. A shop takes the trigger together with the print file; a print
 * file that lies there without one could also mean that somebody swept the part away before it was renamed.
 */
async function assertShopWasTold(
  announcement: Announcement,
  request: HandOverRequest,
  names: PrintFileNames,
): Promise<void> {
  if (await exists(join(announcement.outbox, names.trigger))) return;
  if (!(await exists(join(announcement.outbox, names.pdf)))) return;
  throw new HandOverInDoubtError(
    `Print file ${request.printFileId}: it lies in the outbox \`${announcement.outbox}\` without a trigger, although one was announced. ` +
      'Ask the shop whether it has the job. If it has, remove the print file from the outbox and run again; ' +
      'if it has not, remove the file `*.announced` beside the sealed print file and run again.',
  );
}

async function copyVerified(handle: FileHandle, pdfPath: string, sha256: string): Promise<void> {
  if (!(await exists(pdfPath))) {
    throw new PrintFileError(
      `Expected the sealed print file \`${pdfPath}\` to be handed over, found no such file.`,
    );
  }
  const copied = await copyInto(handle, pdfPath);
  if (copied.sha256 === sha256) return;
  throw new PrintFileError(
    `Print file \`${pdfPath}\` changed after it was verified: expected SHA-256 ${sha256}, got ${copied.sha256}. ` +
      'It is not handed over; render it again from its membership.',
  );
}

async function placeText(path: string, text: string): Promise<void> {
  await place(
    path,
    sha256Of(text),
    (handle) => handle.writeFile(text),
    () => undefined,
  );
}

/** Leaves an identical file as it is, so that doing it again changes nothing. */
async function place(
  path: string,
  sha256: string,
  write: (handle: FileHandle) => Promise<void>,
  partWritten: () => void,
): Promise<void> {
  if (await holds(path, sha256)) return;
  const part = await writePart(path, write);
  partWritten();
  const published = await publishNew(part, path);
  if (!published) await holds(path, sha256);
  await syncDirectory(dirname(path));
}

/** @throws FileConflictError when there is a file of other content. */
async function holds(path: string, sha256: string): Promise<boolean> {
  const present = await digestIfPresent(path);
  if (present === null) return false;
  if (present.sha256 === sha256) return true;
  throw new FileConflictError(
    `Outbox file \`${path}\` is there already with other content: expected SHA-256 ${sha256}, got ${present.sha256}. ` +
      'It was left as it is; find out who put it there before running again.',
  );
}

/** What crashed calls left behind; nothing reads a part once the trigger is out. */
async function removeLeftParts(directory: string, beginning: string): Promise<void> {
  for (const name of await explained(directory, readdir(directory))) {
    if (name.startsWith(beginning) && name.endsWith('.part'))
      await rm(join(directory, name), { force: true });
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
