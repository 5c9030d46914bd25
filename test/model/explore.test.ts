import { describe, expect, it } from 'vitest';
import { explore, type Choose, type Ending } from './explore.ts';
import { Process } from './scheduler.ts';

const STEPS = 3;

/** Two processes that read a counter, wait, and write it back: a lost update, if anybody comes in between. */
async function count(choose: Choose): Promise<Ending> {
  let counter = 0;
  const steps: string[] = [];
  const processes = ['A', 'B'].map(
    (name) =>
      new Process(name, async (gate) => {
        await gate('waits');
        const read = counter;
        await gate('waits');
        counter = read + 1;
        await gate('waits');
      }),
  );
  for (const process of processes) await process.step();
  let running: Process | null = null;
  for (;;) {
    const alive: Process[] = processes.filter(({ ended }) => !ended);
    if (alive.length === 0) break;
    const ordered: Process[] = alive.toSorted((a, b) => Number(b === running) - Number(a === running));
    const cost: number = running !== null && !running.ended ? 1 : 0;
    const chosen: Process | undefined =
      ordered[choose(ordered.map((_, way): number => (way === 0 ? 0 : cost)))];
    await chosen?.step();
    steps.push(chosen?.name ?? '');
    running = chosen ?? null;
  }
  return { steps, end: `${steps.join('')} ${counter}`, violation: null };
}

describe('the walk', () => {
  it('goes every order once: two processes of three steps have 6! / (3! 3!) = 20', async () => {
    const { schedules, ends } = await explore(2 * STEPS, count);
    expect(schedules).toBe(20);
    expect(ends.size).toBe(20);
  });

  it('goes no order that has more preemptions than the budget', async () => {
    const { ends } = await explore(0, count);
    expect([...ends.keys()].toSorted()).toEqual(['AAABBB 2', 'BBBAAA 2']);
  });

  it('finds what only one preemption shows, and stops there', async () => {
    const lost = async (choose: Choose): Promise<Ending> => {
      const ending = await count(choose);
      return { ...ending, violation: ending.end.endsWith(' 1') ? 'an update was lost' : null };
    };
    expect((await explore(0, lost)).violation).toBeNull();
    expect((await explore(1, lost)).violation).toMatchObject({ violation: 'an update was lost' });
  });

  it('tells a process without an end from one that has much to do', async () => {
    const endless = new Process('A', async (gate) => {
      for (;;) await gate('again');
    });
    const steps = async (): Promise<void> => {
      for (;;) await endless.step();
    };
    await expect(steps()).rejects.toThrow('A took 200 steps and has no end.');
  });
});
