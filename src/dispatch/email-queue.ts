import { setTimeout as delay } from 'node:timers/promises';
import { LeaseLostError } from '../domain/errors.ts';
import type { Permit } from '../email/governor/governor.ts';
import { claimForEmail } from '../ledger/claim.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { emailBacklog } from '../ledger/email-backlog.ts';
import { move } from '../ledger/transition.ts';
import { EmailCutOff } from './email-cut-off.ts';
import type { EmailCensus } from './email-census.ts';
import type { EmailTools } from './email-tools.ts';
import type { RunContext } from './run-context.ts';
import { EmailTurns } from './email-turns.ts';
import { BREAKER_REASON, type SendControl } from './send-control.ts';

/** Longest nap (ms) while documents wait for their next try: other workers may finish, or die, meanwhile. */
const LONGEST_NAP = 5_000;
const SHORTEST_NAP = 50;
/** Nap (ms) while only this process' own messages are in flight: one of them may come back for another try. */
const NAP_WHILE_SENDING = 500;
/** For a pace that allows the next message so soon (ms) nothing else is looked for in the database. */
const SHORT_WAIT = 250;
/** Claimed dispatches for each connection: a slow destination at the head must not keep the others waiting. */
const CLAIMED_PER_CONNECTION = 4;

/** A claimed dispatch, and where it goes. */
export interface Claimed {
  readonly dispatch: DispatchRecord;
  readonly domain: string;
  readonly destination: string;
}

/** A dispatch that a worker may send now, or (`permit` null) prepare and then wait for its turn. */
export interface Admitted {
  readonly claimed: Claimed;
  readonly permit: Permit | null;
}

/** Messages that are prepared while every connection is busy: half as many are ready before the next ones are. */
export function preparedAhead(connections: number): number {
  return Math.ceil(connections / 2);
}

/** Hands claimed dispatches to the workers of this process as the pace allows; one of them at a time asks the database. */
export class EmailQueue {
  readonly #context: RunContext;
  readonly #tools: EmailTools;
  readonly #census: EmailCensus;
  readonly #control: SendControl;
  readonly #signal: AbortSignal;
  readonly #recover: () => Promise<void>;
  readonly #turns: EmailTurns;
  readonly #cutOff: EmailCutOff;
  #claimed: Claimed[] = [];
  /** Handed out and not ended. */
  #inFlight = 0;
  /** Those of them that were handed out without a connection and have none yet. */
  readonly #ahead = new Set<Claimed>();
  /** Others are in the way for as long as they live and send: their journals are not read at each look. */
  #nextRecovery = 0;
  #turn: Promise<unknown> = Promise.resolve();
  /** Ends the nap of whoever waits for a message to end. */
  #wake: AbortController = new AbortController();

  /** @param recover takes over what dead workers hold; called whenever others are in the way */
  constructor(
    context: RunContext,
    tools: EmailTools,
    control: { readonly census: EmailCensus; readonly control: SendControl },
    signal: AbortSignal,
    recover: () => Promise<void>,
  ) {
    this.#context = context;
    this.#tools = tools;
    this.#census = control.census;
    this.#control = control.control;
    this.#signal = signal;
    this.#recover = recover;
    this.#turns = new EmailTurns(control.control, signal);
    this.#cutOff = new EmailCutOff(context);
  }

