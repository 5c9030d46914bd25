import { randomBytes } from 'node:crypto';

interface Session {
  readonly login: string;
  readonly openedAt: number;
  usedAt: number;
}

export interface SessionTimes {
  /** Milliseconds without a request. */
  readonly idleTimeout: number;
  /** Milliseconds in any case. */
  readonly loginLasts: number;
}

/** Who is logged in: in memory, so that a restart ends every login and no file holds one. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #times: SessionTimes;
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(times: SessionTimes, now: () => number) {
    this.#times = times;
    this.#now = now;
  }

  /** @returns the token for the cookie: 256 random bits, new for each login */
  open(login: string): string {
    for (const [token, session] of this.#sessions) if (this.#isOver(session)) this.#sessions.delete(token);
    const token = randomBytes(32).toString('base64url');
    this.#sessions.set(token, { login, openedAt: this.#now(), usedAt: this.#now() });
    return token;
  }

  /** @param counts whether somebody did something; a page that refreshes itself keeps nobody logged in */
  loginOf(token: string, counts: boolean): string | null {
    const session = this.#sessions.get(token);
    if (session === undefined) return null;
    if (this.#isOver(session)) {
      this.#sessions.delete(token);
      return null;
    }
    if (counts) session.usedAt = this.#now();
    return session.login;
  }

  close(token: string): void {
    this.#sessions.delete(token);
  }

  #isOver({ openedAt, usedAt }: Session): boolean {
    const now = this.#now();
    return now - usedAt >= this.#times.idleTimeout || now - openedAt >= this.#times.loginLasts;
  }
}
