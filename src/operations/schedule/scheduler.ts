import { schedule as cron, type ScheduledTask } from 'node-cron';
import type { BusinessDate } from '../../domain/business-date.ts';
import { EXIT } from '../../domain/exit-code.ts';
import type { Logger } from '../../log/logger.ts';

export interface SchedulerOptions {
  /** Local time, `HH:MM`. */
  readonly at: string;
  readonly timeZone: string;
  /** Milliseconds until a night that did not come to its end is looked at again. */
  readonly retryEvery: number;
  readonly logger: Logger;
  /** Which nights want a run now, oldest first. */
  readonly due: () => Promise<readonly BusinessDate[]>;
  /** Runs a night in a process of its own; null: the process died of a signal. */
  readonly runNight: (date: BusinessDate) => Promise<number | null>;
  /** Alerts and metrics; called every five minutes and after each look. */
  readonly watch: () => Promise<void>;
  /** Finish what is in flight, begin nothing. */
  readonly stop: AbortSignal;
}

const ENDED: ReadonlySet<number | null> = new Set<number | null>([
  EXIT.completed,
  EXIT.completedWithOpen,
  EXIT.alreadyCompleted,
]);

/**
 * Triggers what is due: at once, each day at its time, and again after a while when a night failed. It is a trigger and
 * nothing else: the database decides whether a night runs, so that schedulers on two machines do no harm (exit 4), and a
 * clock that jumps costs nothing. Whatever goes wrong in a night, or in looking for one, does not end it.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  #tasks: readonly ScheduledTask[] = [];
  #retry: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Resolves once it was asked to stop and what was in flight has ended. */
  async run(): Promise<void> {
    const { at, timeZone, stop } = this.#options;
    if (stop.aborted) return;
    const stopped = new Promise<void>((resolve) => {
      stop.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#tasks = [
      cron(`${Number(at.slice(3))} ${Number(at.slice(0, 2))} * * *`, () => this.look(), {
        timezone: timeZone,
      }),
      cron('*/5 * * * *', () => this.#watch(), { timezone: timeZone, noOverlap: true }),
    ];
    this.#options.logger.info('schedule.started', { at, timeZone });
    await this.look();
    await stopped;
    for (const task of this.#tasks) await task.destroy();
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#looking;
    this.#options.logger.info('schedule.stopped');
  }

  /** One look at what is due; a second one meanwhile waits for the first and is content with it. */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const { due, runNight, logger, stop } = this.#options;
    let isDone = true;
    try {
      for (const date of await due()) {
        if (stop.aborted) return;
        logger.info('schedule.night', { date });
        const code = await runNight(date);
        logger.info('schedule.night-ended', { date, exitCode: code ?? 'signal' });
        isDone &&= ENDED.has(code);
      }
    } catch (error) {
      isDone = false;
      logger.error('schedule.look-failed', {}, error);
    }
    await this.#watch();
    // Last of all: a timer that fires during a look would find it under way and be content with it.
    if (!isDone) this.#lookAgainLater();
  }

  #lookAgainLater(): void {
    if (this.#options.stop.aborted) return;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.look(), this.#options.retryEvery);
  }

  async #watch(): Promise<void> {
    if (this.#options.stop.aborted) return;
    try {
      await this.#options.watch();
    } catch (error) {
      this.#options.logger.error('schedule.watch-failed', {}, error);
    }
  }
}
