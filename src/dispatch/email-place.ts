import type { Permit } from '../email/governor/governor.ts';
import { deliveringBy, type EmailRoute } from '../email/route.ts';
import type { Admitted, EmailQueue } from './email-queue.ts';

/** One dispatch on its way, with the connection that it has, or waits for when it is prepared. */
export class EmailPlace {
  readonly #queue: EmailQueue;
  readonly #admitted: Admitted;
  #permit: Permit | null;
  #isKeptBack = false;

  constructor(queue: EmailQueue, admitted: Admitted) {
    this.#queue = queue;
    this.#admitted = admitted;
    this.#permit = admitted.permit;
  }

  /** True when it was prepared and got no connection: it is the queue's care again. */
  get isKeptBack(): boolean {
    return this.#isKeptBack;
  }

  /** @returns false when none is to be had */
  async connection(): Promise<boolean> {
    this.#permit ??= await this.#queue.turnOf(this.#admitted.claimed);
    this.#isKeptBack = this.#permit === null;
    return !this.#isKeptBack;
  }

  /**
   * The route, with its connection given to the next message as soon as this one was accepted. Whatever else comes of
   * it may be a lesson for the next one, which waits until it is written down.
   */
  leftWhenAccepted(route: EmailRoute): EmailRoute {
    return deliveringBy(route, async (message, hooks) => {
      const result = await route.deliver(message, hooks);
      if (result.outcome.kind === 'accepted') this.#leave();
      return result;
    });
  }

  /** Whatever became of it, it has ended. */
  end(): void {
    this.#leave();
    this.#queue.done(this.#admitted.claimed);
  }

  #leave(): void {
    if (this.#permit !== null) this.#queue.leave(this.#admitted.claimed, this.#permit);
    this.#permit = null;
  }
}
