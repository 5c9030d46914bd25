import { describe, expect, it } from 'vitest';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import {
  conditionsOf,
  type Condition,
  type Situation,
  type WatchedNight,
} from '../../../src/operations/alerts/conditions.ts';

const DATE = parseBusinessDate('2026-11-23');
const EXPECTED = { timeZone: 'Europe/Berlin', at: '22:00', startWithin: 3_600_000, dueBy: '05:00' };
const NIGHT: WatchedNight = {
  businessDate: DATE,
  lastStatus: 'completed',
  runId: 'r',
  failure: null,
  balance: true,
  differences: [],
};

function found(
  night: Partial<WatchedNight>,
  now: string,
  more: Partial<Situation> = {},
): readonly Condition[] {
  const situation = { inDoubt: [], keptBack: 0, shop: [], onHold: [], anomalies: [], ...more };
  return conditionsOf({ now: new Date(now), nights: [{ ...NIGHT, ...night }], ...situation }, EXPECTED);
}

function causes(...args: Parameters<typeof found>): readonly string[] {
  return found(...args).map(({ cause }) => cause);
}

describe('what operations are told', () => {
  it('is nothing while all is well', () => {
    expect(causes({}, '2026-11-24T05:00:00Z')).toEqual([]);
  });

  it('is a night that failed, once for the same failure, and again for another', () => {
    const [first] = found({ lastStatus: 'failed', failure: 'relay', runId: 'a' }, '2026-11-23T22:00:00Z');
    const [again] = found({ lastStatus: 'failed', failure: 'relay', runId: 'b' }, '2026-11-23T23:00:00Z');
    const [other] = found({ lastStatus: 'failed', failure: 'disk', runId: 'c' }, '2026-11-23T23:00:00Z');
    expect(first?.cause).toBe('run-failed:2026-11-23');
    expect(again?.fingerprint).toBe(first?.fingerprint);
    expect(other?.fingerprint).not.toBe(first?.fingerprint);
  });

  it('is a night that nobody began, after its grace and not before', () => {
    expect(causes({ lastStatus: null }, '2026-11-23T21:59:00Z')).toEqual([]);
    expect(causes({ lastStatus: null }, '2026-11-23T22:01:00Z')).toEqual(['run-missing:2026-11-23']);
  });

  it('is a night that is still at work when the morning comes', () => {
    expect(causes({ lastStatus: 'running' }, '2026-11-24T03:59:00Z')).toEqual([]);
    expect(causes({ lastStatus: 'running' }, '2026-11-24T04:01:00Z')).toEqual(['run-late:2026-11-23']);
  });

  it('is books that do not balance, and then nothing less important of that night', () => {
    const night = { lastStatus: 'failed', balance: false, differences: ['1 missing'] } as const;
    expect(causes(night, '2026-11-24T05:00:00Z')).toEqual(['unbalanced:2026-11-23']);
    expect(found(night, '2026-11-24T05:00:00Z')[0]?.action).toContain('nicht erneut starten');
  });

  it('is doubts as one cause that changes with each further one', () => {
    const [two] = found({}, '2026-11-24T05:00:00Z', { inDoubt: ['4', '7'] });
    const [same] = found({}, '2026-11-24T06:00:00Z', { inDoubt: ['7', '4'] });
    const [three] = found({}, '2026-11-24T05:00:00Z', { inDoubt: ['4', '7', '9'] });
    expect(two?.title).toBe('2 E-Mails sind zweifelhaft');
    expect(same?.fingerprint).toBe(two?.fingerprint);
    expect(three?.fingerprint).not.toBe(two?.fingerprint);
  });

  it('is a circuit breaker that keeps e-mails back, and again when they have doubled', () => {
    const told = (keptBack: number): Condition | undefined =>
      found({}, '2026-11-24T05:00:00Z', { keptBack })[0];
    expect(told(10)?.cause).toBe('breaker-open');
    expect(told(12)?.fingerprint).toBe(told(10)?.fingerprint);
    expect(told(20)?.fingerprint).not.toBe(told(10)?.fingerprint);
  });

  it('is what the shop owes, what waits for a release, and what looks unusual', () => {
    const overdue = { kind: 'overdue', printFileId: '20261123-0001', text: 't', action: 'a' } as const;
    const anomaly = {
      kind: 'volume',
      documentType: null,
      found: 9,
      lowest: 1,
      highest: 2,
      nights: 9,
    } as const;
    expect(
      causes({}, '2026-11-24T05:00:00Z', {
        shop: [overdue],
        onHold: ['20261123-0002'],
        anomalies: [anomaly],
      }),
    ).toEqual(['shop-overdue:20261123-0001', 'on-hold:20261123-0002', 'anomaly:2026-11-23']);
  });
});
