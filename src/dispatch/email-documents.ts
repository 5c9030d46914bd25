import { setTimeout as delay } from 'node:timers/promises';
import { LeaseLostError, OurOutageError } from '../domain/errors.ts';
import { claimForEmail } from '../ledger/claim.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { emailBacklog, type EmailBacklog } from '../ledger/email-backlog.ts';
import { move, moveAll } from '../ledger/transition.ts';
import type { RunContext } from './run-context.ts';
import type { EmailTools } from './email-tools.ts';
import { sendEmail } from './send-email.ts';

/** Longest nap (ms) while documents wait for their next try: other workers may finish, or die, meanwhile. */
const LONGEST_NAP = 5_000;
const SHORTEST_NAP = 50;
/** Nap (ms) while only this process' own messages are in flight: one of them may come back for another try. */
const NAP_WHILE_SENDING = 500;

/**
 * Sends what is queued for e-mail until nothing is left to try: waits for retries, lets go of what has reached its
 * cut-off, takes over what dead workers left. Stops at once, with everything queued, when the outage is ours.
 *
 * @param recover takes over what dead workers hold; called whenever others are in the way
 * @throws OurOutageError, JournalError
 */
export async function emailDocuments(
  context: RunContext,
  tools: EmailTools,
  recover: () => Promise<void>,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const stop = new AbortController();
  const refusals = new SenderRefusals();
  const queue = new ClaimQueue(context, tools, AbortSignal.any([context.signal, stop.signal]));
  const worker = async (): Promise<void> => {
    for (let claimed = await queue.next(recover); claimed !== null; claimed = await queue.next(recover)) {
      try {
        const outcome = await sendEmail(context, tools, claimed);
        const kind = outcome?.kind ?? 'rerouted';
        refusals.note(claimed.dispatchId, kind);
        counts[kind] = (counts[kind] ?? 0) + 1;
        context.logger.debug('email.tried', { dispatch: claimed.dispatchId, outcome: kind });
      } catch (error) {
        if (!(error instanceof LeaseLostError)) throw error;
        context.logger.warn('email.lease-lost', { dispatch: claimed.dispatchId });
      } finally {
        queue.done();
      }
    }
  };
  const guarded = async (): Promise<void> => {
    try {
      await worker();
    } catch (error) {
      // One worker saw the outage: the others finish what is in flight and begin nothing.
      stop.abort();
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: tools.settings.connections }, guarded));
  await queue.giveBack();
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return counts;
}

/** So many documents refused for a reason of ours, with no acceptance in between, are no single customer's server. */
const REFUSALS_THAT_ARE_AN_OUTAGE = 5;

class SenderRefusals {
  readonly #inARow = new Set<string>();

  /** @throws OurOutageError */
  note(dispatchId: string, outcome: string): void {
    if (outcome === 'accepted') this.#inARow.clear();
    if (outcome !== 'sender_refused') return;
    this.#inARow.add(dispatchId);
    if (this.#inARow.size < REFUSALS_THAT_ARE_AN_OUTAGE) return;
    throw new OurOutageError(
      `E-mail step stopped: ${this.#inARow.size} documents in a row were refused for a reason that speaks of us (policy or reputation). ` +
        'Documents stay queued; look at the replies with `explain`, mend the cause and rerun.',
    );
  }
}

/** Hands claimed dispatches to the workers of this process; one of them at a time asks the database. */
class ClaimQueue {
  readonly #context: RunContext;
  readonly #tools: EmailTools;
  readonly #signal: AbortSignal;
  #claimed: DispatchRecord[] = [];
  #inFlight = 0;
  /** Others are in the way for as long as they live and send: their journals are not read at each look. */
  #nextRecovery = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: RunContext, tools: EmailTools, signal: AbortSignal) {
    this.#context = context;
    this.#tools = tools;
    this.#signal = signal;
  }

  /** The next dispatch to send, or null when nothing is left or the step is to stop. */
  async next(recover: () => Promise<void>): Promise<DispatchRecord | null> {
    const mine = this.#turn.then(() => this.#take(recover));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Says that a dispatch handed out by `next` has come to an end. */
  done(): void {
    this.#inFlight -= 1;
  }

  async #take(recover: () => Promise<void>): Promise<DispatchRecord | null> {
    while (!this.#signal.aborted) {
      const next = this.#claimed.shift();
      if (next !== undefined) {
        this.#inFlight += 1;
        return next;
      }
      await this.#letGoAtCutOff();
      this.#claimed = [...(await this.#claim())];
      if (this.#claimed.length > 0) {
        this.#context.atPoint('email.claimed');
        continue;
      }
      const backlog = await emailBacklog(this.#context.ledger, this.#context.batchIds, this.#context.runId);
      if (backlog.queued === 0 && backlog.heldByOthers === 0 && this.#inFlight === 0) return null;
      if (backlog.heldByOthers > 0 && performance.now() >= this.#nextRecovery) {
        this.#nextRecovery = performance.now() + LONGEST_NAP;
        await recover();
      }
      await nap(backlog, this.#inFlight > 0 ? NAP_WHILE_SENDING : LONGEST_NAP, this.#signal);
    }
    return null;
  }

  #claim(): Promise<readonly DispatchRecord[]> {
    const { batchIds, runId, ledger } = this.#context;
    const { connections, lease } = this.#tools.settings;
    return ledger.transaction((session) =>
      claimForEmail(session, { batchIds, runId, lease, count: connections }),
    );
  }

  /** S17: what could not be sent until its cut-off goes by post. */
  async #letGoAtCutOff(): Promise<void> {
    const { batchIds, runId, ledger } = this.#context;
    await ledger.transaction((session) =>
      moveAll(
        session,
        (query) => void query.whereIn('batch_id', batchIds).where('cut_off_at', '<=', session.now()),
        'queued_email',
        'queued_print',
        { reason: 'cut-off reached', runId },
      ),
    );
  }

  /** Puts back what was claimed and not begun. */
  async giveBack(): Promise<void> {
    for (const dispatch of this.#claimed.splice(0)) {
      try {
        await this.#context.ledger.transaction((session) =>
          move(session, dispatch, 'claimed', 'queued_email', {
            reason: 'given back, not begun',
            runId: this.#context.runId,
          }),
        );
      } catch (error) {
        if (!(error instanceof LeaseLostError)) throw error;
      }
    }
  }
}

async function nap(backlog: EmailBacklog, longest: number, signal: AbortSignal): Promise<void> {
  const untilDue =
    backlog.earliestRetryAt === null ? longest : Date.parse(backlog.earliestRetryAt) - Date.now();
  try {
    await delay(Math.min(longest, Math.max(SHORTEST_NAP, untilDue)), undefined, { signal });
  } catch {
    // Woken up to stop.
  }
}
