import { isOwnLetter } from '../domain/dispatch.ts';
import { RefusedError } from '../domain/errors.ts';
import { sequencesText } from '../domain/sequence-ranges.ts';
import type { Session } from '../ledger/database.ts';
import { findPrintFile, lockPrintFile, type PrintFileRecord } from '../ledger/print-file-store.ts';
import {
  assignReprint,
  listDocumentsOf,
  listMailpieceStates,
  listReprints,
  listSourceSequences,
  type MailpieceState,
  type ReprintOrder,
} from '../ledger/reprint-store.ts';
import { listSpoiledFiles } from '../ledger/shop-report-store.ts';
import { handOverPrintFile } from './hand-over-print-file.ts';
import type { PrintTools } from './print-tools.ts';
import { renderPrintFile } from './render-print-file.ts';
import type { RenderContext } from './run-context.ts';
import { sha256Of } from './sha256.ts';

/**
 * Why a mailpiece must not be printed again, or null. A copy is made of what the shop lost or spoiled, or never spoke
 * of, and of the newest copy only: so there are never two in the post that we know of.
 */
export function reprintObstacle({ status, reprintedIn }: MailpieceState): string | null {
  if (reprintedIn !== null)
    return `reprinted already in ${reprintedIn}; reprint that one should it be spoiled too`;
  if (status === 'posted') return 'posted, says the shop; `resend` makes another letter';
  if (status === 'produced')
    return 'produced and about to be posted, says the shop; have it report them spoiled or lost first';
  return null;
}

/**
 * Orders a reprint: looked at and committed in one transaction, so that two orders cannot both find a mailpiece free.
 * The originals are looked at first: what cannot be printed as it was is refused before anything is written.
 *
 * @returns the id of the new print file
 * @throws RefusedError that names each obstacle
 */
export async function assignCheckedReprint(context: RenderContext, order: ReprintOrder): Promise<string> {
  const { ledger } = context;
  await assertOriginals(context, order.source, order.sequences);
  const id = await ledger.transaction(async (session) => {
    await lockPrintFile(session, order.source.id);
    const states = new Map(
      (await listMailpieceStates(session, order.source)).map((each) => [each.sequence, each]),
    );
    const problems = new Map<string, number[]>();
    for (const sequence of order.sequences) {
      const state = states.get(sequence);
      const problem = state === undefined ? 'not in this print file' : reprintObstacle(state);
      if (problem !== null) problems.set(problem, [...(problems.get(problem) ?? []), sequence]);
    }
    if (problems.size > 0) throw refused(order.source, problems);
    return assignReprint(session, order);
  });
  context.atPoint('reprint.assigned');
  context.logger.info('reprint.assigned', { printFile: id, mailpieces: order.sequences.length });
  return id;
}

function refused(source: PrintFileRecord, problems: ReadonlyMap<string, readonly number[]>): RefusedError {
  const each = [...problems].map(([problem, sequences]) => `${sequencesText(sequences)}: ${problem}`);
  return new RefusedError(
    `Mailpieces of print file ${source.id} that cannot be reprinted: ${each.join('; ')}. Nothing was changed.`,
  );
}

/** @throws RefusedError when an original is gone or no longer what was printed */
async function assertOriginals(
  context: RenderContext,
  source: PrintFileRecord,
  sequences: readonly number[],
): Promise<void> {
  const problems = new Map<string, number[]>();
  for (const document of await listDocumentsOf(context.ledger, source.id, sequences)) {
    context.signal.throwIfAborted();
    // Letters of our own lie in the ledger, and nobody changes them.
    if (isOwnLetter(document.purpose)) continue;
    const lookup = await context.source.pdfOf(document.documentId);
    const problem =
      lookup.kind !== 'found'
        ? `the core system gives no PDF any more (${lookup.finding.code})`
        : sha256Of(lookup.pdf) === document.pdfSha256
          ? null
          : 'the core system gives another PDF than was printed';
    if (problem !== null) problems.set(problem, [...(problems.get(problem) ?? []), document.sequence]);
  }
  if (problems.size > 0) throw refused(source, problems);
}

/**
 * Takes a reprint on to where it can go: rendered, and handed over unless it waits for a release. What the shop has
 * posted meanwhile stops it.
 *
 * @throws RefusedError, and whatever rendering and hand-over say
 */
