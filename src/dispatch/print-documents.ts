import type { PostausgangError } from '../domain/errors.ts';
import { listPrintFiles, type PrintFileRecord } from '../ledger/print-file-store.ts';
import {
  FileConflictError,
  HandOverInDoubtError,
  PrintFileDamagedError,
  PrintFileError,
  PrintFileMismatchError,
} from '../print/errors.ts';
import { assertHandOverAllowed } from '../print/shop-profile.ts';
import { assignPrintFiles } from './assign-print-files.ts';
import { handOverPrintFile } from './hand-over-print-file.ts';
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
  const { assigned, ...saved } = await assignPrintFiles(context, tools);
  const faults: PostausgangError[] = [];
  let rendered = 0;
  for (const file of await listPrintFiles(context.ledger, context.batchIds, ['assigned'])) {
    context.signal.throwIfAborted();
    const done = await unlessAtFault(context, faults, file, () => renderPrintFile(context, tools, file));
    if (done === true) rendered += 1;
  }
  let handedOver = 0;
  const ready = await listPrintFiles(context.ledger, context.batchIds, ['sealed', 'handing_over']);
  for (const file of ready) {
    context.signal.throwIfAborted();
    const done = await unlessAtFault(context, faults, file, async () => {
      await handOverPrintFile(context, tools, file);
      return true;
    });
    if (done === true) handedOver += 1;
  }
  const [first] = faults;
  if (first !== undefined) throw first;
  return { assigned, rendered, handedOver, ...saved };
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
