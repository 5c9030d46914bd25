import type { Knex } from 'knex';
import type { Session } from '../ledger/database.ts';
import { moveInPages } from '../ledger/transition.ts';
import type { RunContext } from './run-context.ts';
import { BREAKER_REASON } from './send-control.ts';

/**
 * Pause (ms) between two looks while there is something to claim: each reads all that is queued, and with one before
 * each claim a night of many e-mails would take the square of their number.
 */
const PAUSE = 5_000;
/** And no more than a twentieth of the time is spent on it, however many are queued. */
const PAUSE_PER_LOOK = 20;

/**
 * S17: what could not be sent until its cut-off goes by post. What the circuit breaker keeps back does not: that is what
 * it is for. It is held, and a person decides.
 */
export class EmailCutOff {
  readonly #context: RunContext;
  #next = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Whether the next look is due, by the clock of this process. */
  get isDue(): boolean {
    return performance.now() >= this.#next;
  }

  /** Nothing is left to claim: a look costs nobody's time. */
  becomesDue(): void {
    this.#next = 0;
  }

  /** Lets everything go that is past its cut-off by the clock of the ledger; other workers may do the same meanwhile. */
  async letGo(): Promise<void> {
    const { ledger, runId, signal } = this.#context;
    const began = performance.now();
    await moveInPages(
      ledger,
      (query, session) => void this.#pastIt(query, session).where('reason', 'like', KEPT_BACK),
      'queued_email',
      'held',
      { reason: `${BREAKER_REASON}kept back until the cut-off`, runId },
      signal,
    );
    // Not what another worker keeps back meanwhile: that is held at the next look.
    await moveInPages(
      ledger,
      (query, session) => void this.#pastIt(query, session).where(isNotKeptBack),
      'queued_email',
      'queued_print',
      { reason: 'cut-off reached', runId },
      signal,
    );
    const now = performance.now();
    this.#next = now + Math.max(PAUSE, PAUSE_PER_LOOK * (now - began));
  }

  /** By batch and state through ix_dispatch_batch_state; touched is what is queued in these batches. */
  #pastIt(query: Knex.QueryBuilder, session: Session): Knex.QueryBuilder {
    return query.whereIn('batch_id', this.#context.batchIds).where('cut_off_at', '<=', session.now());
  }
}

const KEPT_BACK = `${BREAKER_REASON}%`;

function isNotKeptBack(query: Knex.QueryBuilder): void {
  void query.whereNull('reason').orWhere('reason', 'not like', KEPT_BACK);
}
