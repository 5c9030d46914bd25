import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LeaseLostError } from '../domain/errors.ts';
import {
  findPrintFile,
  markCancelled,
  markSealed,
  type PrintFileRecord,
} from '../ledger/print-file-store.ts';
import { recordPrintFileEvent } from '../ledger/print-file-event-store.ts';
import { findRun } from '../ledger/run-store.ts';
import { makePrivateDirectory, syncDirectory, writePart } from '../print/durable-file.ts';
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

/**
 * Renders one assigned print file and seals it: members in order → `*.part` → read back → renamed, manifests beside it →
 * recorded. A crash anywhere before the record renders the same membership again, to the same bytes. A member whose
 * PDF is missing, unfit or changed by now is held; the print file goes on without it.
 *
 * @returns false when no member was left and the file was cancelled
 */
export async function renderPrintFile(
  context: RenderContext,
  tools: PrintTools,
  file: PrintFileRecord,
): Promise<boolean> {
  await assertStillOurs(context, file);
  await makePrivateDirectory(tools.workDirectory);
  const name = printFileNames({
    businessDate: file.businessDate,
    printFileId: file.id,
    stream: file.stream,
  }).pdf;
  const path = join(tools.workDirectory, name);
  await removeUnsealed(tools.workDirectory, name);
  // Named by the run: a paused run that wakes up must not write into the file of the one that took over.
  const part = `${path}.${context.runId}.part`;
  const rendered = await writeMembers(context, tools, file, part);
  if (rendered === null) {
    await markCancelled(context.ledger, file.id);
    return false;
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
    file: { name, sha256: rendered.finished.sha256, bytes: rendered.finished.bytes },
    reprint: await reprintNoteOf(context.ledger, file),
  });
  if (await holdStrays(context, tools, file, part, manifest)) return renderPrintFile(context, tools, file);
  await assertStillOurs(context, file);
  await sealPrintFile(part, path);
  context.atPoint('print.renamed');
  await writeManifests(path, manifest);
  await context.ledger.transaction(async (session) => {
    await markSealed(session, file.id, needsRelease(tools, file) ? 'on_hold' : 'sealed', {
      fileName: name,
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
  context.atPoint('print.sealed');
  context.logger.info('print.sealed', { printFile: file.id, ...manifest.counts, bytes: manifest.file.bytes });
  return true;
}

/**
 * A run that was paused for long, and taken over, must neither sweep away what its successor has sealed meanwhile nor
 * write beside it: asked before files are removed and before one gets its name.
 *
 * @throws LeaseLostError
 */
async function assertStillOurs(context: RenderContext, file: PrintFileRecord): Promise<void> {
  const run = await findRun(context.ledger, context.runId);
  const now = await findPrintFile(context.ledger, file.id);
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

/**
 * What an earlier, unfinished rendering left. It was never recorded as sealed, so nobody has seen it; a member may have
 * been held since, or the program renewed, and then its bytes differ rightly.
 */
async function removeUnsealed(directory: string, name: string): Promise<void> {
  for (const found of await readdir(directory)) {
    const left = found === name || (found.startsWith(`${name}.`) && found.endsWith('.part'));
    if (left) await rm(join(directory, found), { force: true });
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
