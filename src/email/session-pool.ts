import { RefusedError } from '../domain/errors.ts';

/** What the pool needs to know of a session. */
export interface PooledSession {
  readonly alive: boolean;
  readonly messages: number;
  idleSince: number;
  /** Proves with a round trip that the other side still answers. */
  reset(): Promise<boolean>;
  quit(): Promise<void>;
  destroy(): void;
}

/** After a pause this long a connection is asked before it is trusted; in a busy run that costs nothing. */
const TRUST_IDLE_MS = 1000;

export interface PoolLimits {
  readonly connections: number;
  readonly messagesPerConnection: number;
}

/**
 * At most so many sessions at a time, used again as long as they live. One that died while it lay idle is replaced
 * by a fresh one before anything of a message was said on it; after MAIL FROM nothing is replaced behind the
 * caller's back.
 */
export class SessionPool<Session extends PooledSession> {
  readonly #open: () => Promise<Session>;
  readonly #limits: PoolLimits;
  readonly #idle: Session[] = [];
  /** Callers that wait for a place, in order. */
  readonly #queue: (() => void)[] = [];
  #free: number;
  /** Calls of `use` that have not ended, those in the queue included. */
  #pending = 0;
  #ended: (() => void) | null = null;
  #closed = false;

  constructor(open: () => Promise<Session>, limits: PoolLimits) {
    this.#open = open;
    this.#limits = limits;
    this.#free = limits.connections;
  }

  /** Waits for a free place, then gives a session to `work`. What becomes of it afterwards, `work` returns. */
  async use<T>(work: (session: Session) => Promise<{ result: T; keep: boolean }>): Promise<T> {
    await this.#enter();
    try {
      const session = await this.#take();
      let keep = false;
      try {
        const done = await work(session);
        keep = done.keep;
        return done.result;
      } finally {
        await this.#putBack(session, keep);
      }
    } finally {
      this.#leave();
    }
  }

  /** Lets every call of `use` finish, then says good-bye on every session. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#ended = resolve;
      });
    }
    await Promise.all(this.#idle.splice(0).map((session) => session.quit()));
  }

  async #enter(): Promise<void> {
    if (this.#closed) throw new RefusedError('The e-mail route is closed; nothing was sent.');
    this.#pending += 1;
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#queue.push(resolve);
    });
  }

  #leave(): void {
    this.#pending -= 1;
    const next = this.#queue.shift();
    if (next === undefined) this.#free += 1;
    else next();
    if (this.#pending === 0) this.#ended?.();
  }

  async #take(): Promise<Session> {
    for (let session = this.#idle.pop(); session !== undefined; session = this.#idle.pop()) {
      const trusted = performance.now() - session.idleSince < TRUST_IDLE_MS;
      if (session.alive && (trusted || (await session.reset()))) return session;
      session.destroy();
    }
    return this.#open();
  }

  async #putBack(session: Session, keep: boolean): Promise<void> {
    if (!keep || !session.alive) return session.destroy();
    if ((this.#closed && this.#queue.length === 0) || session.messages >= this.#limits.messagesPerConnection)
      return session.quit();
    session.idleSince = performance.now();
    this.#idle.push(session);
    return undefined;
  }
}
