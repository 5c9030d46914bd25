import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import type { Writable } from 'node:stream';
import packageJson from '../package.json' with { type: 'json' };
import { assertLedgerCurrent } from './batch/assert-ledger-current.ts';
import { joinBatch } from './batch/join-batch.ts';
import { runBatch, type BatchBase, type RunResult } from './batch/run-batch.ts';
import { createDecide } from './classify/decide.ts';
import { maskFacts } from './classify/mask-facts.ts';
import { parseCatalogue, type Catalogue } from './classify/catalogue.ts';
import { assertPlaces } from './config/assert-places.ts';
import { databaseOptions } from './config/database-options.ts';
import { loadConfig, type Config } from './config/load-config.ts';
import { dkimSettings, mxSettings } from './config/mx-settings.ts';
import type { PrintTools } from './dispatch/print-tools.ts';
import { probeDomains, type DomainProbe } from './dispatch/probe-domains.ts';
import type { RunContext } from './dispatch/run-context.ts';
import { businessDateAt, type BusinessDate } from './domain/business-date.ts';
import { crashAt } from './domain/crash-point.ts';
import { ConfigurationError } from './domain/errors.ts';
import { openEmailRoute, openProbeRoute } from './email-route.ts';
import { sealEvents } from './ledger/audit/seal-events.ts';
import { bounceSubjects, configuredReturnPaths, readBounces } from './bounce-desk.ts';
import type { ImportedBounce } from './dispatch/import-bounces.ts';
import { listOpenReports, type OpenReport } from './ledger/bounce-store.ts';
import { Database } from './ledger/database.ts';
import { storeCatalogue } from './ledger/decision-store.ts';
import { DocumentSource } from './ledger/document-source.ts';
import { migrate, pendingMigrations } from './ledger/migrate.ts';
import { createLogger, type Logger, type LogLevel } from './log/logger.ts';
import { examine, type Examination } from './operations/doctor/examine.ts';
import { explainDocument, type Explanation } from './operations/explain.ts';
import { gatherEvidence } from './operations/evidence/gather-evidence.ts';
import { writeEvidence, type WrittenEvidence } from './operations/evidence/write-evidence.ts';
import { importAcks, type AckImport } from './operations/acks.ts';
import {
  cancelPrintFile,
  holdPrintFile,
  type CalledBackPrintFile,
  type PrintFileOrder,
} from './operations/call-back-print-file.ts';
import { orderReprint, type OrderedReprint, type ReprintWish } from './operations/order-reprint.ts';
import {
  releasePrintFile,
  type PrintFileRelease,
  type ReleasedPrintFile,
} from './operations/release-print-file.ts';
import { nightSteps, placesOnDisk } from './night-steps.ts';
import { nextProductionDay } from './print/production-day.ts';
import { tariffOn } from './print/tariff.ts';

// What the jobs take as it is: they import this file and nothing below it.
export { migrate, pendingMigrations };
export { migrationScript } from './ledger/migration-script.ts';
export { roleScript } from './ledger/role-script.ts';
export {
  checkCatalogueFile,
  exportCatalogue,
  replay,
  type CatalogueCheck,
  type ChangedDocument,
  type ReplayReport,
} from './catalogue-desk.ts';
export {
  answerPersonRequest,
  retain,
  type PersonAnswer,
  type PersonRequest,
  type RetentionReport,
} from './retention-desk.ts';
export { restore, whatLeft, type Restoration } from './restore-desk.ts';
export { sealEvents };
export { verifyChain, type AuditVerdict } from './ledger/audit/verify-chain.ts';
export { settleShopFinding } from './operations/acks.ts';
export { localTimestamp } from './operations/local-moment.ts';
export { explanationText } from './operations/explain-text.ts';
export { lintLetters, type LintReport } from './operations/lint-letters.ts';
export { readOutcomes } from './operations/outcomes.ts';
export { listKeptBack } from './ledger/kept-back.ts';
export { releaseHeld } from './operations/release-held.ts';
export { orderResend } from './operations/resend.ts';
export { bounceTerms } from './bounce-desk.ts';
export { settleBounce } from './operations/settle-bounce.ts';
export { changeSuppression } from './operations/suppressions.ts';
export { listSuppressions } from './ledger/suppression-store.ts';
export { switchChannel } from './operations/switch-channel.ts';
export { channelClosedOn, listChannelTurns } from './ledger/channel-switch-store.ts';
export { resolveDoubt } from './operations/resolve.ts';
export { verifyFiles } from './operations/verify-files.ts';
export * from './night-watch.ts';
export { readStatus, type BatchStatus } from './operations/status.ts';
export type { Examination, OpenReport };

