/**
 * Lets few at a time go on, in the order in which they came. Conversations take turns between their beginning and their
 * body: when the replies to fifty messages come at the same moment, the next fifty would share processor and line like
 * slices of one another and all end at the same moment: they stay a bunch for ever, and each pays for all (28 of 150 ms,
 * measured). One after the other they are spread out after one round.
 */
export class Turns {
  readonly #longestMs: number | null;
  /** Who waits, in order. */
  readonly #queue: (() => void)[] = [];
  #free: number;

  /**
   * @param count turns at a time
   * @param longestMs a turn ends by itself after so long: a slow server keeps nobody waiting for its answer; null: never
   */
  constructor(count: number, longestMs: number | null) {
    this.#free = count;
    this.#longestMs = longestMs;
  }

  /** Waits for a turn; what it resolves with ends the turn, and may be called again. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else {
      await new Promise<void>((resolve) => {
        this.#queue.push(resolve);
      });
    }
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      const next = this.#queue.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
    const timer = this.#longestMs === null ? undefined : setTimeout(end, this.#longestMs);
    return end;
  }
}
