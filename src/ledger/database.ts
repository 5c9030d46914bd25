import { setTimeout as delay } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import type { DatabaseOptions } from '../config/database-options.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { mssqlDialect, sqliteDialect, type Dialect } from './dialect.ts';
import { GroupCommit } from './group-commit.ts';
import { SqlServerClient } from './mssql-client.ts';
import { SqliteClient } from './sqlite-client.ts';

/** How to reach a database: `config/` makes it of the section that the operator wrote. */
export type { DatabaseOptions };

/** SQLite waits this long (ms) for the write lock of another process; our transactions take milliseconds. */
const SQLITE_BUSY_TIMEOUT = 30_000;
/** Knex's 15 s cuts off a healthy statement on a busy night (ms). */
const REQUEST_TIMEOUT = 120_000;
const TRANSACTION_TRIES = 5;
/** Connections to a server, where the configuration names no number. */
const POOL = 8;

/** Where statements run: the pool, or one transaction of it. Every function of this folder takes one. */
export class Session {
  readonly knex: Knex;
  readonly dialect: Dialect;

  constructor(knexOrTransaction: Knex, dialect: Dialect) {
    this.knex = knexOrTransaction;
    this.dialect = dialect;
  }

  /** A query on one of our tables. */
  from(table: string): Knex.QueryBuilder {
    return this.knex(this.dialect.table(table));
  }

  /** The database's clock as a value for an insert or update. */
  now(): Knex.Raw {
    return this.knex.raw(this.dialect.now);
  }

  /** The database's clock moved by `ms` milliseconds. */
  nowPlus(ms: number): Knex.Raw {
    return this.knex.raw(this.dialect.nowPlus(ms));
  }
}

/** A connection pool with its dialect. */
export class Database extends Session {
  /** Statements that run at the same time; SQLite runs one after the other. */
  readonly connections: number;
  /** SQLite alone: a server flushes the commits of several connections together by itself. */
  readonly #group: GroupCommit | null;

  constructor(options: DatabaseOptions) {
    super(
      knex({
        ...(options.client === 'sqlite' ? sqliteConfig(options) : mssqlConfig(options)),
        log: SAID_BY_ERRORS,
      }),
      options.client === 'sqlite' ? sqliteDialect : mssqlDialect,
    );
    this.connections = options.client === 'sqlite' ? 1 : (options.poolMax ?? POOL);
    this.#group = options.client === 'sqlite' ? new GroupCommit(this.knex) : null;
  }

  /**
   * Runs `work` in one transaction and, on a transient error, the whole of it again (deadlock victims, fail-overs).
   * `work` must do nothing but database statements on its session, one after the other, and must be safe to repeat after a
   * COMMIT whose answer was lost: fenced by token and state, so that the second time finds nothing to do or fails.
   */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const inTransaction = (trx: Knex): Promise<T> => work(new Session(trx, this.dialect));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await (this.#group === null
          ? this.knex.transaction(inTransaction)
          : this.#group.run(inTransaction));
      } catch (error) {
        if (attempt === TRANSACTION_TRIES || !this.dialect.isTransient(error)) throw error;
        await delay(50 * 2 ** attempt);
      }
    }
  }

  async close(): Promise<void> {
    await this.knex.destroy();
  }
}

/**
 * Knex writes its warnings to the standard output, which others read as JSON (`--json`, the log): a login that was refused
 * made it unreadable, with a stack. Whoever asked has the same by the error that is thrown.
 */
const nothing = (): void => undefined;
const SAID_BY_ERRORS = { warn: nothing, error: nothing, deprecate: nothing, debug: nothing };

function sqliteConfig(options: Extract<DatabaseOptions, { client: 'sqlite' }>): Knex.Config {
  return {
    client: SqliteClient,
    connection: { filename: options.file, options: { readonly: options.readonly ?? false } },
    useNullAsDefault: true,
    pool: {
      // One connection: better-sqlite3 is synchronous, more would only wait for each other.
      min: 0,
      max: 1,
      afterCreate: (connection: { pragma(text: string): unknown }, done: (error: Error | null) => void) => {
        connection.pragma(`busy_timeout = ${SQLITE_BUSY_TIMEOUT}`);
        if (options.readonly !== true) {
          connection.pragma('journal_mode = WAL');
          // FULL: a committed attempt must survive a power cut, or a message could leave twice.
          connection.pragma('synchronous = FULL');
          connection.pragma('foreign_keys = ON');
        }
        done(null);
      },
    },
  };
}

function mssqlConfig(options: Extract<DatabaseOptions, { client: 'mssql' }>): Knex.Config {
  if (options.port !== undefined && options.instance !== undefined) {
    throw new ConfigurationError(
      'SQL Server: expected a port or a named instance, got both. Remove one of them.',
    );
  }
  return {
    client: SqlServerClient,
    connection: {
      server: options.server,
      database: options.database,
      ...(options.port === undefined ? {} : { port: options.port }),
      type: options.authentication.type,
      ...options.authentication.options,
      requestTimeout: options.requestTimeout ?? REQUEST_TIMEOUT,
      ...(options.connectTimeout === undefined ? {} : { connectionTimeout: options.connectTimeout }),
      options: {
        // Knex's default is an unencrypted connection.
        encrypt: true,
        trustServerCertificate: false,
        useUTC: true,
        appName: 'postausgang',
        ...(options.instance === undefined ? {} : { instanceName: options.instance }),
        ...(options.caPem === undefined ? {} : { cryptoCredentialsDetails: { ca: options.caPem } }),
      },
    } as never,
    // Babelfish needs up to 1 s for a new connection, and idle ones die at firewalls: none are kept for stock.
    pool: { min: 0, max: options.poolMax ?? POOL },
  };
}
