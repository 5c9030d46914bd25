import { after, begun, connectionsFor, ended, firstPace, waitOf, type Pace, type PaceEvent } from './pace.ts';

export interface GovernorLimits {
  /** Connections at a time, all destinations together. */
  readonly connections: number;
  /** Connections at a time to one destination. */
  readonly perDestination: number;
  /** Messages a second, all together; connections are then as many as that rate needs. Null: no limit. */
  readonly messagesPerSecond: number | null;
}

/** A message that was let go; given back when it has ended. */
export interface Permit {
  readonly destination: string;
  readonly begunAt: number;
}

/** Weight of the newest latency in the mean. */
const NEWEST = 0.1;

/** Keeps the pace of every destination; the decisions are those of `pace.ts`, this holds their state. */
export class Governor {
  readonly #limits: GovernorLimits;
  readonly #now: () => number;
  readonly #paces = new Map<string, Pace>();
  #inFlight = 0;
  #lastBegunAt = Number.NEGATIVE_INFINITY;
  /** Milliseconds from beginning to acceptance, a moving mean. */
  #latency: number | null = null;

  /** @param now a clock that only goes forward, in milliseconds */
  constructor(limits: GovernorLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Milliseconds until a message to `destination` may begin; Infinity: not before another one has ended. */
  waitFor(destination: string): number {
    const { messagesPerSecond: rate, connections } = this.#limits;
    if (this.#inFlight >= connectionsFor(rate, this.#latency, connections)) return Number.POSITIVE_INFINITY;
    const now = this.#now();
    const byRate = rate === null ? 0 : this.#lastBegunAt + 1000 / rate - now;
    return Math.max(0, byRate, waitOf(this.#paceOf(destination), now));
  }

  begin(destination: string): Permit {
    const begunAt = this.#now();
    this.#inFlight += 1;
    this.#lastBegunAt = begunAt;
    this.#paces.set(destination, begun(this.#paceOf(destination), begunAt));
    return { destination, begunAt };
  }

  end({ destination }: Permit): void {
    this.#inFlight -= 1;
    this.#paces.set(destination, ended(this.#paceOf(destination)));
  }

  /** What a try said about the pace. */
  note(destination: string, begunAt: number, kind: PaceEvent['kind']): void {
    const now = this.#now();
    if (kind === 'accepted') {
      const took = now - begunAt;
      this.#latency = this.#latency === null ? took : this.#latency + NEWEST * (took - this.#latency);
    }
    const ceiling = Math.min(this.#limits.perDestination, this.#limits.connections);
    this.#paces.set(destination, after(this.#paceOf(destination), { kind, begunAt }, now, ceiling));
  }

  /** Connections that a destination may have right now. */
  connectionsOf(destination: string): number {
    return Math.floor(this.#paceOf(destination).connections);
  }

  #paceOf(destination: string): Pace {
    return (
      this.#paces.get(destination) ??
      firstPace(Math.min(this.#limits.perDestination, this.#limits.connections))
    );
  }
}
