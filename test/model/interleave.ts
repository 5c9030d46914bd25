import type { Choose } from './explore.ts';
import type { Process } from './scheduler.ts';

/** What is to be seen of a schedule after each step, in a few words. */
export type State = () => string;

/** Lets them take steps as chosen. Both may crash at any moment, or sleep. @returns who was left sleeping */
export async function interleave(
  state: State,
  workers: readonly Process[],
  choose: Choose,
  steps: string[],
): Promise<readonly Process[]> {
  // To their first gates: nothing has happened there.
  for (const worker of workers) await worker.step();
  let running: Process | null = null;
  for (;;) {
    const alive: readonly Process[] = workers.filter(({ ended }) => !ended);
    if (alive.length === 0) return [];
    const goesOn = alive.filter((worker) => worker === running);
    const others = alive.filter((worker) => worker !== running);
    const cost = goesOn.length;
    const way = choose([...goesOn.map(() => 0), ...others.map(() => cost), cost, cost]);
    const chosen = [...goesOn, ...others][way];
    if (chosen === undefined) {
      const crashed = way === alive.length;
      const names = alive.map(({ name }) => name).join(' and ');
      steps.push(crashed ? `crash of ${names}` : `${names} sleep`);
      return crashed ? [] : alive;
    }
    await takeStep(state, chosen, steps);
    running = chosen;
  }
}

/** All its steps, nobody in between. */
export async function runToEnd(state: State, process: Process, steps: string[]): Promise<void> {
  while (!process.ended) await takeStep(state, process, steps);
}

async function takeStep(state: State, process: Process, steps: string[]): Promise<void> {
  const what = process.next ?? 'begins';
  await process.step();
  steps.push(`${process.name} ${what} → ${state()}`);
}
