import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turns } from '../email/turns.ts';

/** Runs a piece of work when its turn has come. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * At most `limit` pieces of work at a time, in the order in which they came: twenty that share one connection would all
 * be done late, one after the other the first is done early. Sockets are read and written between two of them.
 */
export function fewAtATime(limit: number): InTurn {
  const turns = new Turns(limit, null);
  return async (work) => {
    const end = await turns.take();
    try {
      await nextTurn();
      return await work();
    } finally {
      end();
    }
  };
}
