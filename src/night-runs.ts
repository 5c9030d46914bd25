import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { assertLedgerCurrent } from './batch/assert-ledger-current.ts';
import { joinBatch } from './batch/join-batch.ts';
import { runBatch, type BatchBase, type RunResult } from './batch/run-batch.ts';
import { createDecide } from './classify/decide.ts';
import { maskFacts } from './classify/mask-facts.ts';
import type { BusinessDate } from './domain/business-date.ts';
import { sealEvents } from './ledger/audit/seal-events.ts';
import { storeCatalogue } from './ledger/decision-store.ts';
import { nightSteps, placesOnDisk } from './night-steps.ts';
import { assertMigrated, deathByPlan, type App } from './open-app.ts';

export interface NightOptions {
  readonly kind: 'nightly' | 'rerun';
  readonly date: BusinessDate;
  /** Of a rerun: the one channel that it works on; null or absent: both. */
  readonly only?: 'email' | 'print' | null;
  /** Who answers for the run; four eyes need another one. Default: the account that it runs under. */
  readonly startedBy?: string;
  /** SIGTERM and SIGINT: finish what is in flight, begin nothing. */
  readonly stop: AbortSignal;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Who runs this process. In a container an account is a number without a name, and asking for its name fails. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Runs the batch of one business date. @throws see `runBatch` */
export async function runNight(app: App, options: NightOptions): Promise<RunResult> {
  await assertMigrated(app);
  await assertLedgerCurrent(app.ledger, placesOnDisk(app.config));
  await storeCatalogue(app.ledger, app.catalogue.hash, await readFile(app.config.catalogue, 'utf8'));
  try {
    return await runBatch(baseOf(app, options.env ?? process.env), nightSteps(app, options.date), {
      kind: options.kind,
      businessDate: options.date,
      startedBy: options.startedBy ?? accountName(),
      stop: options.stop,
      only: options.only ?? null,
      ...livenessOf(app),
    });
  } finally {
    await sealAudit(app);
  }
}

/** A failure is told, not thrown: it says nothing about the documents, and the next run seals what this one could not. */
async function sealAudit(app: App): Promise<void> {
  try {
    const { rows, head } = await sealEvents(app.ledger);
    app.logger.info('audit.sealed', { rows, head });
  } catch (error) {
    app.logger.error('audit.not-sealed', {}, error);
  }
}

/**
 * Joins the running batch of a business date as one more worker: decides, e-mails, renders; hands nothing over.
 *
 * @param options.patience milliseconds that it waits for the run that it helps
 */
export async function runWorker(
  app: App,
  options: Omit<NightOptions, 'kind'> & { readonly patience: number },
): Promise<RunResult> {
  await assertMigrated(app);
  await assertLedgerCurrent(app.ledger, placesOnDisk(app.config));
  return joinBatch(baseOf(app, options.env ?? process.env), nightSteps(app, options.date).help, {
    businessDate: options.date,
    startedBy: accountName(),
    stop: options.stop,
    patience: options.patience,
    ...livenessOf(app),
  });
}

function livenessOf(app: App): { host: string; deadAfter: number; interval: number; lease: number } {
  const { heartbeat, deadAfter } = app.config.run;
  return { host: hostname(), deadAfter, interval: heartbeat, lease: app.config.email.lease };
}

function baseOf(app: App, env: Readonly<Record<string, string | undefined>>): BatchBase {
  return {
    ledger: app.ledger,
    source: app.source,
    logger: app.logger,
    decide: createDecide(app.catalogue),
    catalogueHash: app.catalogue.hash,
    maskFacts,
    atPoint: deathByPlan(env),
  };
}
