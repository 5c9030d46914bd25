import type { AnomalyLimits } from '../../batch/anomalies.ts';
import { readAnomalies } from '../../batch/read-anomalies.ts';
import { differencesIn } from '../../batch/reconcile.ts';
import type { Batch } from '../../domain/batch.ts';
import type { BusinessDate } from '../../domain/business-date.ts';
import { BREAKER_REASON } from '../../dispatch/send-control.ts';
import { listShopCases } from '../../dispatch/shop-cases.ts';
import { listBatches } from '../../ledger/batch-store.ts';
import { readBooks } from '../../ledger/books.ts';
import { databaseTime } from '../../ledger/clock.ts';
import type { Session } from '../../ledger/database.ts';
import { listOpenCases } from '../../ledger/open-cases.ts';
import { listPrintFiles } from '../../ledger/print-file-store.ts';
import { listRuns } from '../../ledger/run-store.ts';
import { expectedNights, type NightPlan } from '../schedule/due-nights.ts';
import type { Situation, WatchedNight } from './conditions.ts';

/** Nights in which doubts and held print files are looked for: more than a year of them. */
const NIGHTS = 400;
const MOST = 1000;

/** Reads how things stand, by the database's clock; every look reads it afresh. */
export async function readSituation(
  ledger: Session,
  plan: NightPlan,
  limits: AnomalyLimits & { readonly nights: number },
): Promise<Situation> {
  const now = await databaseTime(ledger);
  const batches = await listBatches(ledger, NIGHTS);
  const byDate = new Map(batches.map((batch) => [batch.businessDate, batch]));
  const newest = batches[0];
  const expected = expectedNights(now, plan, batches.at(-1)?.businessDate ?? null);
  const dates = new Set([...expected, ...(newest === undefined ? [] : [newest.businessDate])]);
  const nights: WatchedNight[] = [];
  for (const date of [...dates].sort()) nights.push(await watched(ledger, date, byDate.get(date) ?? null));
  const open = batches.filter(({ completedAt }) => completedAt === null);
  const doubts: string[] = [];
  let keptBack = 0;
  for (const { id } of open) {
    const held = await listOpenCases(ledger, id, ['held'], MOST);
    keptBack += held.filter(({ reason }) => reason?.includes(BREAKER_REASON) === true).length;
    doubts.push(...(await listOpenCases(ledger, id, ['in_doubt'], MOST)).map(({ dispatchId }) => dispatchId));
  }
  const onHold =
    open.length === 0
      ? []
      : await listPrintFiles(
          ledger,
          open.map(({ id }) => id),
          ['on_hold'],
        );
  return {
    now,
    nights,
    inDoubt: doubts,
    keptBack,
    shop: await listShopCases(ledger),
    onHold: onHold.filter(({ originalId }) => originalId === null).map(({ id }) => id),
    anomalies: newest === undefined ? [] : (await readAnomalies(ledger, newest, limits)).anomalies,
  };
}

async function watched(
  ledger: Session,
  businessDate: BusinessDate,
  batch: Batch | null,
): Promise<WatchedNight> {
  const nothing = { lastStatus: null, runId: null, failure: null, balance: null, differences: [] };
  if (batch === null) return { businessDate, ...nothing };
  const last = (await listRuns(ledger, batch.id)).findLast(({ kind }) => kind !== 'worker');
  const differences = batch.collectedAt === null ? null : differencesIn(await readBooks(ledger, batch.id));
  return {
    businessDate,
    lastStatus: last?.status ?? null,
    runId: last?.id ?? null,
    failure: last?.failure ?? null,
    balance: differences === null ? null : differences.length === 0,
    differences: differences ?? [],
  };
}
