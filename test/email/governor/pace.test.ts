import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  after,
  begun,
  connectionsFor,
  ended,
  firstPace,
  waitOf,
  type Pace,
} from '../../../src/email/governor/pace.ts';

const CEILING = 20;

function accepted(pace: Pace, times: number): Pace {
  let grown = pace;
  for (let time = 0; time < times; time += 1) grown = after(grown, { kind: 'accepted' }, 0, CEILING);
  return grown;
}

describe('the pace of a destination', () => {
  it('begins low: two connections, and a gap between the first messages', () => {
    const first = firstPace(CEILING);
    expect(waitOf(first, 0)).toBe(0);
    const one = begun(first, 0);
    expect(waitOf(one, 0)).toBeGreaterThan(0);
    const two = begun(one, 100);
    expect(waitOf(two, 10_000)).toBe(Number.POSITIVE_INFINITY);
    expect(waitOf(ended(two), 10_000)).toBe(0);
  });

  it('grows while the other side accepts, up to its ceiling, and drops the gap', () => {
    const grown = accepted(firstPace(CEILING), 100);
    expect(grown.connections).toBe(CEILING);
    expect(waitOf(begun(grown, 0), 0)).toBe(0);
  });

  it('halves at 421, pauses, and pauses longer at each further one', () => {
    const fast = accepted(firstPace(CEILING), 100);
    const once = after(fast, { kind: 'pushed back', begunAt: 0 }, 1000, CEILING);
    expect(once.connections).toBe(10);
    const pause = waitOf(once, 1000);
    expect(pause).toBeGreaterThan(0);
    const twice = after(once, { kind: 'pushed back', begunAt: 2000 }, 3000, CEILING);
    expect(waitOf(twice, 3000)).toBeGreaterThan(pause);
    expect(waitOf(accepted(twice, 1), 1e9)).toBe(0);
  });

  it('halves once for all that was under way when it was pushed back', () => {
    let pace = accepted(firstPace(CEILING), 100);
    for (let message = 0; message < 15; message += 1) {
      pace = after(pace, { kind: 'pushed back', begunAt: 500 }, 1000 + message, CEILING);
    }
    expect(pace.connections).toBe(10);
  });

  it('grows back slowly where it was pushed back before', () => {
    const fast = accepted(firstPace(CEILING), 100);
    const shrunk = after(fast, { kind: 'slowed', begunAt: 0 }, 1000, CEILING);
    expect(waitOf(shrunk, 1e6)).toBe(0);
    expect(accepted(shrunk, 10).connections).toBeLessThan(12);
    expect(accepted(shrunk, 1000).connections).toBe(CEILING);
  });

  it('never leaves a destination without a connection, nor above its ceiling, whatever happens', () => {
    const kinds = fc.constantFrom('accepted', 'slowed', 'pushed back', 'neutral');
    fc.assert(
      fc.property(fc.array(kinds), fc.integer({ min: 1, max: 50 }), (events, ceiling) => {
        let pace = firstPace(ceiling);
        let now = 0;
        for (const kind of events) {
          now += 1000;
          pace = after(pace, { kind, begunAt: now }, now, ceiling);
          expect(Math.floor(pace.connections)).toBeGreaterThanOrEqual(1);
          expect(pace.connections).toBeLessThanOrEqual(ceiling);
          expect(waitOf(pace, now)).toBeLessThanOrEqual(61_000);
        }
      }),
    );
  });
});

it('sizes connections as rate × latency, with a fifth to spare, and caps them', () => {
  expect(connectionsFor(100, 150, 50)).toBe(18);
  expect(connectionsFor(1, 150, 50)).toBe(1);
  expect(connectionsFor(1000, 150, 50)).toBe(50);
  expect(connectionsFor(100, null, 50)).toBe(50);
  expect(connectionsFor(null, 150, 50)).toBe(50);
});