export interface AppOptions {
  readonly configPath: string;
  readonly logLevel?: LogLevel;
  /** Where the log goes besides its file. Default: stderr. */
  readonly logStream?: Writable;
  /** Default: the process' environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Everything that a job works with, wired by the configuration. Close it whatever happens. */
export interface App {
  readonly config: Config;
  readonly logger: Logger;
  readonly ledger: Database;
  readonly core: Database;
  readonly source: DocumentSource;
  readonly catalogue: Catalogue;
  readonly printTools: (date: BusinessDate) => PrintTools;
  /** The business date of now. */
  readonly today: () => BusinessDate;
  readonly close: () => Promise<void>;
}

/**
 * Reads the configuration and opens what it names; nothing is sent or written by it.
 *
 * @throws ConfigurationError with every fault there is (exit 78)
 */
export async function openApp(options: AppOptions): Promise<App> {
  const config = loadConfig(options.configPath, options.env === undefined ? {} : { env: options.env });
  const logger = createLogger({
    level: options.logLevel ?? config.log.level,
    file: config.log.file,
    ...(options.logStream === undefined ? {} : { stream: options.logStream }),
  });
  for (const { code, file, mode } of config.source.warnings)
    logger.warn('config.warning', { code, file, mode });
  await assertPlaces(config);
  // A return path that cannot carry a try is told now, not when the night begins.
  configuredReturnPaths(config);
  const catalogue = parseCatalogue(await readFile(config.catalogue, 'utf8'), config.catalogue);
  const ledger = new Database(databaseOptions(config.ledger));
  const core = new Database(databaseOptions(config.core));
  return {
    config,
    logger,
    ledger,
    core,
    catalogue,
    source: new DocumentSource(core, {
      view: config.core.view,
      pdfRoot: config.core.pdfRoot,
      maxPdfBytes: config.pdf.limits.maxBytes,
    }),
    printTools: (date) => ({
      profile: config.print.profile,
      senderLine: config.insurer.senderLine,
      tariff: tariffOn(config.print.tariffs, date),
      limits: config.pdf.limits,
      workDirectory: placesOnDisk(config).workDirectory,
      toolVersion: packageJson.version,
      productionDay: () => nextProductionDay(config.print.profile.production, config.timeZone),
    }),
    today: () => businessDateAt(new Date(), config.timeZone),
    close: async () => {
      await ledger.close();
      await core.close();
      await logger.close();
    },
  };
}

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

/** Runs the batch of one business date. @throws see `runBatch` */
export async function runNight(app: App, options: NightOptions): Promise<RunResult> {
  await assertMigrated(app);
  await assertLedgerCurrent(app.ledger, placesOnDisk(app.config));
  await storeCatalogue(app.ledger, app.catalogue.hash, await readFile(app.config.catalogue, 'utf8'));
  try {
    return await runBatch(baseOf(app, options.env ?? process.env), nightSteps(app, options.date), {
      kind: options.kind,
      businessDate: options.date,
      startedBy: options.startedBy ?? userInfo().username,
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
    startedBy: userInfo().username,
    stop: options.stop,
    patience: options.patience,
    ...livenessOf(app),
  });
}

/** Why a document left as it did. @throws NotFoundError */
export function explain(app: App, documentId: string): Promise<Explanation> {
  const { ledger, catalogue, config } = app;
  return explainDocument({ ledger, today: catalogue, timeZone: config.timeZone }, documentId);
}

/** Writes what proves how a document left. @throws NotFoundError, ConfigurationError */
export async function evidence(app: App, documentId: string, folder: string): Promise<WrittenEvidence> {
  const { ledger, catalogue, config } = app;
  const { workDirectory, toolVersion } = app.printTools(app.today());
  const sources = { ledger, today: catalogue, timeZone: config.timeZone, workDirectory, toolVersion };
  return writeEvidence(await gatherEvidence(sources, documentId), folder, config.timeZone);
}

/** Lets a print file on hold go and hands it over. @throws see `releasePrintFile` */
export function release(app: App, order: PrintFileRelease): Promise<ReleasedPrintFile> {
  return releasePrintFile(ordersOf(app), app.printTools(app.today()), order);
}

function ordersOf(app: App): Pick<RunContext, 'ledger' | 'logger' | 'atPoint'> {
  return { ledger: app.ledger, logger: app.logger, atPoint: () => undefined };
}

/** Keeps a finished print file back. @throws see `holdPrintFile` */
export function hold(app: App, order: PrintFileOrder): Promise<void> {
  return holdPrintFile(ordersOf(app), order);
}

/** Calls a print file back that nobody outside has seen. @throws see `cancelPrintFile` */
export function cancelPrint(app: App, order: PrintFileOrder): Promise<CalledBackPrintFile> {
  return cancelPrintFile(ordersOf(app), app.printTools(app.today()), order);
}

/** Has mailpieces printed again that the shop spoiled, lost or never had. @throws see `orderReprint` */
export function reprint(app: App, wish: ReprintWish, signal: AbortSignal): Promise<OrderedReprint> {
  const context = { ...ordersOf(app), source: app.source, signal };
  return orderReprint(context, app.printTools(app.today()), wish);
}

/** Reads what mail systems sent back. @throws see `readBounces` */
export async function bounces(
  app: App,
  files: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly read: readonly ImportedBounce[]; readonly open: readonly OpenReport[] }> {
  const read = await readBounces({ ...ordersOf(app), signal }, app.config, files);
  return { read, open: await listOpenReports(app.ledger, MAX_OPEN_REPORTS) };
}

/** More of them are a cause to be mended, not a list to be read. */
const MAX_OPEN_REPORTS = 200;

/** Reads what the shop sent: the named files, or those in its folder. @throws see `importAcks` */
export function acks(app: App, files: readonly string[]): Promise<AckImport> {
  return importAcks(ordersOf(app), app.config.print.profile.inbox, files);
}

/** Looks at the mail servers of domains without sending anything. @throws ConfigurationError */
export async function probe(
  app: App,
  domains: readonly string[],
  signal: AbortSignal,
): Promise<readonly DomainProbe[]> {
  const route = openProbeRoute(app.config, app.ledger);
  try {
    return await probeDomains(app.ledger, route, domains, signal);
  } finally {
    await route.close();
  }
}

/** Looks at everything that a night needs; sends nothing, changes nothing. */
export async function doctor(app: App): Promise<Examination> {
  const { config } = app;
  const route = openEmailRoute(config, app.ledger);
  try {
    return await examine({
      ...app,
      view: config.core.view,
      blockView: config.core.blockView,
      route,
      mx:
        config.email.route === 'mx'
          ? { options: mxSettings(config.email), dkim: dkimSettings(config.email) }
          : null,
      bounces: bounceSubjects(config),
      configFile: config.source.file,
      configWarnings: config.source.warnings.map(({ message }) => message),
      dataDir: config.dataDir,
      profile: config.print.profile,
    });
  } finally {
    await route.close();
  }
}

function livenessOf(app: App): { host: string; deadAfter: number; interval: number; lease: number } {
  const { heartbeat, deadAfter } = app.config.run;
  return { host: hostname(), deadAfter, interval: heartbeat, lease: app.config.email.lease };
}

/** @throws ConfigurationError when the ledger lacks migrations, and says how to apply them */
export async function assertMigrated(app: App): Promise<void> {
  const pending = await pendingMigrations(app.ledger);
  if (pending.length > 0) {
    throw new ConfigurationError(
      `The ledger's schema is not up to date: ${pending.join(', ')} missing. Run \`postausgang migrate\` first.`,
    );
  }
}

function baseOf(app: App, env: Readonly<Record<string, string | undefined>>): BatchBase {
  return {
    ledger: app.ledger,
    source: app.source,
    logger: app.logger,
    decide: createDecide(app.catalogue),
    catalogueHash: app.catalogue.hash,
    maskFacts,
    atPoint: crashAt(env['POSTAUSGANG_CRASH_AT'], () => process.kill(process.pid, 'SIGKILL')),
  };
}
