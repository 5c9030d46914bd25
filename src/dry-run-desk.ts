import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createDecide } from './classify/decide.ts';
import { maskFacts } from './classify/mask-facts.ts';
import type { RunContext } from './dispatch/run-context.ts';
import type { BusinessDate } from './domain/business-date.ts';
import type { PrintFilePlan } from './domain/print.ts';
import { closeCollection, openBatch } from './ledger/batch-store.ts';
import type { Database } from './ledger/database.ts';
import { addDocuments } from './ledger/dispatch-store.ts';
import type { DocumentSource } from './ledger/document-source.ts';
import { tallyBatch } from './ledger/night-figures.ts';
import { listPrintItems } from './ledger/print-queue.ts';
import { startRun } from './ledger/run-store.ts';
import { openScratchLedger, undispatched } from './ledger/scratch-ledger.ts';
import { moveAll } from './ledger/transition.ts';
import type { Logger } from './log/logger.ts';
import { nightSteps, type NightParts } from './night-steps.ts';
import { channelCounts, postReasons } from './operations/report/channel-figures.ts';
import { postageOfFile } from './operations/report/postage.ts';
import type { ChannelCounts, PostReason } from './operations/report/run-report.ts';
import { planPrintFiles } from './print/plan.ts';

export interface DryRunParts extends NightParts {
  readonly source: DocumentSource;
  readonly logger: Logger;
}

export interface DryRun {
  readonly businessDate: BusinessDate;
  readonly collected: number;
  readonly channels: ChannelCounts & { readonly toEmail: number };
  readonly whyPost: readonly PostReason[];
  readonly printFiles: readonly {
    readonly stream: string;
    readonly documents: number;
    readonly mailpieces: number;
    readonly sheets: number;
    readonly postageCents: number | null;
  }[];
  readonly saving: { readonly envelopes: number; readonly cents: number };
  /** Documents that no envelope takes. */
  readonly oversized: number;
  /** Where the sample was written; null: none was asked for. */
  readonly sample: string | null;
}

/** Planned at a time, as the real night does. */
const PLAN_SIZE = 200_000;

/**
 * A night that decides and plans everything and does none of it: what the view holds now is decided in a scratch ledger
 * that is thrown away, with what the real one knows of recipients. No connection to a relay, no print file, no row in
 * the real ledger, nothing told to the core system. Letters of our own are not in it.
 *
 * @param order.sample a file that gets the print plan as a masked PDF; null: none
 */
export async function dryRun(
  app: DryRunParts,
  order: { readonly date: BusinessDate; readonly sample: string | null; readonly signal: AbortSignal },
): Promise<DryRun> {
  const scratch = await openScratchLedger(app.ledger);
  try {
    const context = await scratchContext(app, scratch.ledger, order);
    const batchId = context.batchIds[0] ?? '';
    const collected = await collect(app, context, batchId);
    await nightSteps({ ...app, ledger: scratch.ledger }, order.date).classify(context);
    const tallies = await tallyBatch(scratch.ledger, batchId);
    const { plans, oversized, saving } = await planOf(app, context);
    if (order.sample !== null) {
      const { profile } = app.printTools(order.date);
      // The night shares this file's module, and makes no sample.
      const { planSample } = await import('./print/plan-sample.ts');
      await writeFile(order.sample, await planSample(plans, profile, order.date), { mode: 0o600 });
    }
    const channels = channelCounts(tallies);
    const toEmail = channels.open;
    return {
      businessDate: order.date,
      collected,
      channels: { ...channels, open: 0, toEmail },
      whyPost: postReasons(tallies, new Map()),
      printFiles: plans.map((plan) => plannedFile(app, order.date, plan)),
      saving,
      oversized: oversized.length,
      sample: order.sample,
    };
  } finally {
    await scratch.close();
  }
}

async function scratchContext(
  app: DryRunParts,
  ledger: Database,
  { date, signal }: { readonly date: BusinessDate; readonly signal: AbortSignal },
): Promise<RunContext> {
  const batch = await openBatch(ledger, date);
  const runId = await startRun(ledger, {
    batchId: batch.id,
    businessDate: date,
    kind: 'nightly',
    host: hostname(),
    pid: process.pid,
    startedBy: 'dry-run',
  });
  return {
    ledger,
    source: app.source,
    // Its ids are of the scratch ledger and mean nothing afterwards.
    logger: app.logger.child({ dryRun: true }),
    runId,
    businessDate: date,
    batchIds: [batch.id],
    decide: createDecide(app.catalogue),
    catalogueHash: app.catalogue.hash,
    maskFacts,
    signal,
    atPoint: () => undefined,
  };
}

async function collect(app: DryRunParts, { ledger, signal }: RunContext, batchId: string): Promise<number> {
  for await (const ids of app.source.pendingIds(app.config.core.chunkSize)) {
    signal.throwIfAborted();
    const fresh = await undispatched(app.ledger, ids);
    await ledger.transaction((session) => addDocuments(session, batchId, fresh));
  }
  return ledger.transaction((session) => closeCollection(session, batchId));
}

/** What the print step would plan, without what it could not address and without letters that are not written yet. */
async function planOf(app: DryRunParts, context: RunContext): Promise<ReturnType<typeof planPrintFiles>> {
  const { profile, tariff } = app.printTools(context.businessDate);
  await context.ledger.transaction((session) =>
    moveAll(
      session,
      (query) => void query.where((left) => void left.whereNull('country').orWhereNot('purpose', 'document')),
      'queued_print',
      'held',
      { reason: 'not planned in a dry run', runId: context.runId },
    ),
  );
  return planPrintFiles(await listPrintItems(context.ledger, context.batchIds, PLAN_SIZE), profile, tariff);
}

function plannedFile(
  app: DryRunParts,
  date: BusinessDate,
  { stream, mailpieces }: PrintFilePlan,
): DryRun['printFiles'][number] {
  return {
    stream,
    documents: mailpieces.reduce((sum, { items }) => sum + items.length, 0),
    mailpieces: mailpieces.length,
    sheets: mailpieces.reduce((sum, { sheets }) => sum + sheets, 0),
    postageCents: postageOfFile({ stream, mailpieces: mailpieces.length }, app.printTools(date).tariff),
  };
}
