import type { App } from './open-app.ts';
import { listShopCases } from './dispatch/shop-cases.ts';
import { placesOnDisk } from './night-steps.ts';
import { localTimestamp } from './operations/local-moment.ts';
import type { RetentionRules } from './operations/retention/aged-records.ts';
import {
  answerPerson,
  type PersonAnswer,
  type PersonRequest,
} from './operations/retention/person-request.ts';
import { runRetention, type RetentionReport } from './operations/retention/run-retention.ts';

/** Removes what is no longer to be kept, or only tells. @see runRetention */
export async function retain(app: App, dryRun: boolean): Promise<RetentionReport> {
  const settings = {
    ...(await rulesOf(app)),
    ...placesOnDisk(app.config),
    ...app.config.retention,
    maildir: app.config.bounces.maildir,
    inbox: app.config.print.profile.inbox,
  };
  return runRetention(app.ledger, settings, dryRun);
}

/** What is kept about a person and why; and removes what no law keeps. @see answerPerson */
export async function answerPersonRequest(app: App, request: PersonRequest): Promise<PersonAnswer> {
  return answerPerson(app.ledger, await rulesOf(app), request);
}

async function rulesOf({ catalogue, config, ledger }: App): Promise<RetentionRules> {
  const cases = await listShopCases(ledger);
  return {
    catalogue,
    timeZone: config.timeZone,
    reportsToCore: config.core.writeBack !== null,
    openPrintFiles: cases.flatMap(({ printFileId }) => printFileId ?? []),
    today: localTimestamp(new Date().toISOString(), config.timeZone).slice(0, 10),
  };
}

export type { PersonAnswer, PersonRequest, RetentionReport };
