/** The two dialect classes of knex that we subclass; knex ships no types for them. Pinned with knex 3.3.0. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Knex } from 'knex';
  class BetterSqlite3Client extends Knex.Client {
    _query(connection: unknown, query: unknown): Promise<unknown>;
    _formatBindings(bindings: readonly unknown[] | undefined): readonly unknown[];
  }
  export = BetterSqlite3Client;
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  class SqliteTransaction {
    constructor(...parts: unknown[]);
    query(connection: unknown, sql: string): Promise<unknown>;
    begin(connection: unknown): Promise<unknown>;
  }
  export = SqliteTransaction;
}

declare module 'knex/lib/dialects/mssql/index.js' {
  import type { Knex } from 'knex';
  class MssqlClient extends Knex.Client {
    connectionSettings: object & { readonly requestTimeout?: number };
    _enqueueRequest(request: unknown, connection: unknown): void;
    _chomp(connection: unknown): void;
    destroyRawConnection(connection: unknown): Promise<void>;
    processResponse(query: unknown, runner: unknown): unknown;
    query(connection: unknown, query: unknown): Promise<unknown>;
    _query(connection: unknown, query: unknown): Promise<unknown>;
  }
  export = MssqlClient;
}
