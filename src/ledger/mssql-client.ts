import MssqlClient from 'knex/lib/dialects/mssql/index.js';
import { missingRight } from './missing-right.ts';

interface TediousConnection {
  readonly state: { readonly name: string };
  readonly closed?: boolean;
  execSql(request: unknown): void;
}

interface TediousRequest {
  callback: (error: Error | null | undefined, ...more: unknown[]) => void;
  cancel(): void;
}

/** Rows as tedious hands them over. */
interface RawAnswer {
  readonly returning?: unknown;
  readonly response?: readonly (readonly { readonly value: unknown }[])[];
}

/**
 * Requests that wait for a connection. Not a field of the client: knex gives each transaction a client of its own that no
 * constructor has run for, and with a private field every transaction ended in a TypeError.
 */
const queues = new WeakMap<object, TediousRequest[]>();

/**
 * Knex's SQL Server client with a request queue per connection, first in first out. Knex 3.3.0 keeps one queue on
 * the prototype, last in first out, shared by all connections: a statement of one transaction could be executed on
 * another connection, outside of the transaction (docs/sql-server.md).
 */
export class SqlServerClient extends MssqlClient {
  override _enqueueRequest(request: unknown, connection: unknown): void {
    queueOf(connection as TediousConnection).push(request as TediousRequest);
    this._chomp(connection);
  }

  override _chomp(connection: unknown): void {
    const tedious = connection as TediousConnection;
    if (tedious.state.name !== 'LoggedIn') return;
    const next = queueOf(tedious).shift();
    if (next === undefined) return;
    cancelAfter(next, this.connectionSettings.requestTimeout ?? 0);
    tedious.execSql(next);
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

  /** Here and not where the request is made: knex would put the statement in front of our words too. */
  override async query(connection: unknown, query: unknown): Promise<unknown> {
    try {
      return await super.query(connection, query);
    } catch (error) {
      throw missingRight(error, sqlOf(query)) ?? error;
    }
  }

  /** Knex looks for `@@rowcount` in a column without a name; Babelfish gives it one, and every fence found no number. */
  override processResponse(query: RawAnswer, runner: unknown): unknown {
    if (query?.returning !== '@@rowcount') return super.processResponse(query, runner);
    return query.response?.[0]?.[0]?.value;
  }

  /** Knex waits for the end of a connection that has ended already: each lost one held up what came next for 5 s. */
  override async destroyRawConnection(connection: unknown): Promise<void> {
    if ((connection as TediousConnection).closed === true) return;
    await super.destroyRawConnection(connection);
  }
}

/** Knex passes a statement as a text, or as an object that has it. */
function sqlOf(query: unknown): string {
  return typeof query === 'string' ? query : ((query as { readonly sql?: string }).sql ?? '');
}

/**
 * Cancels a request that is not over after `timeout` ms. Tedious stops its own clock at the first byte of the answer:
 * rows that came to a standstill behind it were waited for without end.
 */
function cancelAfter(request: TediousRequest, timeout: number): void {
  if (timeout <= 0) return;
  let late: Error | null = null;
  const clock = setTimeout(() => {
    late = Object.assign(new Error(`Timeout: Request failed to complete in ${timeout}ms`), {
      code: 'ETIMEOUT',
    });
    request.cancel();
  }, timeout);
  const { callback } = request;
  request.callback = (error, ...more) => {
    clearTimeout(clock);
    callback.call(request, error === null || error === undefined ? error : (late ?? error), ...more);
  };
}

function queueOf(connection: TediousConnection): TediousRequest[] {
  const queue = queues.get(connection) ?? [];
  queues.set(connection, queue);
  return queue;
}
