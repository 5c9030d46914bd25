import { InterruptedError, PostausgangError } from '../domain/errors.ts';
import type { PrintFileStatus } from '../domain/print.ts';
import { findPrintFile, listPrintFiles, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { LedgerCorruptError } from '../ledger/rows.ts';
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
import { importInbox } from './import-shop-reports.ts';
import type { PrintTools } from './print-tools.ts';
import { renderPrintFile } from './render-print-file.ts';
import { reprintSpoiled } from './reprint.ts';
import type { RunContext } from './run-context.ts';
import { shareWork } from './shared-work.ts';

/**
 * Everything that goes by post: planned, committed, rendered, read back, sealed and, unless the profile asks for four
 * eyes, handed over. What an earlier run began is taken up where it stands.
 *
 * @throws HandOverForbiddenError before anything is rendered, when the profile lacks an undertaking (L6)
 */
export async function printDocuments(
  context: RunContext,
  tools: PrintTools,
  helpers: RenderHelpers | null = null,
): Promise<Readonly<Record<string, number>>> {
  assertHandOverAllowed(tools.profile);
  const faults: PostausgangError[] = [];
  const returns = await readReturns(context, tools, faults);
  const { assigned, ...saved } = await assignPrintFiles(context, tools);
  let rendered = 0;
  const waiting = await firstPrintings(context, ['assigned']);
  if (helpers !== null && waiting.length > 1)
    rendered += await shareRendering(context, tools, helpers, waiting);
  // Alone, or what is left: a print file at which another process failed says here what is the matter with it.
  for (const file of await firstPrintings(context, ['assigned'])) {
    context.signal.throwIfAborted();
    const done = await unlessAtFault(context, faults, file, () => renderPrintFile(context, tools, file));
    if (done === true) rendered += 1;
  }
  let handedOver = 0;
  for (const file of await firstPrintings(context, ['sealed', 'handing_over'])) {
    context.signal.throwIfAborted();
    const done = await unlessAtFault(context, faults, file, async () => {
      await handOverPrintFile(context, tools, file);
      return true;
    });
    if (done === true) handedOver += 1;
  }
  const [first] = faults;
  if (first !== undefined) throw first;
  return { assigned, rendered, handedOver, ...saved, ...returns };
}

/** How print files are shared with other processes; null: nobody else is asked. */
export interface RenderHelpers {
  /** Milliseconds that a print file stays with a process that says nothing. */
  readonly lease: number;
  /** Finds out who died since. */
  readonly lookAfter: () => Promise<void>;
}

async function shareRendering(
  context: RunContext,
  tools: PrintTools,
  { lease, lookAfter }: RenderHelpers,
  files: readonly PrintFileRecord[],
): Promise<number> {
  const shared = { runId: context.runId, step: 'render', lease } as const;
  // Whether the night is unusual is the coordinating run's to say: it alone sees all of its batches.
  const details = files.map(({ id }) => ({ printFileId: id, holdBecause: tools.holdBecause ?? null }));
  const render = (detail: unknown): Promise<Readonly<Record<string, number>>> =>
    renderShared(context, tools, detail);
  return (await shareWork(context, shared, details, render, lookAfter))['rendered'] ?? 0;
}

/** Renders a print file that was put up by the coordinating run; what goes wrong with it is left to that run. */
export async function renderShared(
  context: RunContext,
  tools: PrintTools,
  detail: unknown,
): Promise<Readonly<Record<string, number>>> {
  const { printFileId, holdBecause } = renderDetail(detail);
  const file = await findPrintFile(context.ledger, printFileId);
  if (file?.status !== 'assigned') return {};
  const done = await unlessAtFault(context, [], file, () =>
    renderPrintFile(context, { ...tools, holdBecause }, file),
  );
  return done === true ? { rendered: 1 } : {};
}

function renderDetail(detail: unknown): {
  readonly printFileId: string;
  readonly holdBecause: string | null;
} {
  const { printFileId, holdBecause } = detail as Readonly<Record<string, unknown>>;
  if (typeof printFileId !== 'string')
    throw new LedgerCorruptError('work_item.detail', 'a print file', detail);
  return { printFileId, holdBecause: typeof holdBecause === 'string' ? holdBecause : null };
}

/** Reprints are taken on by `reprintSpoiled`, which asks first whether they are still needed. */
async function firstPrintings(
  context: RunContext,
  statuses: readonly PrintFileStatus[],
): Promise<readonly PrintFileRecord[]> {
  const files = await listPrintFiles(context.ledger, context.batchIds, statuses);
  return files.filter(({ originalId }) => originalId === null);
}

/** What the shop says of earlier print files, and what is printed again because of it; never at the expense of tonight's. */
async function readReturns(
  context: RunContext,
  tools: PrintTools,
  faults: PostausgangError[],
): Promise<Readonly<Record<string, number>>> {
  const { inbox } = tools.profile;
  try {
    const reports = inbox === null ? [] : await importInbox(context, inbox);
    const { reprinted } = await reprintSpoiled(context, tools);
    return { reports: reports.length, reprinted };
  } catch (error) {
    if (!(error instanceof PostausgangError) || error instanceof InterruptedError) throw error;
    faults.push(error);
    context.logger.error('shop.returns-failed', {}, error);
    return {};
  }
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
