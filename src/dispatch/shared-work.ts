import { setTimeout as delay } from 'node:timers/promises';
import {
  addWork,
  claimWork,
  countOpenWork,
  finishWork,
  sumOfWork,
  type SharedStep,
} from '../ledger/work-items.ts';
import type { RunContext } from './run-context.ts';

type Counts = Readonly<Record<string, number>>;

/** A step of the coordinating run that other processes may help with. */
export interface Shared {
  /** The coordinating run. */
  readonly runId: string;
  readonly step: SharedStep;
  /** Milliseconds that a piece stays in the hands of a process that says nothing. */
  readonly lease: number;
}

/** Does one piece; must be safe to be done twice. */
export type Perform = (detail: unknown) => Promise<Counts>;

type Worker = Pick<RunContext, 'ledger' | 'runId' | 'signal' | 'atPoint'>;

/** Milliseconds between two looks at what others still have in hand. */
const LOOK = 200;

/**
 * The coordinating run divides a step, works on it like everybody else, and goes on when all of it is done. A piece whose
 * taker died is taken over by whoever finds it.
 *
 * @param lookAfter finds out who died since, once per look
 * @returns what all pieces came to, whoever did them
 */
export async function shareWork(
  worker: Worker,
  shared: Shared,
  details: readonly unknown[],
  perform: Perform,
  lookAfter: () => Promise<void>,
): Promise<Counts> {
  await worker.ledger.transaction((session) => addWork(session, shared, details));
  for (;;) {
    await takeWork(worker, shared, perform);
    if ((await countOpenWork(worker.ledger, shared)) === 0) return sumOfWork(worker.ledger, shared);
    worker.signal.throwIfAborted();
    await delay(LOOK, undefined, { signal: worker.signal }).catch(() => undefined);
    await lookAfter();
  }
}

/** Takes pieces as long as there are any that nobody has. @returns how many it did */
export async function takeWork(worker: Worker, shared: Shared, perform: Perform): Promise<number> {
  for (let done = 0; ;) {
    worker.signal.throwIfAborted();
    const item = await worker.ledger.transaction((session) =>
      claimWork(session, { ...shared, owner: worker.runId }),
    );
    if (item === null) return done;
    worker.atPoint('work.claimed');
    const counts = await perform(item.detail);
    worker.atPoint('work.done');
    if (await finishWork(worker.ledger, item, counts)) done += 1;
    worker.atPoint('work.finished');
  }
}
