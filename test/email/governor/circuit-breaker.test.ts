import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome } from '../../../src/domain/delivery.ts';
import {
  closedBreaker,
  judged,
  leaveFor,
  testDropped,
  type BreakerState,
} from '../../../src/email/governor/circuit-breaker.ts';

const MINUTE = 60_000;
const PAUSES = [5, 15, 30, 60, 120].map((minutes) => minutes * MINUTE);
const ACCEPTED: DeliveryOutcome = { kind: 'accepted' };
const NO_TLS: DeliveryOutcome = { kind: 'tls_refused', reason: 'no TLS' };
const RETRY: DeliveryOutcome = { kind: 'retry', reason: '451' };
const UNKNOWN: DeliveryOutcome = { kind: 'refused', reason: '550', suppressAddress: true };

/** A breaker with a clock and a memory of what it said. */
function breaker(census: Readonly<Record<string, number>>) {
  let state: BreakerState = closedBreaker(new Map(Object.entries(census)));
  const alerts: string[] = [];
  return {
    alerts,
    leave: (domain: string, now = 0): string => {
      const asked = leaveFor(state, domain, now, PAUSES);
      ({ state } = asked);
      return asked.leave.kind;
    },
    judge: (domain: string, outcome: DeliveryOutcome, now = 0): boolean => {
      const verdict = judged(state, domain, outcome, now, PAUSES);
      ({ state } = verdict);
      if (verdict.alert !== null) alerts.push(verdict.alert.kind);
      return verdict.isDoubted;
    },
    drop: (domain: string, now: number): void => {
      state = testDropped(state, domain, now);
    },
  };
}

describe('a large domain', () => {
  it('S3: that refuses TLS is not believed, and opens the circuit when it fails as a whole', () => {
    const subject = breaker({ 'gmx.example': 400, 'small.example': 3 });
    expect(subject.judge('gmx.example', NO_TLS)).toBe(true);
    expect(subject.judge('gmx.example', NO_TLS)).toBe(true);
    expect(subject.leave('gmx.example')).toBe('go');
    expect(subject.judge('gmx.example', NO_TLS)).toBe(true);
    expect(subject.alerts).toEqual(['domain opened']);
    expect(subject.leave('gmx.example')).toBe('wait');
    expect(subject.leave('small.example')).toBe('go');
  });

  it('is tested by one document after each pause, and goes on when that is accepted', () => {
    const subject = breaker({ 'gmx.example': 400 });
    for (let n = 0; n < 3; n += 1) subject.judge('gmx.example', RETRY);
    expect(subject.leave('gmx.example', 5 * MINUTE - 1)).toBe('wait');
    expect(subject.leave('gmx.example', 5 * MINUTE)).toBe('go');
    expect(subject.leave('gmx.example', 5 * MINUTE)).toBe('soon');
    subject.judge('gmx.example', RETRY, 5 * MINUTE);
    expect(subject.leave('gmx.example', 19 * MINUTE)).toBe('wait');
    expect(subject.leave('gmx.example', 20 * MINUTE)).toBe('go');
    subject.judge('gmx.example', ACCEPTED, 20 * MINUTE);
    expect(subject.leave('gmx.example', 20 * MINUTE)).toBe('go');
    expect(subject.leave('gmx.example', 20 * MINUTE)).toBe('go');
    expect(subject.alerts).toEqual(['domain opened', 'domain closed']);
  });

  it('is left to a person when every test has failed: never posted', () => {
    const subject = breaker({ 'gmx.example': 400 });
    let now = 0;
    for (let n = 0; n < 3; n += 1) subject.judge('gmx.example', NO_TLS, now);
    for (const pause of PAUSES) {
      now += pause;
      expect(subject.leave('gmx.example', now)).toBe('go');
      expect(subject.judge('gmx.example', NO_TLS, now)).toBe(true);
    }
    expect(subject.leave('gmx.example', now)).toBe('hold');
  });

  it('is tested again where the test learned nothing', () => {
    const subject = breaker({ 'gmx.example': 400 });
    for (let n = 0; n < 3; n += 1) subject.judge('gmx.example', RETRY);
    expect(subject.leave('gmx.example', 5 * MINUTE)).toBe('go');
    subject.drop('gmx.example', 5 * MINUTE);
    expect(subject.leave('gmx.example', 5 * MINUTE)).toBe('go');
    subject.judge('gmx.example', UNKNOWN, 5 * MINUTE);
    expect(subject.leave('gmx.example', 5 * MINUTE)).toBe('go');
  });

  it('that has taken some of this run is believed about single documents, not about its TLS', () => {
    const subject = breaker({ 'gmx.example': 400 });
    subject.judge('gmx.example', ACCEPTED);
    for (let n = 0; n < 50; n += 1) expect(subject.judge('gmx.example', RETRY)).toBe(false);
    expect(subject.judge('gmx.example', NO_TLS)).toBe(true);
    expect(subject.judge('gmx.example', UNKNOWN)).toBe(false);
    expect(subject.leave('gmx.example')).toBe('go');
    expect(subject.alerts).toEqual([]);
  });

  it('that fails as a whole after it has taken some is kept back too: half as many failures in a row as it has documents', () => {
    const subject = breaker({ 'gmx.example': 400 });
    subject.judge('gmx.example', ACCEPTED);
    for (let n = 0; n < 199; n += 1) expect(subject.judge('gmx.example', RETRY)).toBe(false);
    expect(subject.leave('gmx.example')).toBe('go');
    expect(subject.judge('gmx.example', RETRY)).toBe(true);
    expect(subject.alerts).toEqual(['domain opened']);
    expect(subject.leave('gmx.example')).toBe('wait');
    // What was under way when it opened is no better known.
    expect(subject.judge('gmx.example', RETRY)).toBe(true);
    expect(subject.leave('gmx.example', 5 * MINUTE)).toBe('go');
    subject.judge('gmx.example', ACCEPTED, 5 * MINUTE);
    expect(subject.judge('gmx.example', RETRY, 5 * MINUTE)).toBe(false);
  });

  it('that takes all but some full mailboxes is believed about these, however often they are tried at the end of the night', () => {
    const subject = breaker({ 'gmx.example': 40 });
    subject.judge('gmx.example', ACCEPTED);
    for (let n = 0; n < 99; n += 1) expect(subject.judge('gmx.example', RETRY)).toBe(false);
    expect(subject.alerts).toEqual([]);
  });

  it('is one of the twenty largest, and of ten documents at least', () => {
    const sizes = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`d${n}.example`, 100 - n]));
    const subject = breaker({ ...sizes, 'tiny.example': 9 });
    expect(subject.judge('d19.example', NO_TLS)).toBe(true);
    expect(subject.judge('d20.example', NO_TLS)).toBe(false);
    expect(breaker({ 'tiny.example': 9 }).judge('tiny.example', NO_TLS)).toBe(false);
    expect(breaker({ 'ten.example': 10 }).judge('ten.example', NO_TLS)).toBe(true);
  });
});

