import { join } from 'node:path';
import type { Catalogue } from './classify/catalogue.ts';
import type { Config } from './config/load-config.ts';
import type { Database } from './ledger/database.ts';
import type { Logger } from './log/logger.ts';
import { readReport, type ReportChoice, type ReportSettings } from './operations/report/read-report.ts';
import { writeReport, type WrittenReport } from './operations/report/write-report.ts';
import { tariffOn } from './print/tariff.ts';

/** What watching over nights works with. */
export interface WatchParts {
  readonly config: Config;
  readonly ledger: Database;
  readonly catalogue: Catalogue;
  readonly logger: Logger;
}

function reportSettings({ config, catalogue }: WatchParts): ReportSettings {
  return {
    timeZone: config.timeZone,
    insurer: config.insurer.name,
    tariffOn: (date) => tariffOn(config.print.tariffs, date),
    documentTypes: catalogue.documentTypes,
    anomalies: config.anomalies,
  };
}

/** Writes the report of a run, or makes it again with what is known by now. @throws NotFoundError */
export async function makeReport(app: WatchParts, choice: ReportChoice): Promise<WrittenReport> {
  const folder = app.config.report.folder ?? join(app.config.dataDir, 'reports');
  return writeReport(folder, await readReport(app.ledger, choice, reportSettings(app)));
}
