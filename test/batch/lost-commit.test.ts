import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { runBatch, type RunResult } from '../../src/batch/run-batch.ts';
import { Database, type DatabaseOptions, type Session } from '../../src/ledger/database.ts';
import { startMail, type Mail } from '../dispatch/mail.ts';
import { createNight, emailRow, postRow, type Night } from '../support/night.ts';
import { baseOf, optionsOf, stepsOf } from './steps.ts';

/** A ledger whose COMMIT number `lost` succeeds, and whose answer never arrives: the transaction is tried again. */
class LosingDatabase extends Database {
  committed = 0;
  readonly #lost: number;

  constructor(options: DatabaseOptions, lost: number) {
    super(options);
    this.#lost = lost;
  }

  override async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const result = await super.transaction(work);
    this.committed += 1;
    return this.committed === this.#lost ? super.transaction(work) : result;
  }
}

let night: Night;
let mail: Mail;

afterEach(async () => {
  await mail.close();
  await night.close();
});

async function runLosing(lost: number): Promise<{ committed: number; result: RunResult | Error }> {
  night = await createNight({ rows: [emailRow('A'), emailRow('B'), postRow('C')] });
  mail = await startMail(night);
  const ledger = new LosingDatabase(night.ledgerOptions, lost);
  const result = await runBatch(baseOf(night, { ledger }), stepsOf(night, mail), optionsOf()).catch(
    (error: unknown) => error as Error,
  );
  await ledger.close();
  return { committed: ledger.committed, result };
}

/** A night has some forty transactions, each of which is lost in a night of its own: as many tests take turns at them. */
const PARTS = 4;

describe('a COMMIT whose answer is lost', () => {
  it.each([1, 2, 3, 4])(
    'loses nothing and doubles nothing, at each fourth transaction of a night from %d on',
    async (first) => {
      const { committed } = await runLosing(0);
      expect(committed).toBeGreaterThan(10);
      for (let lost = first; lost <= committed; lost += PARTS) {
        await mail.close();
        await night.close();
        const { result } = await runLosing(lost);
        const isDone = !(result instanceof Error) && result.exitCode === 0;
        if (!isDone) {
          const rerun = await runBatch(baseOf(night), stepsOf(night, mail), optionsOf({ kind: 'rerun' }));
          expect({ lost, exitCode: rerun.exitCode }).toEqual({ lost, exitCode: 0 });
        }
        expect({ lost, ...night.states() }).toEqual({ lost, A: 'emailed', B: 'emailed', C: 'handed_over' });
        expect([...mail.accepted()].sort()).toEqual(['a@mail.example', 'b@mail.example']);
        expect((await readdir(night.path('outbox'))).filter((name) => name.endsWith('.ready'))).toHaveLength(
          1,
        );
      }
    },
  );
});
