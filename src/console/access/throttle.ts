const MINUTE = 60_000;
const LONGEST_BLOCK = 15 * MINUTE;
/** More names than these at once are an attack: the oldest are forgotten, memory stays flat. */
const MOST = 10_000;

interface Failures {
  failures: number;
  blockedUntil: number;
  lastAt: number;
}

/** Slows down whoever guesses passwords: after some failures a minute of waiting, doubled each time. */
export class Throttle {
  readonly #records = new Map<string, Failures>();
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds to wait; 0: may try. */
  wait(keys: readonly LimitedKey[]): number {
    return Math.max(0, ...keys.map(({ key }) => (this.#records.get(key)?.blockedUntil ?? 0) - this.#now()));
  }

  /** @returns whether it is blocked from now on, and was not before */
  fail(keys: readonly LimitedKey[]): boolean {
    let blocked = false;
    for (const { key, allowed } of keys) {
      const known = this.#records.get(key);
      const isOld = known !== undefined && this.#now() - known.lastAt > 2 * LONGEST_BLOCK;
      const record = known === undefined || isOld ? { failures: 0, blockedUntil: 0, lastAt: 0 } : known;
      record.failures += 1;
      record.lastAt = this.#now();
      const beyond = record.failures - allowed;
      if (beyond >= 0) {
        record.blockedUntil = this.#now() + Math.min(LONGEST_BLOCK, MINUTE * 2 ** Math.min(beyond, 10));
        blocked = true;
      }
      this.#records.delete(key);
      this.#records.set(key, record);
    }
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= MOST) break;
      this.#records.delete(oldest);
    }
    return blocked;
  }

  succeed(keys: readonly LimitedKey[]): void {
    for (const { key } of keys) this.#records.delete(key);
  }
}

export interface LimitedKey {
  readonly key: string;
  /** Failures until it is blocked. */
  readonly allowed: number;
}

/**
 * A person at one machine gets few tries; a machine gets more, for it may stand for a house; a login gets many, so that
 * nobody elsewhere locks somebody out by a handful of wrong guesses.
 */
export function keysOf(login: string, address: string): readonly LimitedKey[] {
  return [
    { key: `both ${login} ${address}`, allowed: 5 },
    { key: `address ${address}`, allowed: 30 },
    { key: `login ${login}`, allowed: 100 },
  ];
}
