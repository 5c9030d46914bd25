/**
 * So many of each generation: a letter has some fifty objects, and what letters share is asked for again and again. Two
 * generations take 3 MB, where all objects of 10,000 letters took 30.
 */
const GENERATION = 8192;

/** Digests of objects by number. What was not asked for during a whole generation is forgotten: memory does not grow with the file. */
export class RecentDigests {
  #young = new Map<number, string>();
  #old: ReadonlyMap<number, string> = new Map();

  get(num: number): string | undefined {
    const young = this.#young.get(num);
    if (young !== undefined) return young;
    const old = this.#old.get(num);
    if (old !== undefined) this.set(num, old);
    return old;
  }

  set(num: number, digest: string): void {
    if (this.#young.size === GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(num, digest);
  }
}