  /** The next dispatch to send, or null when nothing is left or the step is to stop. */
  async next(): Promise<Admitted | null> {
    const mine = this.#turn.then(() => this.#take());
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /**
   * Waits until a prepared dispatch may begin.
   *
   * @returns null when it may not: it is back where it can be claimed or decided about
   */
  async turnOf(claimed: Claimed): Promise<Permit | null> {
    const turn = await this.#turns.wait(claimed.domain, claimed.destination);
    this.#ahead.delete(claimed);
    if (turn?.kind === 'go') return turn.permit;
    if (turn === null) this.#claimed.push(claimed);
    else await this.#keepBack(claimed, turn.kind === 'later' ? turn.wait : null);
    return null;
  }

  /** Says that the connection of a dispatch is free. */
  leave({ domain }: Claimed, permit: Permit): void {
    this.#turns.leave(domain, permit);
    this.#wake.abort();
  }

  /** Says that a dispatch handed out by `next` has come to an end. */
  done(claimed: Claimed): void {
    this.#ahead.delete(claimed);
    this.#inFlight -= 1;
    this.#wake.abort();
  }

  async #take(): Promise<Admitted | null> {
    while (!this.#signal.aborted) {
      // Whatever ends from here on ends the nap below before it begins.
      this.#wake = new AbortController();
      const { admitted, wait } = await this.#admitOne();
      if (admitted !== null) {
        this.#inFlight += 1;
        return admitted;
      }
      if (this.#claimed.length > 0 && wait < SHORT_WAIT) {
        await this.#nap(wait);
        continue;
      }
      if (this.#cutOff.isDue) await this.#cutOff.letGo();
      if (await this.#claim()) continue;
      if (this.#claimed.length > 0) {
        // A message that ends wakes us; without one in flight the pace alone is waited for.
        await this.#nap(Math.min(wait, this.#inFlight > 0 ? NAP_WHILE_SENDING : LONGEST_NAP));
        continue;
      }
      const { ledger, batchIds, runId } = this.#context;
      const backlog = await emailBacklog(ledger, batchIds, runId);
      if (backlog.queued === 0 && backlog.heldByOthers === 0 && this.#inFlight === 0) return null;
      if (backlog.heldByOthers > 0 && performance.now() >= this.#nextRecovery) {
        this.#nextRecovery = performance.now() + LONGEST_NAP;
        await this.#recover();
      }
      const longest = this.#inFlight > 0 ? NAP_WHILE_SENDING : LONGEST_NAP;
      const { earliestRetryAt: due } = backlog;
      const untilDue = due === null ? longest : Date.parse(due) - Date.now();
      await this.#nap(Math.min(longest, Math.max(SHORTEST_NAP, untilDue)));
    }
    return null;
  }

  /**
   * The first claimed dispatch that may leave, else the first one that only lacks a connection; what may not leave for
   * long is put back on the way.
   */
  async #admitOne(): Promise<{ readonly admitted: Admitted | null; readonly wait: number }> {
    this.#turns.serve();
    let shortest = Number.POSITIVE_INFINITY;
    let next: Claimed | null = null;
    const candidates = this.#claimed;
    for (const claimed of candidates) {
      const admission = this.#control.admit(claimed.domain, claimed.destination);
      if (admission.kind === 'busy') next ??= claimed;
      else if (admission.kind === 'soon') shortest = Math.min(shortest, admission.wait);
      else {
        this.#takeOut(claimed);
        if (admission.kind === 'go') return { admitted: { claimed, permit: admission.permit }, wait: 0 };
        await this.#keepBack(claimed, admission.kind === 'later' ? admission.wait : null);
      }
    }
    if (next === null || this.#ahead.size >= preparedAhead(this.#tools.settings.connections)) {
      return { admitted: null, wait: shortest };
    }
    this.#takeOut(next);
    this.#ahead.add(next);
    return { admitted: { claimed: next, permit: null }, wait: 0 };
  }

  #takeOut(claimed: Claimed): void {
    this.#claimed = this.#claimed.filter((each) => each !== claimed);
  }

  /** @returns whether there is something new to look at */
  async #claim(): Promise<boolean> {
    const { batchIds, runId, ledger } = this.#context;
    const { connections, lease } = this.#tools.settings;
    if (this.#claimed.length >= connections * CLAIMED_PER_CONNECTION) return false;
    const claimed = await ledger.transaction((session) =>
      claimForEmail(session, { batchIds, runId, lease, count: connections }),
    );
    if (claimed.length === 0) {
      this.#cutOff.becomesDue();
      return false;
    }
    this.#context.atPoint('email.claimed');
    const domains = await this.#census.domainsOf(claimed);
    for (const dispatch of claimed) {
      const domain = domains.get(dispatch.dispatchId) ?? '';
      const destination = await this.#tools.route.serversOf(domain);
      this.#claimed.push({ dispatch, domain, destination });
    }
    return true;
  }

  /** @param wait milliseconds until the domain is tried again; null: a person decides */
  async #keepBack({ dispatch, domain }: Claimed, wait: number | null): Promise<void> {
    const { runId, ledger } = this.#context;
    const reason = `${BREAKER_REASON}${domain} fails as a whole`;
    await this.#moveUnlessLost(() =>
      ledger.transaction((session) =>
        wait === null
          ? move(session, dispatch, 'claimed', 'held', { reason, runId })
          : move(
              session,
              dispatch,
              'claimed',
              'queued_email',
              { reason, runId },
              { retry_at: session.nowPlus(wait) },
            ),
      ),
    );
  }

  /** Puts back what was claimed and not begun. */
  async giveBack(): Promise<void> {
    const { runId, ledger } = this.#context;
    const cause = { reason: 'given back, not begun', runId };
    for (const { dispatch } of this.#claimed.splice(0)) {
      await this.#moveUnlessLost(() =>
        ledger.transaction((session) => move(session, dispatch, 'claimed', 'queued_email', cause)),
      );
    }
  }

  async #moveUnlessLost(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
    }
  }

  async #nap(ms: number): Promise<void> {
    try {
      await delay(Math.max(1, ms), undefined, { signal: AbortSignal.any([this.#signal, this.#wake.signal]) });
    } catch {
      // Woken up: to stop, or to look again.
    }
  }
}
