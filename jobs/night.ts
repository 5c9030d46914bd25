import type { App, BatchStatus } from '../src/app.ts';
import type { BusinessDate } from '../src/domain/business-date.ts';
import { PostausgangError } from '../src/domain/errors.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../src/domain/exit-code.ts';
import type { JobContext } from './job.ts';
import { nextText, statesText } from './status-text.ts';
import { withApp } from './with-app.ts';

export interface NightOrder {
  readonly kind: 'nightly' | 'rerun';
  /** Null: the business date of now. */
  readonly date: BusinessDate | null;
  /** Of a rerun: the one channel that it works on; null or absent: both. */
  readonly only?: 'email' | 'print' | null;
  /** Called before the run; it may change the night. */
  readonly before?: (app: App, date: BusinessDate) => Promise<void>;
  /** Who answers for the run; null: the account that it runs under. */
  readonly by: string | null;
}

const MEANING: Readonly<Record<ExitCode, string>> = {
  [EXIT.completed]: 'completed, everything has left the house',
  [EXIT.failed]: 'failed; run again after the cause is mended',
  [EXIT.completedWithOpen]: 'completed, but something is held, in doubt, on hold or queued',
  [EXIT.alreadyCompleted]: 'already completed, there was nothing to do',
  [EXIT.alreadyRunning]: 'already running',
  [EXIT.usage]: 'the command line was not understood',
  [EXIT.configuration]: 'the configuration is faulty',
};

/**
 * Runs a night and answers with a summary, also when it failed: whoever is woken by the exit code wants to know how
 * things stand. What ended it is thrown on, so that the shell tells it and sets the exit code.
 */
export function runNightJob(order: NightOrder, context: JobContext): Promise<ExitCode> {
  return withApp(context, async (app, { afterRun, readStatus, runNight }) => {
    const date = order.date ?? app.today();
    try {
      await order.before?.(app, date);
      const result = await runNight(app, {
        kind: order.kind,
        date,
        stop: context.signal,
        ...(order.by === null ? {} : { startedBy: order.by }),
        only: order.only ?? null,
      });
      await afterRun(app, date, result.exitCode);
      const status = await readStatus(app.ledger, date, app.config.core.writeBack !== null);
      answer(context, status, result.exitCode, result.failure);
      return result.exitCode;
    } catch (error) {
      if (exitCodeOf(error) === EXIT.failed) await afterRun(app, date, EXIT.failed);
      const status = await statusOrNull(app, readStatus, date);
      if (status !== null) answer(context, status, exitCodeOf(error), error);
      throw error;
    }
  });
}

/** The cause of the failure is what has to be told, not that the status could not be read because of it. */
async function statusOrNull(
  app: App,
  readStatus: (ledger: App['ledger'], date: BusinessDate, tells: boolean) => Promise<BatchStatus>,
  date: BusinessDate,
): Promise<BatchStatus | null> {
  try {
    return await readStatus(app.ledger, date, app.config.core.writeBack !== null);
  } catch {
    return null;
  }
}

function answer(context: JobContext, status: BatchStatus, exitCode: ExitCode, failure: unknown): void {
  const { batch, states, books, printFiles, next } = status;
  const told = failure instanceof PostausgangError ? failure : null;
  const summary = {
    businessDate: batch.businessDate,
    exitCode,
    meaning: MEANING[exitCode],
    failure: told === null ? null : { code: told.code, message: told.message },
    collected: batch.collected,
    states,
    books,
    printFiles,
    next,
  };
  context.answer(summary, () =>
    [
      `Night of ${batch.businessDate}: ${MEANING[exitCode]} (exit ${exitCode}).`,
      ...(told === null ? [] : [told.message]),
      '',
      statesText(status),
      ...nextText(status),
    ].join('\n'),
  );
}
