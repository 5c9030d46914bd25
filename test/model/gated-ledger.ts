import type { Knex } from 'knex';
import { Session, type Database } from '../../src/ledger/database.ts';
import type { Gate } from './scheduler.ts';

/** What the processes of the model write; all other tables are the same for all of them, whoever is first. */
export type SharedTables = ReadonlySet<string>;

/**
 * The ledger as one process sees it: before each transaction, and before each statement outside of one, others may be
 * faster. A transaction is one step, as SQLite has it (BEGIN IMMEDIATE).
 */
export function gatedLedger(real: Database, shared: SharedTables, gate: Gate): Database {
  const { from } = Session.prototype;
  return Object.assign(Object.create(real) as Database, {
    from: (table: string): Knex.QueryBuilder => {
      const query = from.call(real, table);
      if (!shared.has(table.split(' as ')[0] ?? table)) return query;
      const run = (): Promise<unknown> => gate(`statement on ${table}`).then(() => query);
      // A builder returns itself, so the proxy stays in place until the statement is awaited.
      return new Proxy(query, {
        get: (target, key, proxy) => (key === 'then' ? gatedThen(run) : Reflect.get(target, key, proxy)),
      });
    },
    transaction: async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
      await gate('transaction');
      return real.transaction(work);
    },
    close: () => Promise.resolve(),
  });
}

type Then = PromiseLike<unknown>['then'];

function gatedThen(run: () => Promise<unknown>): Then {
  return (onDone, onFailed) => run().then(onDone, onFailed);
}
