import { setTimeout as delay } from 'node:timers/promises';
import type { BusinessDate } from '../domain/business-date.ts';
import type { Batch, Step } from '../domain/batch.ts';
import { InterruptedError, NotFoundError } from '../domain/errors.ts';
import { EXIT } from '../domain/exit-code.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import { findBatch } from '../ledger/batch-store.ts';
import type { Database } from '../ledger/database.ts';
import { countByState } from '../ledger/dispatch-store.ts';
import { finishRun, listRuns, listSteps, startRun, type RunRecord } from '../ledger/run-store.ts';
import { failDeadRuns, type DeadRunOptions } from './dead-runs.ts';
import { recordFailure } from './end-runs.ts';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';
import type { BatchBase, RunResult } from './run-batch.ts';

export interface JoinOptions extends DeadRunOptions, HeartbeatOptions {
  readonly businessDate: BusinessDate;
  readonly startedBy: string;
  readonly stop: AbortSignal;
  /** Milliseconds that it waits for the run that it helps: until one begins, and for a successor of one that died. */
  readonly patience: number;
}

type Counts = Readonly<Record<string, number>>;

/** What a worker can help with. Ranges and print files are put up by the coordinating run that is named. */
export interface Help {
  readonly classify: (context: RunContext, coordinatorId: string) => Promise<number>;
  /** Claims from the queue, beside a coordinating run or alone; ends when nothing is left. */
  readonly email: (context: RunContext) => Promise<Counts>;
  readonly render: (context: RunContext, coordinatorId: string) => Promise<number>;
}

/** Milliseconds between two looks at what the coordinating run is doing. */
const LOOK = 500;

/**
 * One more worker for a batch that another process runs: it decides ranges, e-mails and renders print files, each under
 * a lease like everybody else, and hands nothing over. It leaves when the coordinating run has printed; where there is
 * none, and none comes while it has patience, it e-mails what is queued.
 *
 * @throws NotFoundError when there is no batch of that date
 */
export async function joinBatch(base: BatchBase, help: Help, options: JoinOptions): Promise<RunResult> {
  const { ledger, logger } = base;
  const batch = await awaitBatch(ledger, options);
  const runId = await startRun(ledger, {
    batchId: batch.id,
    businessDate: batch.businessDate,
    kind: 'worker',
    host: options.host,
    pid: process.pid,
    startedBy: options.startedBy,
  });
  const lost = new AbortController();
  const heartbeat = new Heartbeat(ledger, runId, options, logger, () => {
    lost.abort(new InterruptedError(`Worker ${runId} was declared dead by another run and has stopped.`));
  });
  const signal = AbortSignal.any([options.stop, lost.signal]);
  try {
    const context = { ...base, runId, businessDate: batch.businessDate, batchIds: [batch.id], signal };
    const steps = await helpUntilPrinted(context, help, options);
    // A step ends quietly when it is asked to stop; the run has to say so.
    signal.throwIfAborted();
    await finishRun(ledger, runId, { status: 'completed', exitCode: EXIT.completed, failure: null });
    return {
      exitCode: EXIT.completed,
      runId,
      businessDate: batch.businessDate,
      steps,
      states: await countByState(ledger, [batch.id]),
      failure: null,
    };
  } catch (error) {
    await recordFailure(ledger, [runId], error);
    throw error;
  } finally {
    await heartbeat.stop();
  }
}

/** @throws NotFoundError when no run has made the batch by then */
async function awaitBatch(ledger: Database, options: JoinOptions): Promise<Batch> {
  const until = performance.now() + options.patience;
  for (;;) {
    options.stop.throwIfAborted();
    const batch = await findBatch(ledger, options.businessDate);
    if (batch !== null) return batch;
    if (performance.now() >= until) {
      throw new NotFoundError(
        `There is no batch for business date ${options.businessDate} to join. Start \`nightly\` first, or let \`work --wait\` wait for it.`,
      );
    }
    await delay(LOOK, undefined, { signal: options.stop }).catch(() => undefined);
  }
}

/** The run that is at work, or whether one may still come: the last one did not come to its end. */
async function findCoordinator(
  context: RunContext,
): Promise<{ readonly running: RunRecord | undefined; readonly mayCome: boolean }> {
  const runs = await listRuns(context.ledger, context.batchIds[0] ?? '');
  const coordinating = runs.filter(({ kind }) => kind !== 'worker');
  return {
    running: coordinating.find(({ status }) => status === 'running'),
    mayCome: coordinating.at(-1)?.status !== 'completed',
  };
}

/** Looks again and again at what the coordinating run is doing, and does the same. */
async function helpUntilPrinted(
  context: RunContext,
  help: Help,
  options: DeadRunOptions & Pick<JoinOptions, 'patience'>,
): Promise<Readonly<Partial<Record<Step, Counts>>>> {
  let ranges = 0;
  let printFiles = 0;
  let email: Counts | null = null;
  let waitUntil = performance.now() + options.patience;
  const { ledger, signal } = context;
  for (;;) {
    signal.throwIfAborted();
    // The coordinating run may die on its way: then nobody else is there to notice.
    await failDeadRuns(ledger, options, context.logger);
    const { running: coordinator, mayCome } = await findCoordinator(context);
    if (coordinator !== undefined) waitUntil = performance.now() + options.patience;
    else if (mayCome && performance.now() < waitUntil) {
      await delay(LOOK, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const steps = coordinator === undefined ? [] : await listSteps(ledger, coordinator.id);
    const begun = new Set(steps.map(({ step }) => step));
    if (coordinator !== undefined && begun.has('classify') && !begun.has('email')) {
      ranges += await help.classify(context, coordinator.id);
    }
    if (coordinator === undefined || begun.has('email')) email ??= await help.email(context);
    if (coordinator !== undefined && begun.has('print'))
      printFiles += await help.render(context, coordinator.id);
    if (coordinator === undefined || begun.has('report')) {
      return {
        ...(ranges === 0 ? {} : { classify: { ranges } }),
        ...(email === null ? {} : { email }),
        ...(printFiles === 0 ? {} : { print: { printFiles } }),
      };
    }
    // Woken up to stop: the head of the loop throws the reason, not the timer's own error.
    await delay(LOOK, undefined, { signal }).catch(() => undefined);
  }
}
