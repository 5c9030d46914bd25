import type { Database } from '../ledger/database.ts';
import { extendLeases } from '../ledger/claim.ts';
import { heartbeat } from '../ledger/run-store.ts';
import { extendWork } from '../ledger/work-items.ts';
import type { Logger } from '../log/logger.ts';

export interface HeartbeatOptions {
  /** Milliseconds between two beats. */
  readonly interval: number;
  /** Milliseconds that each beat prolongs the run's leases by. */
  readonly lease: number;
}

/**
 * Tells the database that this run is alive, and prolongs its leases. A run that finds itself declared dead stops:
 * `onLost` is called then. A database that does not answer is not a lost run; the fence decides then.
 */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  #runIds: readonly string[];
  #beating: Promise<void> = Promise.resolve();

  constructor(
    ledger: Database,
    runId: string,
    options: HeartbeatOptions,
    logger: Logger,
    onLost: () => void,
  ) {
    this.#runIds = [runId];
    const beat = async (): Promise<void> => {
      try {
        if (!(await heartbeat(ledger, this.#runIds))) return onLost();
        await extendLeases(ledger, runId, options.lease);
        await extendWork(ledger, runId, options.lease);
      } catch (error) {
        logger.warn('run.heartbeat-failed', { run: runId }, error);
      }
    };
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(beat);
    }, options.interval);
    this.#timer.unref();
  }

  /** Beats for further run rows as well: of earlier batches that this run holds. */
  alsoFor(runIds: readonly string[]): void {
    this.#runIds = [...this.#runIds, ...runIds];
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }
}
