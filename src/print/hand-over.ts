import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { announce, readAnnouncement } from './announcement.ts';
import type { Announcement } from './announcement.ts';
import { exists, explained, verifiedContent } from './durable-file.ts';
import { FileConflictError, HandOverInDoubtError, PrintFileError } from './errors.ts';
import { folderOutbox } from './outbox/folder-outbox.ts';
import type { Outbox } from './outbox/outbox.ts';
import { namesBeside } from './print-file-names.ts';
import type { PrintFileNames } from './print-file-names.ts';

export interface HandOverRequest {
  /** The sealed print file; its name is the name in the outbox. */
  readonly pdfPath: string;
  readonly manifestJson: string;
  readonly manifestCsv: string;
  /** An existing place; it is never made here, for an unmounted share would be hidden by it. */
  readonly outbox: Outbox;
  readonly printFileId: string;
  /** Of the sealed print file, lower-case hex: what was verified is what leaves. */
  readonly sha256: string;
  /** The print file encrypted for the shop, which leaves instead, as `*.pdf.pgp`. */
  readonly encrypted?: { readonly path: string; readonly sha256: string };
  /**
   * Asked after the trigger was announced, right before the shop is told: throws when this hand-over is no longer ours
   * to finish, because another process took it over or the print file was called back.
   */
  readonly beforeTrigger?: () => Promise<void>;
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
  for (const name of await request.outbox.list()) {
    if (isLeftPart(name, `${stem}.`)) await request.outbox.remove(name);
  }
  await removeLeftAnnouncements(dirname(request.pdfPath), `${stem}.announced.`);
  return { outcome, names };
}

async function deliver(
  request: HandOverRequest,
  names: PrintFileNames,
  atPoint: (point: HandOverPoint) => void,
): Promise<HandOverResult['outcome']> {
  const announced = await readAnnouncement(request.pdfPath);
  const outbox = announced === null ? request.outbox : placeOf(announced, request);
  if (announced !== null && !(await outbox.exists(announced.triggerPart))) {
    await assertShopWasTold(request, outbox, names);
    return 'already_handed_over';
  }
  await placeFiles(request, outbox, names, atPoint);
  const announcement = announced ?? (await announceTrigger(request, outbox, names));
  if (announcement === null) return 'already_handed_over';
  atPoint('trigger_announced');
  await request.beforeTrigger?.();
  if (!(await outbox.renamePart(announcement.triggerPart, names.trigger))) {
    await assertShopWasTold(request, outbox, names);
    return 'already_handed_over';
  }
  await outbox.flush();
  atPoint('trigger_written');
  return 'handed_over';
}

/** Where the trigger was announced, even when the profile names another place by now: no second job begins there. */
function placeOf(announced: Announcement, request: HandOverRequest): Outbox {
  if (announced.outbox === request.outbox.location) return request.outbox;
  if (!announced.outbox.startsWith('sftp:')) return folderOutbox(announced.outbox);
  throw new HandOverInDoubtError(
    `Print file ${request.printFileId}: its hand-over was begun at ${announced.outbox}, but the profile now names ${request.outbox.location}. ` +
      'Name the old place again and run again; or, if the shop does not have the job, remove the file `*.announced` beside the sealed print file.',
  );
}

async function placeFiles(
  request: HandOverRequest,
  outbox: Outbox,
  names: PrintFileNames,
  atPoint: (point: HandOverPoint) => void,
): Promise<void> {
  const { name, path, sha256 } = payloadOf(request, names);
  if (!(await exists(path))) {
    throw new PrintFileError(
      `Expected the sealed print file \`${path}\` to be handed over, found no such file.`,
    );
  }
  await place(outbox, name, sha256, verifiedContent(path, sha256), () => atPoint('part_written'));
  atPoint('file_renamed');
  await placeText(outbox, names.json, request.manifestJson);
  await placeText(outbox, names.csv, request.manifestCsv);
  atPoint('manifest_written');
}

