import type { Batch, Step } from '../domain/batch.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import { isFinal, type DispatchState } from '../domain/dispatch.ts';
import {
  AlreadyCompletedError,
  InterruptedError,
  NotFoundError,
  OurOutageError,
  type PostausgangError,
  ReconciliationError,
} from '../domain/errors.ts';
import { EXIT, type ExitCode } from '../domain/exit-code.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import { listShopCases } from '../dispatch/shop-cases.ts';
import { DocumentIdCollisionError } from '../dispatch/collect-documents.ts';
import { reopenUnattempted } from '../dispatch/classify-documents.ts';
import { findBatch, markCompleted, openBatch } from '../ledger/batch-store.ts';
import { listOpenReports } from '../ledger/bounce-store.ts';
import { readBooks } from '../ledger/books.ts';
import { countByState } from '../ledger/dispatch-store.ts';
import { listMissingPaperCopies } from '../ledger/print-queue.ts';
import { finishStep, startRun, startStep } from '../ledger/run-store.ts';
import type { Database } from '../ledger/database.ts';
import { JournalError } from '../log/journal.ts';
import { failDeadRuns, type DeadRunOptions } from './dead-runs.ts';
import { endRuns, recordFailure } from './end-runs.ts';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';
import { differencesIn } from './reconcile.ts';
import { WriteBackRefusedError } from './report-results.ts';
import { takeAlong, type HeldBatch } from './take-along.ts';

type Counts = Readonly<Record<string, number>>;

/** The steps as this module sees them; `app.ts` fills them with configuration. */
export interface BatchSteps {
  /** What came back of earlier nights, before it is known which of them have work again. */
  readonly returns?: (context: RunContext) => Promise<Counts>;
  readonly recover: (context: RunContext) => Promise<Counts>;
  readonly collect: (context: RunContext, batch: Batch) => Promise<Counts>;
  readonly classify: (context: RunContext) => Promise<Counts>;
  readonly email: (context: RunContext) => Promise<Counts>;
  readonly print: (context: RunContext) => Promise<Counts>;
  readonly report: (context: RunContext) => Promise<Counts>;
}

export interface BatchOptions extends DeadRunOptions, HeartbeatOptions {
  readonly kind: 'nightly' | 'rerun';
  readonly businessDate: BusinessDate;
  /** Of a rerun: the one channel that it works on; null or absent: both. */
  readonly only?: 'email' | 'print' | null;
  /** The person, or the account of the scheduler. */
  readonly startedBy: string;
  /** Aborted by SIGTERM or SIGINT. */
  readonly stop: AbortSignal;
}

/** What a run needs besides its steps; becomes the `RunContext` once the run has an id. */
export type BatchBase = Omit<RunContext, 'runId' | 'businessDate' | 'batchIds' | 'signal'>;

export interface RunResult {
  readonly exitCode: ExitCode;
  readonly runId: string;
  readonly businessDate: BusinessDate;
  readonly steps: Readonly<Partial<Record<Step, Counts>>>;
  /** Dispatches of this run's own batch by state. */
  readonly states: Readonly<Partial<Record<DispatchState, number>>>;
  /** Why the exit code is not 0: a sentence for the operator, or null. */
  readonly failure: PostausgangError | null;
}

/**
 * One attempt at the batch of a business date: a first run or a rerun of what is not final. Never two at a time for
 * one batch; a run that died is taken over.
 *
 * @throws AlreadyRunningError, AlreadyCompletedError, NotFoundError before anything is begun; any other error ends the
 * run as `failed` and is thrown on
 */
export async function runBatch(
  base: BatchBase,
  steps: BatchSteps,
  options: BatchOptions,
): Promise<RunResult> {
  const { ledger, logger } = base;
  await failDeadRuns(ledger, options, logger);
  const batch = await batchFor(ledger, options);
  const start = {
    kind: options.kind,
    host: options.host,
    pid: process.pid,
    startedBy: options.startedBy,
  };
  const runId = await startRun(ledger, { ...start, batchId: batch.id, businessDate: batch.businessDate });
  const lost = new AbortController();
  const heartbeat = new Heartbeat(ledger, runId, options, logger, () => {
    lost.abort(new InterruptedError(`Run ${runId} was declared dead by another run and has stopped.`));
  });
  logger.info('run.started', { run: runId, batch: batch.id, date: batch.businessDate, kind: options.kind });
  const held: HeldBatch[] = [];
  try {
    const signal = AbortSignal.any([options.stop, lost.signal]);
    const own = { ...base, runId, businessDate: batch.businessDate, batchIds: [batch.id], signal };
    const unread = await outageOf(() => readReturns(own, steps));
    if (options.kind === 'nightly') held.push(...(await takeAlong(ledger, batch, start)));
    heartbeat.alsoFor(held.map((each) => each.runId));
    const context: RunContext = {
      ...base,
      runId,
      businessDate: batch.businessDate,
      batchIds: [batch.id, ...held.map(({ batchId }) => batchId)],
      signal,
    };
    const result = await work(context, steps, batch, { unread, only: options.only ?? null });
    await endRuns(
      ledger,
      runId,
      held.map(({ runId: id }) => id),
      {
        status: result.failure === null ? 'completed' : 'failed',
        exitCode: result.exitCode,
        failure: result.failure?.message ?? null,
      },
    );
    if (result.failure !== null) logger.error('run.failed', { run: runId }, result.failure);
    logger.info('run.finished', { run: runId, exitCode: result.exitCode });
    return result;
  } catch (error) {
    await recordFailure(ledger, [...held.map((each) => each.runId), runId], error);
    logger.error('run.failed', { run: runId }, error);
    throw error;
  } finally {
    await heartbeat.stop();
  }
}

