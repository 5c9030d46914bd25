import type { Permit } from '../email/governor/governor.ts';
import type { Admission, SendControl } from './send-control.ts';

/** What a prepared message hears when its turn has come; null: the step is to stop. */
export type Turn = Exclude<Admission, { kind: 'busy' | 'soon' }> | null;

interface Waiting {
  readonly domain: string;
  readonly destination: string;
  readonly tell: (turn: Turn) => void;
}

/**
 * Gives connections that become free to the messages that were prepared for them, the longest prepared first. While
 * the other side thinks about twenty messages, the next ones are made: their replies come together, and twenty
 * connections would else lie idle until what they were to carry has been read, composed and written down.
 */
export class EmailTurns {
  readonly #control: SendControl;
  readonly #signal: AbortSignal;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(control: SendControl, signal: AbortSignal) {
    this.#control = control;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** How many prepared messages wait for a connection. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when the message may begin, may not before long, or nothing begins any more. */
  wait(domain: string, destination: string): Promise<Turn> {
    if (this.#signal.aborted) return Promise.resolve(null);
    return new Promise((tell) => {
      this.#waiting.push({ domain, destination, tell });
      this.serve();
    });
  }

  /** The connection of a message is free. */
  leave(domain: string, permit: Permit): void {
    this.#control.leave(domain, permit);
    this.serve();
  }

  /** Before anybody who has prepared nothing yet: what is prepared becomes old. */
  serve(): void {
    let soonest = Number.POSITIVE_INFINITY;
    const left: Waiting[] = [];
    for (const waiting of this.#waiting) {
      const admission = this.#control.admit(waiting.domain, waiting.destination);
      if (admission.kind === 'busy' || admission.kind === 'soon') {
        left.push(waiting);
        if (admission.kind === 'soon') soonest = Math.min(soonest, admission.wait);
      } else {
        waiting.tell(admission);
      }
    }
    this.#waiting = left;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = Number.isFinite(soonest) ? setTimeout(() => this.serve(), Math.max(1, soonest)) : null;
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const { tell } of this.#waiting.splice(0)) tell(null);
  }
}
