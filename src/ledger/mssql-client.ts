import MssqlClient from 'knex/lib/dialects/mssql/index.js';

interface TediousConnection {
  readonly state: { readonly name: string };
  execSql(request: unknown): void;
}

/**
 * Requests that wait for a connection. Not a field of the client: knex gives each transaction a client of its own that no
 * constructor has run for, and with a private field every transaction ended in a TypeError.
 */
const queues = new WeakMap<object, unknown[]>();

/**
 * Knex's SQL Server client with a request queue per connection, first in first out. Knex 3.3.0 keeps one queue on
 * the prototype, last in first out, shared by all connections: a statement of one transaction could be executed on
 * another connection, outside of the transaction (docs/sql-server.md).
 */
export class SqlServerClient extends MssqlClient {
  override _enqueueRequest(request: unknown, connection: unknown): void {
    queueOf(connection as TediousConnection).push(request);
    this._chomp(connection);
  }

  override _chomp(connection: unknown): void {
    const tedious = connection as TediousConnection;
    if (tedious.state.name !== 'LoggedIn') return;
    const next = queueOf(tedious).shift();
    if (next !== undefined) tedious.execSql(next);
  }

  /** Knex goes on with the queue after a success only: what waited behind a failed request would wait for ever. */
  override async _query(connection: unknown, query: unknown): Promise<unknown> {
    try {
      return await super._query(connection, query);
    } catch (error) {
      process.nextTick(() => this._chomp(connection));
      throw error;
    }
  }
}

function queueOf(connection: TediousConnection): unknown[] {
  const queue = queues.get(connection) ?? [];
  queues.set(connection, queue);
  return queue;
}
