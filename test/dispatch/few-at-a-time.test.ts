import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fewAtATime } from '../../src/dispatch/few-at-a-time.ts';

describe('few at a time', () => {
  it('begins in order, no more than the limit, and goes on when one fails', async () => {
    const inTurn = fewAtATime(2);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const work = (index: number): Promise<number> =>
      inTurn(async () => {
        begun.push(index);
        running += 1;
        most = Math.max(most, running);
        await delay(1);
        running -= 1;
        if (index === 1) throw new Error('the second one fails');
        return index;
      });
    const ends = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });
});
