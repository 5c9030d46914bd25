import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import SqliteTransaction from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js';

/**
 * A transaction that asks for the write lock at once. Knex begins deferred transactions: two processes that both
 * read first and write later then fail with SQLITE_BUSY without waiting, because neither snapshot can be upgraded.
 */
class ImmediateTransaction extends SqliteTransaction {
  override begin(connection: unknown): Promise<unknown> {
    return this.query(connection, 'BEGIN IMMEDIATE;');
  }
}

/** Knex's better-sqlite3 client with transactions that wait for the write lock instead of failing. */
export class SqliteClient extends BetterSqlite3Client {
  override transaction(...parts: unknown[]): never {
    return new ImmediateTransaction(this, ...parts) as never;
  }
}
