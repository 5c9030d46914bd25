import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LeaseLostError } from '../domain/errors.ts';
import type { Session } from '../ledger/database.ts';
import {
  findPrintFile,
  lockPrintFile,
  markCancelled,
  markSealed,
  type PrintFileRecord,
} from '../ledger/print-file-store.ts';
import { recordPrintFileEvent } from '../ledger/print-file-event-store.ts';
import { findRun } from '../ledger/run-store.ts';
import { exists, makePrivateDirectory, syncDirectory, writePart } from '../print/durable-file.ts';
import { manifestCsv } from '../print/manifest-csv.ts';
import { manifestJson, type PrintManifest } from '../print/manifest.ts';
import { namesBeside, printFileNames } from '../print/print-file-names.ts';
import { provenManifest } from '../print/proven-manifest.ts';
import { sealPrintFile } from '../print/seal-print-file.ts';
import { sheetsOf, sidesOfStream } from '../print/stream.ts';
import { holdStrays } from './hold-strays.ts';
import type { PrintTools } from './print-tools.ts';
import { reprintNoteOf } from './reprint-note.ts';
import type { RenderContext } from './run-context.ts';
import { productionDateOf, writeMembers } from './write-members.ts';

const PART = '.part';

/**
 * Renders one assigned print file and seals it: members in order → `*.part` → read back → renamed, manifests beside it →
 * recorded. A crash anywhere before the record renders the same membership again, to the same bytes. A member whose
 * PDF is missing, unfit or changed by now is held; the print file goes on without it.
 *
 * @returns false when no member was left and the file was cancelled
 * @throws LeaseLostError when another process seals it, or may
 */
export async function renderPrintFile(
  context: RenderContext,
  tools: PrintTools,
  file: PrintFileRecord,
): Promise<boolean> {
  await assertStillOurs(context.ledger, context, file);
  await makePrivateDirectory(tools.workDirectory);
  const { pdf } = printFileNames({
    businessDate: file.businessDate,
    printFileId: file.id,
    stream: file.stream,
  });
  const path = join(tools.workDirectory, pdf);
  const manifest = await render(context, tools, file, path).catch(async (error: unknown) => {
    // Whoever was faster has swept our part away: that is no fault of the disk.
    await assertStillOurs(context.ledger, context, file);
    throw error;
  });
  if (manifest === null) return false;
  context.atPoint('print.sealed');
  await removeParts(path, () => true);
  context.logger.info('print.sealed', { printFile: file.id, ...manifest.counts, bytes: manifest.file.bytes });
  return true;
}

/** Null when no member was left. */
async function render(
  context: RenderContext,
  tools: PrintTools,
  file: PrintFileRecord,
  path: string,
): Promise<PrintManifest | null> {
  await removeDeadParts(context, path);
  // A name of its own: two processes that render one reprint must not write into each other's file.
  const part = `${path}.${context.runId}.${randomUUID()}${PART}`;
  const rendered = await writeMembers(context, tools, file, part);
  if (rendered === null) {
    await markCancelled(context.ledger, file.id);
    return null;
  }
  context.atPoint('print.written');
  const manifest = await provenManifest(part, {
    plan: rendered.plan,
    profile: tools.profile,
    printFileId: file.id,
    businessDate: file.businessDate,
    productionDate: await productionDateOf(context, file),
    runId: file.runId,
    catalogueHash: file.catalogueHash,
    toolVersion: tools.toolVersion,
    file: { name: basename(path), sha256: rendered.finished.sha256, bytes: rendered.finished.bytes },
    reprint: await reprintNoteOf(context.ledger, file),
  });
  if (await holdStrays(context, tools, file, part, manifest)) {
    await rm(part, { force: true });
    return render(context, tools, file, path);
  }
  await seal(context, tools, file, { part, path, manifest });
  return manifest;
}

interface Rendered {
  readonly part: string;
  readonly path: string;
  readonly manifest: PrintManifest;
}

/**
 * Gives the file its name and records it, one process after the other: whoever comes second finds it recorded, and leaves the
 * first one's file alone. Called again after a COMMIT that failed it finds its own file under the name.
 */
