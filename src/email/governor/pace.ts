/**
 * How fast one destination is sent to: a pure decision core, state and event in, state out. A destination is a group of
 * servers that counts our connections as one, the relay or a provider. Connections begin low and grow while it accepts;
 * they halve when it pushes back, at most once for all that was under way at that moment.
 */
export interface Pace {
  /** Connections that may be busy at a time; a fraction grows towards the next one. */
  readonly connections: number;
  /** Milliseconds between the beginnings of two messages. */
  readonly gap: number;
  /** Push-backs since the last acceptance. */
  readonly pushBacks: number;
  /** False until the first push-back: until then each acceptance adds a connection. */
  readonly isProbing: boolean;
  /** Nothing begins before; milliseconds of the governor's clock, as every time here. */
  readonly pausedUntil: number;
  readonly lastShrunkAt: number;
  readonly lastBegunAt: number;
  readonly inFlight: number;
}

/** What a try says about the pace, and when that try had begun. */
export type PaceEvent =
  | { readonly kind: 'accepted' }
  /** A refusal for now that may mean that we are too fast: fewer connections. */
  | { readonly kind: 'slowed'; readonly begunAt: number }
  /** 421, or no way in: fewer connections, and a pause. */
  | { readonly kind: 'pushed back'; readonly begunAt: number }
  /** Says nothing about the pace: refused for good, greylisted, in doubt, not tried. */
  | { readonly kind: 'neutral' };

/** Connections that a destination begins with. */
const FIRST_CONNECTIONS = 2;
/** Milliseconds: what a destination that we know nothing of is begun with; halved by each acceptance. */
const FIRST_GAP = 40;
/** A gap below this (ms) is none. */
const SMALLEST_GAP = 2;
const LARGEST_GAP = 5_000;
/** Milliseconds: the pause after a push-back, doubled by each further one. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;

export function firstPace(ceiling: number): Pace {
  return {
    connections: Math.min(FIRST_CONNECTIONS, ceiling),
    gap: FIRST_GAP,
    pushBacks: 0,
    isProbing: true,
    pausedUntil: Number.NEGATIVE_INFINITY,
    lastShrunkAt: Number.NEGATIVE_INFINITY,
    lastBegunAt: Number.NEGATIVE_INFINITY,
    inFlight: 0,
  };
}

/** Milliseconds until another message may begin; 0: now; Infinity: not before one that is under way has ended. */
export function waitOf(pace: Pace, now: number): number {
  if (pace.inFlight >= Math.floor(pace.connections)) return Number.POSITIVE_INFINITY;
  return Math.max(0, pace.pausedUntil - now, pace.lastBegunAt + pace.gap - now);
}

export function begun(pace: Pace, now: number): Pace {
  return { ...pace, inFlight: pace.inFlight + 1, lastBegunAt: now };
}

export function ended(pace: Pace): Pace {
  return { ...pace, inFlight: pace.inFlight - 1 };
}

/** The state after an event. @param ceiling connections that are never exceeded */
export function after(pace: Pace, event: PaceEvent, now: number, ceiling: number): Pace {
  switch (event.kind) {
    case 'accepted': {
      const step = pace.isProbing ? 1 : 1 / pace.connections;
      return {
        ...pace,
        connections: Math.min(ceiling, pace.connections + step),
        gap: pace.gap / 2 < SMALLEST_GAP ? 0 : pace.gap / 2,
        pushBacks: 0,
      };
    }
    case 'slowed':
      return isOldNews(pace, event.begunAt) ? pace : shrunk(pace, now);
    case 'pushed back': {
      if (isOldNews(pace, event.begunAt)) return pace;
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** pace.pushBacks);
      return { ...shrunk(pace, now), pushBacks: pace.pushBacks + 1, pausedUntil: now + pause };
    }
    case 'neutral':
      return pace;
  }
}

/** It was under way when the pace was last taken down: that answer has been heard. */
function isOldNews(pace: Pace, begunAt: number): boolean {
  return begunAt < pace.lastShrunkAt;
}

function shrunk(pace: Pace, now: number): Pace {
  return {
    ...pace,
    connections: Math.max(1, Math.floor(pace.connections / 2)),
    gap: Math.min(LARGEST_GAP, Math.max(FIRST_GAP, pace.gap * 2)),
    isProbing: false,
    lastShrunkAt: now,
  };
}

/**
 * Little's law: how many messages are under way at a rate when each takes so long; a fifth more, because latencies vary.
 *
 * @param rate messages a second; null: as many as the connections carry
 * @param latency milliseconds from the beginning of a message to its final reply; null: not known yet
 */
export function connectionsFor(rate: number | null, latency: number | null, cap: number): number {
  if (rate === null || latency === null) return cap;
  return Math.max(1, Math.min(cap, Math.ceil(((rate * latency) / 1000) * 1.2)));
}
