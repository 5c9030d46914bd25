import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import packageJson from '../package.json' with { type: 'json' };
import { configuredReturnPaths } from './bounce-desk.ts';
import { parseCatalogue, type Catalogue } from './classify/catalogue.ts';
import { assertPlaces } from './config/assert-places.ts';
import { databaseOptions } from './config/database-options.ts';
import { loadConfig, type Config } from './config/load-config.ts';
import type { PrintTools } from './dispatch/print-tools.ts';
import type { RunContext } from './dispatch/run-context.ts';
import { businessDateAt, type BusinessDate } from './domain/business-date.ts';
import { crashAt, type AtPoint } from './domain/crash-point.ts';
import { ConfigurationError } from './domain/errors.ts';
import { Database } from './ledger/database.ts';
import { DocumentSource } from './ledger/document-source.ts';
import { pendingMigrations } from './ledger/migrate.ts';
import { createLogger, type Logger, type LogLevel } from './log/logger.ts';
import { placesOnDisk } from './night-steps.ts';
import { nextProductionDay } from './print/production-day.ts';
import { tariffOn } from './print/tariff.ts';

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

/** @throws ConfigurationError when the ledger lacks migrations, and says how to apply them */
export async function assertMigrated(app: App): Promise<void> {
  const pending = await pendingMigrations(app.ledger);
  if (pending.length > 0) {
    throw new ConfigurationError(
      `The ledger's schema is not up to date: ${pending.join(', ')} missing. Run \`postausgang migrate\` first.`,
    );
  }
}

/** What an order of a person works with, outside of any run. */
export function ordersOf(app: App): Pick<RunContext, 'ledger' | 'logger' | 'atPoint'> {
  return { ledger: app.ledger, logger: app.logger, atPoint: deathByPlan(process.env) };
}

/** Where a rehearsal has this process die (docs/rehearsal.md); without one nothing ever happens. */
export function deathByPlan(env: Readonly<Record<string, string | undefined>>): AtPoint {
  return crashAt(env['POSTAUSGANG_CRASH_AT'], () => process.kill(process.pid, 'SIGKILL'));
}
