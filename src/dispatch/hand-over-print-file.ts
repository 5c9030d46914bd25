import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RefusedError } from '../domain/errors.ts';
import { assertHandOverOwner, beginHandOver, markHandedOver, stepBack } from '../ledger/print-file-orders.ts';
import type { Session } from '../ledger/database.ts';
import { findPrintFile, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { isAnnounced } from '../print/announcement.ts';
import { explained } from '../print/durable-file.ts';
import { handOver, type HandOverResult } from '../print/hand-over.ts';
import { parseManifest, type PrintManifest } from '../print/manifest.ts';
import type { EncryptedPrintFile } from '../print/encrypt-for-shop.ts';
import { openOutbox } from '../print/outbox/open-outbox.ts';
import { namesBeside } from '../print/print-file-names.ts';
import { assertHandOverAllowed } from '../print/shop-profile.ts';
import { verifyPrintFile } from '../print/verify-print-file.ts';
import type { PrintTools } from './print-tools.ts';
import type { RunContext } from './run-context.ts';

/** A run, or a person outside of any run. */
export type HandOverContext = Pick<RunContext, 'ledger' | 'atPoint' | 'logger'> & {
  readonly runId: string | null;
};

export type HandOverTools = Pick<PrintTools, 'profile' | 'workDirectory' | 'openOutbox'>;

/**
 * Verified again, taken, published whole, then recorded; idempotent under the print file's id at any point. It is taken
 * before the outbox is touched, so that nobody can hold or cancel what is about to leave, and the fence is looked at
 * once more right before the shop is told.
 *
 * @throws RefusedError when it was held or cancelled meanwhile, LeaseLostError when another process took it over
 */
export async function handOverPrintFile(
  context: HandOverContext,
  tools: HandOverTools,
  file: PrintFileRecord,
  person?: string,
): Promise<void> {
  const { ledger } = context;
  assertHandOverAllowed(tools.profile);
  const pdfPath = join(tools.workDirectory, file.fileName ?? '');
  const json = await readManifest(ledger, file.id, join(dirname(pdfPath), namesBeside(pdfPath).json));
  const manifest = parseManifest(json);
  await verifyPrintFile(pdfPath, manifest);
  const owner = randomUUID();
  if (!(await beginHandOver(ledger, file.id, owner))) throw elsewhere(file.id);
  context.atPoint('print.handing-over');
  const outcome = await publish(context, tools, { file, pdfPath, json, manifest, owner });
  const cause = {
    reason: `handed over to ${tools.profile.shopName}`,
    runId: context.runId,
    ...(person === undefined ? {} : { person }),
    evidence: { printFile: file.id, sha256: manifest.file.sha256, outcome },
  };
  await ledger.transaction((session) =>
    markHandedOver(session, file.id, cause, tools.profile.acknowledgeWithin),
  );
  context.atPoint('print.handed-over');
  context.logger.info('print.handed-over', { printFile: file.id, outcome });
}

function elsewhere(printFileId: string): RefusedError {
  return new RefusedError(
    `Print file ${printFileId} was held, cancelled or handed over meanwhile. Nothing was handed over; see \`status\`.`,
  );
}

/** Who cancels a print file removes its files: then it is no fault of the disk that they are gone. */
async function readManifest(ledger: Session, printFileId: string, path: string): Promise<string> {
  try {
    return await explained(path, readFile(path, 'utf8'));
  } catch (error) {
    const now = await findPrintFile(ledger, printFileId);
    if (now?.status === 'cancelled') throw elsewhere(printFileId);
    throw error;
  }
}

interface Publication {
  readonly file: PrintFileRecord;
  readonly pdfPath: string;
  readonly json: string;
  readonly manifest: PrintManifest;
  readonly owner: string;
}

/** What encrypts is loaded where a shop has a key: it takes 20 MB. */
async function encryptedFor(keyFile: string, pdfPath: string, sha256: string): Promise<EncryptedPrintFile> {
  const { encryptForShop } = await import('../print/encrypt-for-shop.ts');
  return encryptForShop(pdfPath, sha256, keyFile);
}

/** Gives the hand-over back when it is proven that the shop was not told: then a person may still call the file back. */
async function publish(
  context: HandOverContext,
  { profile, openOutbox: open = openOutbox }: HandOverTools,
  { file, pdfPath, json, manifest, owner }: Publication,
): Promise<HandOverResult['outcome']> {
  const { ledger } = context;
  const { sha256 } = manifest.file;
  try {
    const { openPgpKeyFile: key } = profile;
    const encrypted = key === null ? null : await encryptedFor(key, pdfPath, sha256);
    if (encrypted !== null) context.atPoint('print.encrypted');
    const outbox = await open(profile.handOver);
    try {
      const request = {
        pdfPath,
        manifestJson: json,
        manifestCsv: await readFile(join(dirname(pdfPath), namesBeside(pdfPath).csv), 'utf8'),
        outbox,
        printFileId: file.id,
        sha256,
        ...(encrypted === null ? {} : { encrypted }),
        beforeTrigger: () => assertHandOverOwner(ledger, file.id, owner),
      };
      return (await handOver(request, (point) => context.atPoint(`print.${point}`))).outcome;
    } finally {
      await outbox.close();
    }
  } catch (error) {
    // Whoever took the hand-over from us removes our parts: what we miss then is no fault of the outbox.
    await assertHandOverOwner(ledger, file.id, owner);
    if (!(await isAnnounced(pdfPath))) await stepBack(ledger, file.id, owner);
    throw error;
  }
}