async function batchFor(ledger: Database, options: BatchOptions): Promise<Batch> {
  const batch =
    options.kind === 'nightly'
      ? await openBatch(ledger, options.businessDate)
      : await findBatch(ledger, options.businessDate);
  if (batch === null) {
    throw new NotFoundError(
      `There is no batch for business date ${options.businessDate}; a rerun needs one. Start it with \`nightly --date ${options.businessDate}\`.`,
    );
  }
  // A night that crashed between its last hand-over and its end has yet to tell the core system.
  if (batch.completedAt !== null && (await nothingLeft(ledger, batch.id))) {
    throw new AlreadyCompletedError(batch.businessDate);
  }
  return batch;
}

async function nothingLeft(ledger: Database, batchId: string): Promise<boolean> {
  const states = await countByState(ledger, [batchId]);
  const open = Object.keys(states).some((state) => !isFinal(state as DispatchState));
  return !open && (await listMissingPaperCopies(ledger, [batchId], 1)).length === 0;
}

/** A mailbox that cannot be read keeps nothing else back: the run fails in the end, and the next one reads it. */
async function readReturns(context: RunContext, steps: BatchSteps): Promise<void> {
  if (steps.returns === undefined) return;
  const counts = await steps.returns(context);
  context.logger.info('run.returns', { run: context.runId, ...counts });
}

async function work(
  context: RunContext,
  steps: BatchSteps,
  batch: Batch,
  { unread, only }: { readonly unread: PostausgangError | null; readonly only: BatchOptions['only'] },
): Promise<RunResult> {
  const done: Partial<Record<Step, Counts>> = {};
  const step = async (name: Step, body: () => Promise<Counts>): Promise<void> => {
    context.signal.throwIfAborted();
    await startStep(context.ledger, context.runId, name);
    const counts = await body();
    await finishStep(context.ledger, context.runId, name, counts);
    done[name] = counts;
    context.logger.info('step.finished', { run: context.runId, step: name, ...counts });
  };
  const recovered = await steps.recover(context);
  const reopened = await reopenUnattempted(context);
  context.logger.info('run.recovered', { run: context.runId, reopened, ...recovered });

  // What could not be collected is told in the end, and keeps nothing of what was.
  const uncollected = await failureOf(DocumentIdCollisionError, () =>
    step('collect', () => steps.collect(context, batch)),
  );
  await step('classify', () => steps.classify(context));
  // Our own outage must not keep back the letters: the shop has a deadline, and they wait for nothing.
  const outage = only === 'print' ? null : await outageOf(() => step('email', () => steps.email(context)));
  if (only !== 'email') await step('print', () => steps.print(context));
  // What the core system refuses is told again by every later run: it keeps neither the books nor the end of the night.
  const untold = await failureOf(WriteBackRefusedError, () => step('report', () => steps.report(context)));
  await assertBooksBalance(context);
  return conclude(context, batch, done, outage ?? uncollected ?? unread ?? untold);
}

async function outageOf(body: () => Promise<void>): Promise<PostausgangError | null> {
  try {
    await body();
    return null;
  } catch (error) {
    if (error instanceof OurOutageError || error instanceof JournalError) return error;
    throw error;
  }
}

/**
 * A failure that the night goes on after: of all that can end the collecting, the collision alone comes after the batch was
 * closed; of the reporting, the refusals alone come after everything else was told.
 */
async function failureOf<Failure extends PostausgangError>(
  kind: new (...parts: never[]) => Failure,
  body: () => Promise<void>,
): Promise<Failure | null> {
  try {
    await body();
    return null;
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
}

async function assertBooksBalance(context: RunContext): Promise<void> {
  for (const batchId of context.batchIds) {
    const differences = differencesIn(await readBooks(context.ledger, batchId));
    if (differences.length > 0) {
      throw new ReconciliationError(
        `The books of batch ${batchId} do not balance: ${differences.join('; ')}. Do not rerun before this is understood.`,
      );
    }
  }
}

async function conclude(
  context: RunContext,
  batch: Batch,
  steps: Partial<Record<Step, Counts>>,
  outage: PostausgangError | null,
): Promise<RunResult> {
  const states = await countByState(context.ledger, [batch.id]);
  const base = { runId: context.runId, businessDate: context.businessDate, steps, states };
  if (outage !== null) return { ...base, exitCode: EXIT.failed, failure: outage };
  const isDone = await markDone(context);
  const waits = [...(await listShopCases(context.ledger)), ...(await listOpenReports(context.ledger, 1))];
  return {
    ...base,
    exitCode: isDone && waits.length === 0 ? EXIT.completed : EXIT.completedWithOpen,
    failure: null,
  };
}

/** Marks every batch of this run that has nothing left. @returns whether the run's own is one of them */
async function markDone(context: RunContext): Promise<boolean> {
  const done: string[] = [];
  for (const batchId of context.batchIds) {
    if (!(await nothingLeft(context.ledger, batchId))) continue;
    await markCompleted(context.ledger, batchId);
    done.push(batchId);
  }
  return context.batchIds[0] !== undefined && done.includes(context.batchIds[0]);
}
