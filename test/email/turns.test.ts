import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/email/turns.ts';

const LONG = 600_000;

describe('turns', () => {
  it('are given in order, so many at a time, and one more for each that ends, however often it is ended', async () => {
    const turns = new Turns(2, LONG);
    const begun: number[] = [];
    const ends = new Map<number, () => void>();
    const all = [0, 1, 2, 3].map(async (index) => {
      ends.set(index, await turns.take());
      begun.push(index);
    });
    await nextTurn();
    expect(begun).toEqual([0, 1]);
    ends.get(1)?.();
    ends.get(1)?.();
    await nextTurn();
    expect(begun).toEqual([0, 1, 2]);
    ends.get(0)?.();
    await Promise.all(all);
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const end of ends.values()) end();
  });

  it('that nobody ends end by themselves: a silent server keeps nobody waiting', async () => {
    const turns = new Turns(1, 1);
    await turns.take();
    await turns.take();
    (await turns.take())();
  });

  it('are free again once all have ended', async () => {
    const turns = new Turns(1, LONG);
    for (let round = 0; round < 3; round += 1) (await turns.take())();
  });
});
