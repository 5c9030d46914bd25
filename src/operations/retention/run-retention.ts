import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { journalledRuns, namesIn } from '../../batch/on-disk.ts';
import { recordAction } from '../../ledger/audit/audit-actions.ts';
import { sealEvents } from '../../ledger/audit/seal-events.ts';
import type { Database } from '../../ledger/database.ts';
import {
  listFinishedManifests,
  listPrintedPdfs,
  markPartRemoved,
  removeMailpieces,
  type AgedPrintFile,
  type PrintFilePart,
} from '../../ledger/print-file-retention-store.ts';
import { finishedRuns, removeRecords } from '../../ledger/retention-store.ts';
import { removeOldWork } from '../../ledger/work-items.ts';
import { namesBeside } from '../../print/print-file-names.ts';
import { retainShopReports, type ShopReportRetention } from './aged-shop-reports.ts';
import { retainReturns, type AgedReturns, type ReturnsRetention } from './aged-returns.ts';
import { agedRecords, type JudgedRecord, type RetentionRules } from './aged-records.ts';

export interface RetentionSettings extends RetentionRules, ReturnsRetention, ShopReportRetention {
  readonly workDirectory: string;
  readonly journalDirectory: string;
  /** Milliseconds after the hand-over for which a print file stays. */
  readonly printFiles: number;
  /** Milliseconds after the end of a run for which its journal stays. */
  readonly journals: number;
}

export interface RetentionReport extends AgedReturns {
  readonly dryRun: boolean;
  /** Records by class and law, of which the time was over. */
  readonly records: readonly {
    readonly title: string;
    readonly citation: string;
    readonly years: number;
    readonly count: number;
  }[];
  readonly printFiles: readonly string[];
  readonly manifests: readonly string[];
  readonly journals: readonly string[];
  /** Files of the shop that were imported, by name. */
  readonly shopReports: readonly string[];
}

/**
 * Removes what is no longer to be kept (L7): records of documents after their class's years, print files, journals and
 * what came back after days. Nothing of what is open: held, in doubt, unreported, unsettled with the shop.
 *
 * A crash leaves whole steps: a record is removed in one transaction, a file before the ledger is told that it is gone.
 */
export async function runRetention(
  ledger: Database,
  settings: RetentionSettings,
  dryRun: boolean,
): Promise<RetentionReport> {
  if (!dryRun) await sealEvents(ledger);
  const classes = new Map<string, RetentionReport['records'][number]>();
  for await (const records of agedRecords(ledger, settings)) {
    if (!dryRun)
      await removeAged(ledger, records, { person: null, reason: 'the time for keeping them was over (L7)' });
    for (const { obligation } of records) {
      const { title, citation, years } = obligation;
      const key = JSON.stringify([title, years]);
      classes.set(key, { title, citation, years, count: (classes.get(key)?.count ?? 0) + 1 });
    }
  }
  const unsettled = new Set(settings.openPrintFiles);
  const printFiles = (await listPrintedPdfs(ledger, settings.printFiles)).filter(
    ({ id }) => !unsettled.has(id),
  );
  if (!dryRun) await removeParts(ledger, settings.workDirectory, printFiles, 'pdf');
  const manifests = await listFinishedManifests(ledger);
  if (!dryRun) await removeParts(ledger, settings.workDirectory, manifests, 'manifest');
  const journals = await agedJournals(ledger, settings);
  if (!dryRun) for (const name of journals) await rm(join(settings.journalDirectory, name), { force: true });
  // Who did which piece of a night that long ago: nobody asks.
  if (!dryRun) await removeOldWork(ledger, settings.journals);
  const returns = await retainReturns(ledger, settings, dryRun);
  return {
    dryRun,
    records: [...classes.values()],
    printFiles: printFiles.map(({ id }) => id),
    manifests: manifests.map(({ id }) => id),
    journals,
    shopReports: await retainShopReports(ledger, settings, dryRun),
    ...returns,
  };
}

/** Records and the note of it in the audit chain, in one transaction. */
export async function removeAged(
  ledger: Database,
  records: readonly JudgedRecord[],
  cause: { readonly person: string | null; readonly reason: string },
): Promise<void> {
  await ledger.transaction(async (session) => {
    await removeRecords(
      session,
      records.map(({ dispatchId, obligation }) => ({ dispatchId, keptUntil: obligation.keepUntil })),
    );
    await recordAction(session, {
      action: 'records_removed',
      subject: `${records.length} dispatches`,
      person: cause.person,
      runId: null,
      reason: cause.reason,
      detail: { dispatches: records.map(({ dispatchId }) => dispatchId) },
    });
  });
}

async function removeParts(
  ledger: Database,
  workDirectory: string,
  files: readonly AgedPrintFile[],
  part: PrintFilePart,
): Promise<void> {
  for (const { id, fileName } of files) {
    for (const name of await namesOf(workDirectory, fileName, part)) {
      await rm(join(workDirectory, name), { force: true });
    }
    await ledger.transaction(async (session) => {
      if (part === 'manifest') await removeMailpieces(session, id);
      await markPartRemoved(session, id, part);
    });
  }
}

/** A PDF goes with its encrypted copies, whose names hold the key. */
async function namesOf(
  workDirectory: string,
  fileName: string,
  part: PrintFilePart,
): Promise<readonly string[]> {
  const { pdf, json, csv, announced } = namesBeside(fileName);
  if (part === 'manifest') return [json, csv, announced];
  return (await namesIn(workDirectory)).filter((name) => name === pdf || name.startsWith(`${pdf}.`));
}

async function agedJournals(ledger: Database, settings: RetentionSettings): Promise<readonly string[]> {
  const runIds = await journalledRuns(settings.journalDirectory);
  const finished = await finishedRuns(ledger, runIds, settings.journals);
  return finished.map((runId) => `${runId}.jsonl`);
}
