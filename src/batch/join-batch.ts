import { setTimeout as delay } from 'node:timers/promises';
import type { BusinessDate } from '../domain/business-date.ts';
import { InterruptedError, NotFoundError } from '../domain/errors.ts';
import { EXIT } from '../domain/exit-code.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import { findBatch } from '../ledger/batch-store.ts';
import { countByState } from '../ledger/dispatch-store.ts';
import { finishRun, listSteps, runningRuns, startRun } from '../ledger/run-store.ts';
import { failDeadRuns, type DeadRunOptions } from './dead-runs.ts';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';
import type { BatchBase, RunResult } from './run-batch.ts';

export interface JoinOptions extends DeadRunOptions, HeartbeatOptions {
  readonly businessDate: BusinessDate;
  readonly startedBy: string;
  readonly stop: AbortSignal;
}

/** Milliseconds between two looks at what the coordinating run is doing. */
const LOOK = 500;

/**
 * One more worker for the e-mail step of a batch that another process runs. It decides nothing about the batch: it
 * claims under leases like everybody else, and leaves when the coordinating run has ended its e-mail step.
 *
 * @throws NotFoundError when there is no batch of that date
 */
export async function joinBatch(
  base: BatchBase,
  email: (context: RunContext) => Promise<Readonly<Record<string, number>>>,
  options: JoinOptions,
): Promise<RunResult> {
  const { ledger, logger } = base;
  const batch = await findBatch(ledger, options.businessDate);
  if (batch === null) {
    throw new NotFoundError(`There is no batch for business date ${options.businessDate} to join.`);
  }
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
    await untilEmailStep(base, batch.id, options, signal);
    const counts = await email({
      ...base,
      runId,
      businessDate: batch.businessDate,
      batchIds: [batch.id],
      signal,
    });
    // The step ends quietly when it is asked to stop; the run has to say so.
    signal.throwIfAborted();
    await finishRun(ledger, runId, { status: 'completed', exitCode: EXIT.completed, failure: null });
    return {
      exitCode: EXIT.completed,
      runId,
      businessDate: batch.businessDate,
      steps: { email: counts },
      states: await countByState(ledger, [batch.id]),
      failure: null,
    };
  } catch (error) {
    const status = error instanceof InterruptedError ? 'interrupted' : 'failed';
    await finishRun(ledger, runId, { status, exitCode: EXIT.failed, failure: null });
    throw error;
  } finally {
    await heartbeat.stop();
  }
}

/** Waits until the coordinating run has begun its e-mail step; when there is none, whatever is queued is there to take. */
async function untilEmailStep(
  base: BatchBase,
  batchId: string,
  options: DeadRunOptions,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    // The coordinating run may die before its e-mail step: then nobody else is there to notice.
    await failDeadRuns(base.ledger, options, base.logger);
    const coordinator = (await runningRuns(base.ledger, batchId)).find(({ kind }) => kind !== 'worker');
    if (coordinator === undefined) return;
    const steps = await listSteps(base.ledger, coordinator.id);
    if (steps.some(({ step }) => step === 'email')) return;
    // Woken up to stop: the head of the loop throws the reason, not the timer's own error.
    await delay(LOOK, undefined, { signal }).catch(() => undefined);
  }
}
