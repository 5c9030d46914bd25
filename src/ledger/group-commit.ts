import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';

type Work = (trx: Knex) => Promise<unknown>;

interface Member {
  readonly work: Work;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** Bounds how long the first of a group waits for the last one's statements. */
const MOST_MEMBERS = 64;

/**
 * Transactions that wait for the one connection of SQLite at the same time share one COMMIT, and with it one flush to
 * the disk: with twenty e-mails under way the flushes were most of what the ledger took. Each member has a savepoint of
 * its own: one that fails takes back what it did, and nothing of the others. A member is told of its success only
 * when the COMMIT is on the disk, and of a failed COMMIT like all others: so it promises what a transaction of its own
 * does. A crash before the COMMIT leaves nothing of any of them.
 */
export class GroupCommit {
  readonly #knex: Knex;
  #waiting: Member[] = [];
  #isDraining = false;

  constructor(pool: Knex) {
    this.#knex = pool;
  }

  /** Runs `work` in a transaction that may serve others too; the transaction is of no use once it has returned. */
  run<T>(work: (trx: Knex) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#isDraining) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    while (this.#waiting.length > 0) {
      // While the last COMMIT was flushed nobody could join; whoever wanted to does so now.
      await nextTurn();
      await this.#commit(this.#waiting.splice(0, MOST_MEMBERS));
    }
    this.#isDraining = false;
  }

  async #commit(members: readonly Member[]): Promise<void> {
    const [only] = members;
    try {
      if (members.length === 1 && only !== undefined) {
        only.resolve(await this.#knex.transaction(only.work));
        return;
      }
      const outcomes = await this.#knex.transaction(async (trx) => {
        const done: Outcome[] = [];
        for (const { work } of members) done.push(await inSavepoint(trx, work));
        return done;
      });
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.ok) members[index]?.resolve(outcome.value);
        else members[index]?.reject(outcome.error);
      }
    } catch (error) {
      for (const { reject } of members) reject(error);
    }
  }
}

/** @throws what SQLite answered when it has rolled back the whole transaction by itself (a full disk, for instance) */
async function inSavepoint(trx: Knex, work: Work): Promise<Outcome> {
  await trx.raw('SAVEPOINT member');
  try {
    const value = await work(trx);
    await trx.raw('RELEASE member');
    return { ok: true, value };
  } catch (error) {
    try {
      await trx.raw('ROLLBACK TO member');
      await trx.raw('RELEASE member');
    } catch {
      throw error;
    }
    return { ok: false, error };
  }
}
