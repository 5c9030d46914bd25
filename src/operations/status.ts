import { differencesIn } from '../batch/reconcile.ts';
import type { Batch } from '../domain/batch.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import type { DispatchState } from '../domain/dispatch.ts';
import { NotFoundError } from '../domain/errors.ts';
import { latestAttempt } from '../ledger/attempt-store.ts';
import { listShopCases, type ShopCase } from '../dispatch/shop-cases.ts';
import { findBatch, listBatches } from '../ledger/batch-store.ts';
import { readBooks } from '../ledger/books.ts';
import { countOpenReports } from '../ledger/bounce-store.ts';
import { databaseTime } from '../ledger/clock.ts';
import type { Session } from '../ledger/database.ts';
import { countByState } from '../ledger/dispatch-store.ts';
import { listOpenCases, type OpenCase } from '../ledger/open-cases.ts';
import { listPrintFiles, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { listRuns, listSteps, type RunRecord, type StepRecord } from '../ledger/run-store.ts';
import { readBacklog, type WriteBackBacklog } from '../ledger/write-back.ts';
import { nextSteps } from './next-steps.ts';
import { suggestAction } from './suggest-action.ts';

export type StateCounts = Readonly<Partial<Record<DispatchState, number>>>;

/** A dispatch that waits for a person, with what that person can do. */
export interface WaitingCase extends OpenCase {
  readonly ageMinutes: number;
  readonly messageId: string | null;
  readonly action: string;
}

export interface RunStatusLine extends RunRecord {
  readonly steps: readonly StepRecord[];
}

/** Everything about one night that somebody at 6 a.m. asks for. */
export interface BatchStatus {
  readonly batch: Batch;
  /** When this was read, by the database's clock. */
  readonly at: string;
  readonly runs: readonly RunStatusLine[];
  /** Dispatches of this batch by state, paper copies, resends and our own letters included. */
  readonly states: StateCounts;
  /** Held and in doubt, the oldest first, at most `MAX_CASES`; `states` has their true number. */
  readonly cases: readonly WaitingCase[];
  readonly printFiles: readonly PrintFileRecord[];
  /** What waits for somebody at the letter shop, or about it; of any night. */
  readonly shop: readonly ShopCase[];
  /** Mails in the bounce mailbox that wait for a person; of any night. */
  readonly openReports: number;
  /** What the core system was not told yet, of any night; null: it is told nothing (`core.writeBack`). */
  readonly writeBack: WriteBackBacklog | null;
  readonly books: {
    /** Null while membership is open: there is nothing to compare yet. */
    readonly balance: boolean | null;
    readonly differences: readonly string[];
    /** A run is at work, so a difference may be a step that is half done. */
    readonly preliminary: boolean;
  };
  /** Other nights that are not done. */
  readonly others: readonly { readonly businessDate: BusinessDate; readonly states: StateCounts }[];
  /** What to do next, in English, the most pressing first; empty when there is nothing to do. */
  readonly next: readonly string[];
}

/** Enough for a bad night to be seen; more of them are a cause to be mended, not a list to be read. */
const MAX_CASES = 500;
/** Nights that are looked through for something left open. */
const MAX_NIGHTS = 400;
const MINUTE = 60_000;

/**
 * Reads how one night stands. It locks nothing and can be asked while a run is at work.
 *
 * @param date null: the newest batch
 * @param tells whether the core system is told of results (`core.writeBack`): without it nothing can be behind
 * @throws NotFoundError when there is no such batch
 */
export async function readStatus(
  ledger: Session,
  date: BusinessDate | null,
  tells: boolean,
): Promise<BatchStatus> {
  const nights = await listBatches(ledger, MAX_NIGHTS);
  const batch = date === null ? nights[0] : await findBatch(ledger, date);
  if (batch === undefined || batch === null) throw noSuchBatch(date, nights);
  const at = await databaseTime(ledger);
  const runs = await runsWithSteps(ledger, batch.id);
  const status = {
    batch,
    at: at.toISOString(),
    runs,
    states: await countByState(ledger, [batch.id]),
    cases: await waitingCases(ledger, batch.id, at),
    printFiles: await listPrintFiles(ledger, [batch.id]),
    shop: await listShopCases(ledger),
    openReports: await countOpenReports(ledger),
    writeBack: tells ? await readBacklog(ledger) : null,
    books: await booksOf(ledger, batch, runs),
    others: await othersNotDone(ledger, nights, batch),
  };
  return { ...status, next: nextSteps(status) };
}

function noSuchBatch(date: BusinessDate | null, nights: readonly Batch[]): NotFoundError {
  const newest = nights[0];
  if (date === null || newest === undefined) {
    return new NotFoundError('There is no batch yet. Start one with `postausgang nightly`.');
  }
  return new NotFoundError(
    `There is no batch for business date ${date}; the newest is ${newest.businessDate}. A run before noon belongs to the evening before.`,
  );
}

async function runsWithSteps(ledger: Session, batchId: string): Promise<readonly RunStatusLine[]> {
  const lines: RunStatusLine[] = [];
  for (const run of await listRuns(ledger, batchId)) {
    lines.push({ ...run, steps: await listSteps(ledger, run.id) });
  }
  return lines;
}

async function waitingCases(ledger: Session, batchId: string, at: Date): Promise<readonly WaitingCase[]> {
  const waiting: WaitingCase[] = [];
  for (const open of await listOpenCases(ledger, batchId, ['in_doubt', 'held'], MAX_CASES)) {
    const attempt = open.state === 'in_doubt' ? await latestAttempt(ledger, open.dispatchId) : null;
    const messageId = attempt?.messageId ?? null;
    waiting.push({
      ...open,
      ageMinutes: Math.max(0, Math.floor((at.getTime() - Date.parse(open.since)) / MINUTE)),
      messageId,
      action: suggestAction(open, messageId),
    });
  }
  return waiting;
}

async function booksOf(
  ledger: Session,
  batch: Batch,
  runs: readonly RunRecord[],
): Promise<BatchStatus['books']> {
  const preliminary = runs.some(({ status }) => status === 'running');
  if (batch.collectedAt === null) return { balance: null, differences: [], preliminary };
  const differences = differencesIn(await readBooks(ledger, batch.id));
  return { balance: differences.length === 0, differences, preliminary };
}

async function othersNotDone(
  ledger: Session,
  nights: readonly Batch[],
  batch: Batch,
): Promise<BatchStatus['others']> {
  const others: { businessDate: BusinessDate; states: StateCounts }[] = [];
  for (const night of nights) {
    if (night.id === batch.id || night.completedAt !== null) continue;
    others.push({ businessDate: night.businessDate, states: await countByState(ledger, [night.id]) });
  }
  return others;
}
