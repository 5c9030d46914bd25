/** Pseudo-random numbers from 0 to below 1. */
export type Random = () => number;

/** The same seed gives the same sequence (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to below `end`. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

/** One of them. @throws when there is none */
export function pick<T>(random: Random, from: readonly T[]): T {
  const [found] = from.slice(below(random, from.length));
  if (found === undefined) throw new Error('Expected something to pick from, got nothing.');
  return found;
}
