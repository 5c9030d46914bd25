import type { Knex } from 'knex';
import { Session, type Database } from '../../src/ledger/database.ts';
import type { Gate } from './scheduler.ts';

/** What the processes of the model write; all other tables are the same for all of them, whoever is first. */
const SHARED = new Set(['dispatch', 'attempt', 'run']);

/**
 * The ledger as one process sees it: before each transaction, and before each statement outside of one, others may be
 * faster. A transaction is one step, as SQLite has it (BEGIN IMMEDIATE).
 */
export class GatedLedger extends Session {
  readonly #real: Database;
  readonly #gate: Gate;

  constructor(real: Database, gate: Gate) {
    super(real.knex, real.dialect);
    this.#real = real;
    this.#gate = gate;
  }

  override from(table: string): Knex.QueryBuilder {
    const query = super.from(table);
    if (!SHARED.has(table)) return query;
    const run = (): Promise<unknown> => this.#gate(`statement on ${table}`).then(() => query);
    // A builder returns itself, so the proxy stays in place until the statement is awaited.
    return new Proxy(query, {
      get: (target, key, proxy) => (key === 'then' ? gatedThen(run) : Reflect.get(target, key, proxy)),
    });
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    await this.#gate('transaction');
    return this.#real.transaction(work);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

type Then = PromiseLike<unknown>['then'];

function gatedThen(run: () => Promise<unknown>): Then {
  return (onDone, onFailed) => run().then(onDone, onFailed);
}
