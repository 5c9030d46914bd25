import type { PrintFilePlan } from '../domain/print.ts';
import { LeaseLostError } from '../domain/errors.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { findDispatch, addSecondDispatch } from '../ledger/dispatch-store.ts';
import { assignPrintFile, countPrintFiles } from '../ledger/print-file-store.ts';
import { setProductionDate } from '../ledger/production-store.ts';
import { listMissingPaperCopies, listPrintItems } from '../ledger/print-queue.ts';
import { move, moveInPages } from '../ledger/transition.ts';
import { planPrintFiles, type OversizedItem } from '../print/plan.ts';
import type { PrintTools } from './print-tools.ts';
import type { RunContext } from './run-context.ts';

/**
 * Dispatches planned at a time (some 200 bytes each): bounds memory however long the queue is. Larger than a night,
 * so that a person's documents are found together.
 */
const PLAN_SIZE = 200_000;
const CHUNK = 500;

export interface Assigned {
  readonly assigned: number;
  /** Envelopes less than documents, and what that saves in postage and handling. */
  readonly savedEnvelopes: number;
  readonly savedCents: number;
}

/**
 * Turns the queue into print files: paper copies that are owed join it, what cannot be addressed leaves it, the rest
 * is planned, and each plan is committed before anything is rendered.
 *
 * @returns how many dispatches were assigned, and what shared envelopes save
 */
export async function assignPrintFiles(context: RunContext, tools: PrintTools): Promise<Assigned> {
  await queuePaperCopies(context);
  await holdUnpostable(context);
  let assigned = 0;
  let savedEnvelopes = 0;
  let savedCents = 0;
  for (;;) {
    context.signal.throwIfAborted();
    const items = await listPrintItems(context.ledger, context.batchIds, PLAN_SIZE);
    if (items.length === 0) return { assigned, savedEnvelopes, savedCents: Math.round(savedCents) };
    const { plans, oversized, saving } = planPrintFiles(items, tools.profile, tools.tariff);
    for (const item of oversized) await holdOversized(context, item);
    const lost: LeaseLostError[] = [];
    for (const plan of plans) {
      try {
        assigned += await assign(context, tools, plan);
      } catch (error) {
        // A member left the queue since the plan was made (a person withdrew it): the rest is planned again.
        if (!(error instanceof LeaseLostError)) throw error;
        lost.push(error);
      }
    }
    // Of a plan that is made again, nobody knows which part of the saving came true: it is told too low, never too high.
    if (lost.length === 0) {
      savedEnvelopes += saving.envelopes;
      savedCents += saving.cents;
    }
    if (lost[0] !== undefined && lost.length === plans.length && oversized.length === 0) throw lost[0];
  }
}

/** S19, L5: accepted by e-mail, and law or contract asks for paper as well. Only after the acceptance: S16. */
async function queuePaperCopies(context: RunContext): Promise<void> {
  for (;;) {
    const owed = await listMissingPaperCopies(context.ledger, context.batchIds, CHUNK);
    if (owed.length === 0) return;
    for (const original of owed) await queuePaperCopy(context, original);
  }
}

/** Unique index ux_dispatch_paper_copy: a repeated transaction, or another run, finds the copy and is content. */
async function queuePaperCopy(context: RunContext, original: DispatchRecord): Promise<void> {
  try {
    await context.ledger.transaction((session) =>
      addSecondDispatch(session, original, 'paper_copy', {
        reason: `paper copy besides the e-mail: ${original.paperCopyBasis ?? ''}`,
        runId: context.runId,
      }),
    );
  } catch (error) {
    if (!context.ledger.dialect.isUniqueViolation(error)) throw error;
  }
}

/** An e-mail that was refused and has no address to fall back to: a person must find one. */
async function holdUnpostable(context: RunContext): Promise<void> {
  await moveInPages(
    context.ledger,
    (query) => void query.whereIn('batch_id', context.batchIds).whereNull('country'),
    'queued_print',
    'held',
    { reason: 'no usable postal address, and e-mail is not possible', runId: context.runId },
    context.signal,
  );
}

async function holdOversized(context: RunContext, { item, reason }: OversizedItem): Promise<void> {
  const dispatch = await findDispatch(context.ledger, item.dispatchId);
  if (dispatch?.state !== 'queued_print') return;
  await context.ledger.transaction((session) =>
    move(session, dispatch, 'queued_print', 'held', { reason, runId: context.runId }),
  );
}

async function assign(context: RunContext, tools: PrintTools, plan: PrintFilePlan): Promise<number> {
  const productionDay = (await tools.productionDay?.()) ?? null;
  const id = await assignNext(context, tools, plan, productionDay);
  context.atPoint('print.assigned');
  const documents = plan.mailpieces.reduce((sum, mailpiece) => sum + mailpiece.items.length, 0);
  context.logger.info('print.assigned', { printFile: id, stream: plan.stream, documents });
  return documents;
}

/** Under the next number of the batch. A run that was taken over and lives on may have been faster with it. */
async function assignNext(
  context: RunContext,
  tools: PrintTools,
  plan: PrintFilePlan,
  productionDay: string | null,
): Promise<string> {
  const { ledger, runId, catalogueHash } = context;
  const batchId = context.batchIds[0] ?? '';
  try {
    return await ledger.transaction(async (session) => {
      const number = (await countPrintFiles(session, batchId)) + 1;
      const id = `${context.businessDate.replaceAll('-', '')}-${String(number).padStart(4, '0')}`;
      const file = { id, batchId, runId, catalogueHash, profile: tools.profile.id };
      await assignPrintFile(session, file, plan, { reason: `bundled into print file ${id}`, runId });
      if (productionDay !== null) await setProductionDate(session, id, productionDay);
      return id;
    });
  } catch (error) {
    // The number is counted in the same transaction: another one has been committed since, and the next try counts it.
    if (!ledger.dialect.isUniqueViolation(error)) throw error;
    return assignNext(context, tools, plan, productionDay);
  }
}
