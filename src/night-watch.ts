import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { Catalogue } from './classify/catalogue.ts';
import type { Config } from './config/load-config.ts';
import type { BusinessDate } from './domain/business-date.ts';
import { EXIT } from './domain/exit-code.ts';
import type { Database } from './ledger/database.ts';
import { databaseTime } from './ledger/clock.ts';
import type { Logger } from './log/logger.ts';
import { alertChannels } from './operations/alerts/alert-channels.ts';
import { conditionsOf, type Condition, type Situation } from './operations/alerts/conditions.ts';
import { readSituation } from './operations/alerts/read-situation.ts';
import { tellAlerts, type AlertOutcome } from './operations/alerts/tell-alerts.ts';
import { ping } from './operations/alerts/webhook.ts';
import { openMetrics } from './operations/metrics/open-metrics.ts';
import { readMetrics } from './operations/metrics/read-metrics.ts';
import { readReport, type ReportChoice, type ReportSettings } from './operations/report/read-report.ts';
import { replaceFile, writeReport, type WrittenReport } from './operations/report/write-report.ts';
import { dueNights, type NightPlan } from './operations/schedule/due-nights.ts';
import { readKnownNights } from './operations/schedule/known-nights.ts';
import { Scheduler } from './operations/schedule/scheduler.ts';
import { tariffOn } from './print/tariff.ts';

export { dryRun } from './dry-run-desk.ts';
export { listNightRuns } from './operations/list-runs.ts';
export { releaseNight } from './operations/release-night.ts';
export { listWaiting, type ListedCase } from './operations/list-waiting.ts';

/** What watching over nights works with. */
export interface WatchParts {
  readonly config: Config;
  readonly ledger: Database;
  readonly catalogue: Catalogue;
  readonly logger: Logger;
}

function reportSettings(app: WatchParts): ReportSettings {
  const { config, catalogue } = app;
  return {
    timeZone: config.timeZone,
    insurer: config.insurer.name,
    tariffOn: (date) => tariffOn(config.print.tariffs, date),
    documentTypes: catalogue.documentTypes,
    anomalies: config.anomalies,
    tells: tellsCore(app),
  };
}

function tellsCore({ config }: WatchParts): boolean {
  return config.core.writeBack !== null;
}

/** Writes the report of a run, or makes it again with what is known by now. @throws NotFoundError */
export async function makeReport(app: WatchParts, choice: ReportChoice): Promise<WrittenReport> {
  const folder = app.config.report.folder ?? join(app.config.dataDir, 'reports');
  return writeReport(folder, await readReport(app.ledger, choice, reportSettings(app)));
}

function planOf({ config }: WatchParts): NightPlan {
  return { timeZone: config.timeZone, ...config.schedule };
}

interface Look {
  readonly situation: Situation;
  readonly conditions: readonly Condition[];
}

async function look(app: WatchParts): Promise<Look> {
  const { config } = app;
  const situation = await readSituation(app.ledger, planOf(app), config.anomalies);
  const expected = { timeZone: config.timeZone, at: config.schedule.at, ...config.alerts };
  return { situation, conditions: conditionsOf(situation, expected) };
}

/** What is wrong right now; empty when all is well. Tells nobody. */
export async function readConditions(app: WatchParts): Promise<readonly Condition[]> {
  return (await look(app)).conditions;
}

/** Looks at how things stand, and tells what is new of it. */
export async function alertOperations(app: WatchParts): Promise<AlertOutcome> {
  const { conditions } = await look(app);
  return tellAlerts(app.ledger, app.logger, conditions, alertChannels(app.config));
}

/** The figures as OpenMetrics text: for the file and for an endpoint. */
export async function metricsText(app: WatchParts): Promise<string> {
  const { situation, conditions } = await look(app);
  return openMetrics(
    await readMetrics(app.ledger, packageJson.version, situation, conditions, tellsCore(app)),
  );
}

/** Others than this account read it: the collector. */
const METRICS_MODE = 0o644;

/** Writes the figures to the configured file, or to this one. @returns where to; null: no file is configured */
export async function writeMetrics(app: WatchParts, file: string | null): Promise<string | null> {
  const path = file ?? app.config.metrics.file;
  if (path !== null) await replaceFile(path, await metricsText(app), METRICS_MODE);
  return path;
}

/**
 * What follows a run, however it ended: its report, the figures, the alerts, and the dead man's switch when it completed.
 * None of it changes what the run came to: what fails is logged.
 */
export async function afterRun(app: WatchParts, date: BusinessDate, exitCode: number): Promise<void> {
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['report', () => makeReport(app, { date, runId: null })],
    ['alerts', () => alertOperations(app)],
    ['metrics', () => writeMetrics(app, null)],
    ['ping', () => pingWhenCompleted(app, exitCode)],
  ];
  for (const [step, work] of steps) {
    try {
      await work();
    } catch (error) {
      app.logger.error('after-run.failed', { step, date }, error);
    }
  }
}

async function pingWhenCompleted({ config }: WatchParts, exitCode: number): Promise<void> {
  const completed = exitCode === EXIT.completed || exitCode === EXIT.completedWithOpen;
  if (completed && config.alerts.ping !== null) await ping(config.alerts.ping);
}

/** Nights that want a run now, oldest first. */
export async function readDueNights(app: WatchParts): Promise<readonly BusinessDate[]> {
  const plan = planOf(app);
  const now = await databaseTime(app.ledger);
  return dueNights(now, plan, await readKnownNights(app.ledger, plan.catchUpDays));
}

/** Triggers nights until it is asked to stop. @param runNight starts a night in a process of its own */
export async function runSchedule(
  app: WatchParts,
  runNight: (date: BusinessDate) => Promise<number | null>,
  stop: AbortSignal,
): Promise<void> {
  const { at, retryEvery } = app.config.schedule;
  await new Scheduler({
    at,
    retryEvery,
    timeZone: app.config.timeZone,
    logger: app.logger,
    due: () => readDueNights(app),
    runNight,
    watch: async () => {
      await alertOperations(app);
      await writeMetrics(app, null);
    },
    stop,
  }).run();
}
