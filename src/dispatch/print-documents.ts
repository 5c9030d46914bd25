import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PostausgangError } from '../domain/errors.ts';
import { listPrintFiles, markHandedOver, type PrintFileRecord } from '../ledger/print-file-store.ts';
import {
  FileConflictError,
  HandOverInDoubtError,
  PrintFileDamagedError,
  PrintFileError,
  PrintFileMismatchError,
} from '../print/errors.ts';
import { parseManifest } from '../print/manifest.ts';
import { handOver } from '../print/hand-over.ts';
import { namesBeside } from '../print/print-file-names.ts';
import { assertHandOverAllowed } from '../print/shop-profile.ts';
import { verifyPrintFile } from '../print/verify-print-file.ts';
import { assignPrintFiles } from './assign-print-files.ts';
import type { PrintTools } from './print-tools.ts';
import { renderPrintFile } from './render-print-file.ts';
import type { RunContext } from './run-context.ts';

/**
 * Everything that goes by post: planned, committed, rendered, read back, sealed and, unless the profile asks for four
 * eyes, handed over. What an earlier run began is taken up where it stands.
 *
 * @throws HandOverForbiddenError before anything is rendered, when the profile lacks an undertaking (L6)
 */
export async function printDocuments(
  context: RunContext,
  tools: PrintTools,
): Promise<Readonly<Record<string, number>>> {
  assertHandOverAllowed(tools.profile);
  const assigned = await assignPrintFiles(context, tools);
  const faults: PostausgangError[] = [];
  let rendered = 0;
  for (const file of await listPrintFiles(context.ledger, context.batchIds, ['assigned'])) {
    context.signal.throwIfAborted();
    const done = await unlessAtFault(context, faults, file, () => renderPrintFile(context, tools, file));
    if (done === true) rendered += 1;
  }
  let handedOver = 0;
  for (const file of await listPrintFiles(context.ledger, context.batchIds, ['sealed'])) {
    context.signal.throwIfAborted();
    const done = await unlessAtFault(context, faults, file, async () => {
      await handOverPrintFile(context, tools, file);
      return true;
    });
    if (done === true) handedOver += 1;
  }
  const [first] = faults;
  if (first !== undefined) throw first;
  return { assigned, rendered, handedOver };
}

/**
 * What is wrong with one print file only (the outbox holds another file of its name, the shop may have been told, it
 * does not read back as it should) must not keep the others from the shop, tonight and every night until somebody
 * looks. The run fails all the same, once the others are out.
 */
async function unlessAtFault(
  context: RunContext,
  faults: PostausgangError[],
  file: PrintFileRecord,
  work: () => Promise<boolean>,
): Promise<boolean | null> {
  try {
    return await work();
  } catch (error) {
    const isOfThisFile =
      error instanceof FileConflictError ||
      error instanceof HandOverInDoubtError ||
      error instanceof PrintFileDamagedError ||
      error instanceof PrintFileMismatchError ||
      (error instanceof PrintFileError && !error.retryable);
    if (!isOfThisFile) throw error;
    faults.push(error);
    context.logger.error('print.file-failed', { printFile: file.id }, error);
    return null;
  }
}

/** Verified again, published whole, then recorded; idempotent under the print file's id at any point. */
export async function handOverPrintFile(
  context: Pick<RunContext, 'ledger' | 'atPoint' | 'logger'> & {
    /** Null: a person does it, outside of any run. */
    readonly runId: string | null;
  },
  tools: Pick<PrintTools, 'profile' | 'workDirectory'>,
  file: PrintFileRecord,
  person?: string,
): Promise<void> {
  assertHandOverAllowed(tools.profile);
  const pdfPath = join(tools.workDirectory, file.fileName ?? '');
  const names = namesBeside(pdfPath);
  const json = await readFile(join(dirname(pdfPath), names.json), 'utf8');
  const manifest = parseManifest(json);
  await verifyPrintFile(pdfPath, manifest);
  const { outcome } = await handOver(
    {
      pdfPath,
      manifestJson: json,
      manifestCsv: await readFile(join(dirname(pdfPath), names.csv), 'utf8'),
      outbox: tools.profile.outbox,
      printFileId: file.id,
      sha256: manifest.file.sha256,
    },
    (point) => context.atPoint(`print.${point}`),
  );
  await context.ledger.transaction((session) =>
    markHandedOver(session, file.id, {
      reason: `handed over to ${tools.profile.shopName}`,
      runId: context.runId,
      ...(person === undefined ? {} : { person }),
      evidence: { printFile: file.id, sha256: manifest.file.sha256, outcome },
    }),
  );
  context.atPoint('print.handed-over');
  context.logger.info('print.handed-over', { printFile: file.id, outcome });
}