/** The file that leaves: the print file itself, or what it was encrypted into. */
function payloadOf(
  { pdfPath, sha256, encrypted }: HandOverRequest,
  names: PrintFileNames,
): { readonly name: string; readonly path: string; readonly sha256: string } {
  if (encrypted === undefined) return { name: names.pdf, path: pdfPath, sha256 };
  return { name: `${names.pdf}.pgp`, ...encrypted };
}

/** Null when the trigger is out already, although nothing beside the sealed print file remembers it. */
async function announceTrigger(
  request: HandOverRequest,
  outbox: Outbox,
  names: PrintFileNames,
): Promise<Announcement | null> {
  const { printFileId, pdfPath } = request;
  const trigger = triggerText(request, names);
  if (await holds(outbox, names.trigger, sha256Of(trigger))) return null;
  const triggerPart = await outbox.writePart(names.trigger, contentOf(trigger));
  await outbox.flush();
  const announcement = await announce(pdfPath, { printFileId, outbox: outbox.location, triggerPart });
  if (announcement.triggerPart !== triggerPart) await outbox.remove(triggerPart);
  return announcement;
}

/** Names the file that leaves; of an encrypted one also the hash of what the shop finds inside. */
function triggerText(request: HandOverRequest, names: PrintFileNames): string {
  const { name, sha256 } = payloadOf(request, names);
  const inside = request.encrypted === undefined ? {} : { decryptedSha256: request.sha256 };
  return `${JSON.stringify({ printFileId: request.printFileId, file: name, sha256, ...inside })}\n`;
}

/**
 * The announced part is gone, so it became the trigger. A shop takes the trigger together with the print file; a print
 * file that lies there without one could also mean that somebody swept the part away before it was renamed.
 */
async function assertShopWasTold(
  request: HandOverRequest,
  outbox: Outbox,
  names: PrintFileNames,
): Promise<void> {
  if (await outbox.exists(names.trigger)) return;
  if (!(await outbox.exists(payloadOf(request, names).name))) return;
  throw new HandOverInDoubtError(
    `Print file ${request.printFileId}: it lies in the outbox \`${outbox.location}\` without a trigger, although one was announced. ` +
      'Ask the shop whether it has the job. If it has, remove the print file from the outbox and run again; ' +
      'if it has not, remove the file `*.announced` beside the sealed print file and run again.',
  );
}

async function placeText(outbox: Outbox, name: string, text: string): Promise<void> {
  await place(outbox, name, sha256Of(text), contentOf(text), () => undefined);
}

/** Leaves an identical file as it is, so that doing it again changes nothing. */
async function place(
  outbox: Outbox,
  name: string,
  sha256: string,
  content: AsyncIterable<Uint8Array>,
  partWritten: () => void,
): Promise<void> {
  if (await holds(outbox, name, sha256)) return;
  const part = await outbox.writePart(name, content);
  partWritten();
  const published = await outbox.publishNew(part, name);
  if (!published) await holds(outbox, name, sha256);
  await outbox.flush();
}

/** @throws FileConflictError when there is a file of other content. */
async function holds(outbox: Outbox, name: string, sha256: string): Promise<boolean> {
  const present = await outbox.digest(name);
  if (present === null) return false;
  if (present.sha256 === sha256) return true;
  throw new FileConflictError(
    `Outbox file \`${name}\` in ${outbox.location} is there already with other content: expected SHA-256 ${sha256}, got ${present.sha256}. ` +
      'It was left as it is; find out who put it there before running again.',
  );
}

/** What crashed calls left behind; nothing reads a part once the trigger is out. */
function isLeftPart(name: string, beginning: string): boolean {
  return name.startsWith(beginning) && name.endsWith('.part');
}

async function removeLeftAnnouncements(directory: string, beginning: string): Promise<void> {
  for (const name of await explained(directory, readdir(directory))) {
    if (isLeftPart(name, beginning)) await rm(join(directory, name), { force: true });
  }
}

async function* contentOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
