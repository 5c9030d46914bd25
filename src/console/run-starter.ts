import type { BusinessDate } from '../domain/business-date.ts';
import { RefusedError } from '../domain/errors.ts';
import type { Logger } from '../log/logger.ts';

export interface RunOrder {
  readonly kind: 'nightly' | 'rerun';
  readonly date: BusinessDate;
  readonly by: string;
}

/** Starts a run in a process of its own. @returns its exit code when it ends; null: it died of a signal */
export type StartRun = (order: RunOrder) => Promise<number | null>;

export interface StartedRun extends RunOrder {
  /** Undefined while its process lives; null: it died of a signal. */
  readonly exitCode: number | null | undefined;
}

/**
 * Starts runs and remembers how the last one of each night ended, so that one which the database refused (somebody else is
 * at it) is not missed. Whether a run may begin is for the database to say; here only a double click is caught.
 */
export class RunStarter {
  readonly #started = new Map<BusinessDate, StartedRun>();
  readonly #start: StartRun;
  readonly #logger: Logger;

  constructor(start: StartRun, logger: Logger) {
    this.#start = start;
    this.#logger = logger;
  }

  /** @throws RefusedError while the one that was started here before lives */
  start(order: RunOrder): void {
    const { date, kind } = order;
    const last = this.lastOf(date);
    if (last !== null && last.exitCode === undefined) {
      throw new RefusedError(`A run of ${date} was started by ${last.by} a moment ago and is at work.`);
    }
    this.#started.set(date, { ...order, exitCode: undefined });
    this.#logger.info('console.run-started', { date, kind });
    this.#start(order).then(
      (exitCode) => {
        this.#started.set(date, { ...order, exitCode });
        this.#logger.info('console.run-ended', { date, kind, exitCode });
      },
      (error: unknown) => {
        this.#started.set(date, { ...order, exitCode: null });
        this.#logger.error('console.run-not-started', { date, kind }, error);
      },
    );
  }

  lastOf(date: BusinessDate): StartedRun | null {
    return this.#started.get(date) ?? null;
  }
}
