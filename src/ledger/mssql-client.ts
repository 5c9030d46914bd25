import MssqlClient from 'knex/lib/dialects/mssql/index.js';

interface TediousConnection {
  readonly state: { readonly name: string };
  execSql(request: unknown): void;
}

/**
 * Knex's SQL Server client with a request queue per connection, first in first out. Knex 3.3.0 keeps one queue on
 * the prototype, last in first out, shared by all connections: a statement of one transaction could be executed on
 * another connection, outside of the transaction (docs/sql-server.md).
 */
export class SqlServerClient extends MssqlClient {
  readonly #queues = new WeakMap<object, unknown[]>();

  override _enqueueRequest(request: unknown, connection: unknown): void {
    this.#queueOf(connection as TediousConnection).push(request);
    this._chomp(connection);
  }

  override _chomp(connection: unknown): void {
    const tedious = connection as TediousConnection;
    if (tedious.state.name !== 'LoggedIn') return;
    const next = this.#queueOf(tedious).shift();
    if (next !== undefined) tedious.execSql(next);
  }

  #queueOf(connection: TediousConnection): unknown[] {
    const queue = this.#queues.get(connection) ?? [];
    this.#queues.set(connection, queue);
    return queue;
  }
}
