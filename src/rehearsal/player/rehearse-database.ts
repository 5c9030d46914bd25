import Database from 'better-sqlite3';
import { meetStatement } from './armed.ts';
import type { DatabaseFault } from './fault.ts';
import { rehearsedNow } from './rehearsed-clock.ts';

type Method = (this: unknown, ...given: unknown[]) => unknown;

const CODES: Readonly<Record<DatabaseFault, string>> = {
  gone: 'SQLITE_CANTOPEN',
  locked: 'SQLITE_BUSY',
  full: 'SQLITE_FULL',
  'lost answer': 'SQLITE_IOERR',
};

/**
 * Each statement of this process may fail by plan, and asks the clock of the rehearsal where it asks the database's. The
 * program's own statements run; nothing stands in for the database.
 */
export function rehearseDatabase(): void {
  const prototype = Database.prototype as unknown as { prepare: Method };
  const { prepare } = prototype;
  const known = new WeakSet<object>();
  prototype.prepare = function rehearsed(this: unknown, ...given: unknown[]): unknown {
    const database = this as Database.Database;
    if (!known.has(database)) {
      known.add(database);
      database.function('rehearsed_now', { deterministic: false }, () =>
        new Date(rehearsedNow()).toISOString().slice(0, -1),
      );
    }
    const sql = String(given[0]);
    const statement = prepare.call(database, sql.replaceAll("'now'", 'rehearsed_now()')) as Record<
      'run' | 'all' | 'get',
      Method
    >;
    const isCommit = /^\s*COMMIT/i.test(sql);
    // What could not be undone would keep the connection in a transaction that nobody wants.
    if (/^\s*ROLLBACK/i.test(sql)) return statement;
    for (const name of ['run', 'all', 'get'] as const) {
      const method = statement[name];
      statement[name] = function met(this: unknown, ...values: unknown[]): unknown {
        const fate = meetStatement(isCommit);
        if (fate === 'goes on') return method.apply(this, values);
        if (fate === 'lost answer') method.apply(this, values);
        throw new Database.SqliteError(`rehearsed fault of the database: ${fate}`, CODES[fate]);
      };
    }
    return statement;
  };
}
