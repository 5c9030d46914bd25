import { setImmediate as nextTurn } from 'node:timers/promises';

/** Runs a piece of work when its turn has come. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * At most `limit` pieces of work at a time, in the order in which they came: twenty that share one connection would all
 * be done late, one after the other the first is done early. Sockets are read and written between two of them.
 */
export function fewAtATime(limit: number): InTurn {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      await nextTurn();
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
