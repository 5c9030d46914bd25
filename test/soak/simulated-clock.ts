import { SqliteClient } from '../../src/ledger/sqlite-client.ts';

/** What this file needs of a connection of better-sqlite3. */
interface RawConnection {
  function(
    name: string,
    options: { readonly varargs: true },
    body: (...values: readonly unknown[]) => string,
  ): unknown;
}

/**
 * The clock of this process and of the SQLite databases that it opens, set from outside; it runs on at its usual pace.
 * Timers, TLS and other processes keep the real one.
 */
export class SimulatedClock {
  readonly #real = globalThis.Date;
  readonly #acquire = SqliteClient.prototype.acquireRawConnection;
  #ahead = 0;

  /** Puts it in place; connections opened before keep the real time. */
  install(): void {
    const { real, now } = { real: this.#real, now: (): number => this.#now() };
    globalThis.Date = class extends real {
      constructor(...parts: readonly unknown[]) {
        // Without arguments the moment of now; everything else as it always was.
        super(...((parts.length === 0 ? [now()] : parts) as [number]));
      }

      static override now(): number {
        return now();
      }
    } as DateConstructor;
    const acquire = this.#acquire;
    SqliteClient.prototype.acquireRawConnection = async function open(this: unknown) {
      const connection = await acquire.call(this);
      (connection as RawConnection).function('strftime', { varargs: true }, (...values) =>
        new real(now() + shiftOf(values)).toISOString(),
      );
      return connection;
    };
  }

  /** @param moment ISO 8601 */
  set(moment: string): void {
    this.#ahead = this.#real.parse(moment) - this.#real.now();
  }

  restore(): void {
    globalThis.Date = this.#real;
    SqliteClient.prototype.acquireRawConnection = this.#acquire;
  }

  #now(): number {
    return this.#real.now() + this.#ahead;
  }
}

/** The one way in which the ledger asks for the time: the format of our columns, `now`, and seconds from it. */
function shiftOf([format, base, shift = '0 seconds']: readonly unknown[]): number {
  const [, seconds] = typeof shift === 'string' ? (/^(-?[\d.]+) seconds$/.exec(shift) ?? []) : [];
  if (format !== '%Y-%m-%dT%H:%M:%fZ' || base !== 'now' || seconds === undefined) {
    throw new Error(`The simulated clock knows no strftime(${JSON.stringify([format, base, shift])}).`);
  }
  return Number(seconds) * 1000;
}