describe('TLS failures of a run', () => {
  it('are believed up to two in a hundred documents, then doubted for the rest of the run', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`d${n}.example`, 1]));
    const subject = breaker(many);
    const doubted = Array.from({ length: 30 }, (_, n) => subject.judge(`d${n}.example`, NO_TLS));
    expect(doubted.indexOf(true)).toBe(20);
    expect(doubted.slice(20)).not.toContain(false);
    expect(subject.alerts).toEqual(['tls doubted']);
    // Nothing else is doubted because of it, and nobody is kept from trying.
    expect(subject.judge('d50.example', UNKNOWN)).toBe(false);
    expect(subject.leave('d50.example')).toBe('go');
  });

  it('of a small run are believed up to ten: a few old servers are no outage', () => {
    const subject = breaker(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`d${n}.example`, 1])));
    const doubted = Array.from({ length: 12 }, (_, n) => subject.judge(`d${n}.example`, NO_TLS));
    expect(doubted.indexOf(true)).toBe(10);
  });
});

it('never doubts an acceptance, a doubt or an unknown mailbox, whatever happened before', () => {
  const kinds = fc.constantFrom<DeliveryOutcome>(ACCEPTED, NO_TLS, RETRY, UNKNOWN, {
    kind: 'in_doubt',
    reason: 'x',
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a.example', 'b.example'), kinds)), (events) => {
      const subject = breaker({ 'a.example': 100, 'b.example': 1 });
      for (const [domain, outcome] of events) {
        subject.leave(domain);
        const isDoubted = subject.judge(domain, outcome);
        if (outcome.kind !== 'tls_refused' && outcome.kind !== 'retry') expect(isDoubted).toBe(false);
      }
    }),
  );
});