export async function continueReprint(
  context: RenderContext,
  tools: PrintTools,
  printFileId: string,
): Promise<PrintFileRecord> {
  const file = await existing(context.ledger, printFileId);
  if (file.status === 'assigned') await renderPrintFile(context, tools, file);
  const sealed = await existing(context.ledger, printFileId);
  if (sealed.status !== 'sealed' && sealed.status !== 'handing_over') return sealed;
  if (sealed.status === 'sealed') await assertStillNeeded(context, sealed);
  await handOverPrintFile(context, tools, sealed);
  return existing(context.ledger, printFileId);
}

async function existing(ledger: Session, id: string): Promise<PrintFileRecord> {
  const file = await findPrintFile(ledger, id);
  if (file === null) throw new RefusedError(`There is no print file ${id}.`);
  return file;
}

/** @throws RefusedError when the shop has posted, or goes on to post, what a reprint would repeat */
export async function assertStillNeeded(
  context: Pick<RenderContext, 'ledger'>,
  file: PrintFileRecord,
): Promise<void> {
  if (file.sourceId === null) return;
  const source = await existing(context.ledger, file.sourceId);
  const states = new Map(
    (await listMailpieceStates(context.ledger, source)).map((each) => [each.sequence, each]),
  );
  const needless = (await listSourceSequences(context.ledger, file.id)).filter((sequence) => {
    const status = states.get(sequence)?.status;
    return status === 'posted' || status === 'produced';
  });
  if (needless.length === 0) return;
  throw new RefusedError(
    `Reprint ${file.id}: the shop says by now that it produced or posted mailpieces ${sequencesText(needless)} of ${source.id}. ` +
      `It is not handed over: give \`cancel-print ${file.id}\`, then reprint the others.`,
  );
}

/**
 * Finishes reprints that an earlier process began and, where the profile allows it, reprints what the shop spoiled or
 * lost. What is above the share waits for people.
 *
 * @returns how many reprints were ordered and how many left
 */
export async function reprintSpoiled(
  context: RenderContext,
  tools: PrintTools,
): Promise<{ readonly ordered: number; readonly reprinted: number }> {
  let ordered = 0;
  if (tools.profile.automaticReprint) {
    for (const { source, sequences, share } of await spoiledPieces(context.ledger)) {
      if (share > tools.profile.maxReprintShare || source.profile !== tools.profile.id) continue;
      const reason = 'reported as spoiled or lost by the shop';
      const automatic = {
        source,
        sequences,
        reason,
        orderedBy: null,
        confirmedBy: null,
        runId: context.runId,
      };
      await unlessRefused(context, source.id, () => assignCheckedReprint(context, automatic));
      ordered += 1;
    }
  }
  let reprinted = 0;
  for (const { id } of await listReprints(context.ledger, ['assigned', 'sealed', 'handing_over'])) {
    const done = await unlessRefused(context, id, () => continueReprint(context, tools, id));
    if (done?.status === 'handed_over') reprinted += 1;
  }
  return { ordered, reprinted };
}

/** A reprint that cannot be made stays visible in `status` and stops nothing else. */
async function unlessRefused<T>(
  { logger }: Pick<RenderContext, 'logger'>,
  printFile: string,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    logger.warn('reprint.refused', { printFile }, error);
    return null;
  }
}

export interface SpoiledPieces {
  readonly source: PrintFileRecord;
  /** Spoiled or lost, and not reprinted yet. */
  readonly sequences: readonly number[];
  /** Per cent of the source's mailpieces. */
  readonly share: number;
}

/** What the shop spoiled or lost and nobody has reprinted. */
export async function spoiledPieces(ledger: Session): Promise<readonly SpoiledPieces[]> {
  const spoiled: SpoiledPieces[] = [];
  for (const id of await listSpoiledFiles(ledger)) {
    const source = await existing(ledger, id);
    const states = await listMailpieceStates(ledger, source);
    const sequences = states
      .filter(
        ({ status, reprintedIn }) => (status === 'spoiled' || status === 'lost') && reprintedIn === null,
      )
      .map(({ sequence }) => sequence);
    if (sequences.length > 0)
      spoiled.push({ source, sequences, share: shareOf(sequences.length, states.length) });
  }
  return spoiled;
}

export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 100 : (part * 100) / whole;
}