async function seal(
  context: RenderContext,
  tools: PrintTools,
  file: PrintFileRecord,
  { part, path, manifest }: Rendered,
): Promise<void> {
  await context.ledger.transaction(async (session) => {
    await lockPrintFile(session, file.id);
    await assertStillOurs(session, context, file);
    // What has the name was left by a rendering that was never recorded, so nobody has seen it; a member may have been
    // held since, or the program renewed, and then its bytes differ rightly.
    if (await exists(part)) await rm(path, { force: true });
    await sealPrintFile(part, path);
    context.atPoint('print.renamed');
    await writeManifests(path, manifest);
    await markSealed(session, file.id, needsRelease(tools, file) ? 'on_hold' : 'sealed', {
      fileName: manifest.file.name,
      sha256: manifest.file.sha256,
      bytes: manifest.file.bytes,
      ...manifest.counts,
      places: manifest.mailpieces.flatMap(({ sequence, documents }) =>
        documents.map((document) => ({
          sequence,
          dispatchId: document.dispatchId,
          firstPage: document.firstPage,
          lastPage: document.firstPage + document.pages - 1,
          sheets: sheetsOf(document.pages, sidesOfStream(file.stream)),
        })),
      ),
    });
    const reason = isUnusual(tools, file) ? (tools.holdBecause ?? null) : null;
    if (reason !== null) {
      await recordPrintFileEvent(session, file.id, 'held', { reason, person: null, runId: context.runId });
    }
  });
}

/**
 * A run that was paused for long, and taken over, must neither render beside its successor nor seal: asked before and
 * once more in the transaction that seals.
 *
 * @throws LeaseLostError
 */
async function assertStillOurs(
  session: Session,
  { runId }: RenderContext,
  file: PrintFileRecord,
): Promise<void> {
  const run = await findRun(session, runId);
  const now = await findPrintFile(session, file.id);
  // A reprint that a person ordered is rendered after its run has ended; no run has a claim on it.
  const isOurs = file.orderedBy !== null || run?.status === 'running';
  if (!isOurs || now?.status !== 'assigned') throw new LeaseLostError(`print file ${file.id}`, 'sealed');
}

/** Four eyes have seen a reprint already that a second person confirmed. */
function needsRelease(tools: PrintTools, file: PrintFileRecord): boolean {
  return (tools.profile.fourEyes && file.confirmedBy === null) || isUnusual(tools, file);
}

/** An unusual night holds its first printings; a reprint repeats what has been looked at. */
function isUnusual({ holdBecause }: PrintTools, { originalId }: PrintFileRecord): boolean {
  return originalId === null && (holdBecause ?? null) !== null;
}

/** What runs left that died while they rendered. Parts of others stay: somebody may be writing them. */
async function removeDeadParts({ ledger }: RenderContext, path: string): Promise<void> {
  await removeParts(path, async (runId) => {
    const run = await findRun(ledger, runId);
    return run !== null && run.status !== 'running';
  });
}

async function removeParts(
  path: string,
  isDead: (runId: string) => boolean | Promise<boolean>,
): Promise<void> {
  const directory = dirname(path);
  const start = `${basename(path)}.`;
  for (const found of await readdir(directory)) {
    if (!found.startsWith(start) || !found.endsWith(PART)) continue;
    const [runId = ''] = found.slice(start.length).split('.');
    if (await isDead(runId)) await rm(join(directory, found), { force: true });
  }
}

/** Beside the sealed file and before it is recorded: the hand-over reads them, whatever program version does it. */
async function writeManifests(pdfPath: string, manifest: PrintManifest): Promise<void> {
  const names = namesBeside(pdfPath);
  const directory = dirname(pdfPath);
  for (const [name, text] of [
    [names.json, manifestJson(manifest)],
    [names.csv, manifestCsv(manifest)],
  ] as const) {
    const path = join(directory, name);
    await rename(await writePart(path, (handle) => handle.writeFile(text)), path);
  }
  await syncDirectory(directory);
}
