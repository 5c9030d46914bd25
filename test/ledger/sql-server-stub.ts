import { EventEmitter } from 'node:events';
import type { Request } from 'tedious';
import { vi } from 'vitest';
import { Database } from '../../src/ledger/database.ts';
import { SqlServerClient } from '../../src/ledger/mssql-client.ts';

/** One statement as it reached a connection: `BEGIN`, `COMMIT` and `ROLLBACK` stand for the calls of that name. */
export interface Executed {
  readonly connection: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

type Row = Readonly<Record<string, unknown>>;

interface Answer {
  readonly rows?: readonly Row[];
  readonly error?: Error;
  /** The connection is lost with it, in the middle of whatever it was. */
  readonly dies?: boolean;
}

/**
 * What tedious is to knex, without a server: one request at a time, answered later. It shows what is sent on which
 * connection, and in which order; what a server makes of it, only a server can show.
 */
class StubConnection extends EventEmitter {
  readonly number: number;
  readonly #executed: Executed[];
  readonly #answer: (sql: string) => Answer;
  connected = true;
  inTransaction = false;
  state = { name: 'LoggedIn' };

  constructor(number: number, executed: Executed[], answer: (sql: string) => Answer) {
    super();
    this.number = number;
    this.#executed = executed;
    this.#answer = answer;
  }

  execSql(request: Request): void {
    if (this.state.name !== 'LoggedIn') throw new Error('Two requests at once on one connection.');
    this.state = { name: 'SentClientRequest' };
    const { sqlTextOrProcedure: sql = '', parameters } = request as unknown as {
      sqlTextOrProcedure?: string;
      parameters: readonly { readonly value: unknown }[];
    };
    this.#note(
      sql,
      parameters.map(({ value }) => value),
    );
    setImmediate(() => {
      const { rows = [], error, dies = false } = this.#answer(sql);
      this.state = { name: dies ? 'Final' : 'LoggedIn' };
      this.connected = !dies;
      if (error !== undefined) {
        request.callback(error);
        return;
      }
      for (const row of rows) {
        request.emit(
          'row',
          Object.entries(row).map(([colName, value]) => ({ metadata: { colName }, value })),
        );
      }
      request.callback(null, rows.length);
      request.emit('requestCompleted');
    });
  }

  beginTransaction(done: (error?: Error) => void): void {
    this.inTransaction = true;
    this.#call('BEGIN', done);
  }

  commitTransaction(done: (error?: Error) => void): void {
    this.inTransaction = false;
    this.#call('COMMIT', done);
  }

  rollbackTransaction(done: (error?: Error) => void): void {
    this.inTransaction = false;
    this.#call('ROLLBACK', done);
  }

  close(): void {
    setImmediate(() => this.emit('end'));
  }

  #call(name: string, done: (error?: Error) => void): void {
    this.#note(name, []);
    setImmediate(() => done(this.#answer(name).error));
  }

  #note(sql: string, parameters: readonly unknown[]): void {
    this.#executed.push({ connection: this.number, sql, parameters });
  }
}

export interface SqlServerStub {
  readonly database: Database;
  readonly executed: readonly Executed[];
  close(): Promise<void>;
}

/** The ledger on SQL Server as far as it can be had without one. */
export function sqlServerStub(answer: (sql: string) => Answer = () => ({})): SqlServerStub {
  const executed: Executed[] = [];
  let connections = 0;
  const acquire = vi.spyOn(SqlServerClient.prototype, 'acquireRawConnection').mockImplementation(() => {
    connections += 1;
    return Promise.resolve(new StubConnection(connections, executed, answer));
  });
  const database = new Database({
    client: 'mssql',
    server: 'sql.example',
    database: 'versicherung',
    authentication: { type: 'default', options: { userName: 'u', password: 'p' } },
  });
  return {
    database,
    executed,
    close: async () => {
      await database.close();
      acquire.mockRestore();
    },
  };
}
