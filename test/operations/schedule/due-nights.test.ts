import { describe, expect, it } from 'vitest';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import { WEEKDAYS } from '../../../src/domain/weekday.ts';
import { beginOfNight, dueNights, type KnownNight } from '../../../src/operations/schedule/due-nights.ts';

const PLAN = {
  timeZone: 'Europe/Berlin',
  at: '22:00',
  weekdays: WEEKDAYS,
  catchUpDays: 3,
  maxRuns: 3,
};
const d = parseBusinessDate;
const BEFORE = new Date('2026-11-23T20:59:00Z');
const AFTER = new Date('2026-11-23T21:00:00Z');

function night(date: string, lastStatus: KnownNight['lastStatus'], runs = 1, completed = false): KnownNight {
  return { businessDate: d(date), lastStatus, runs, completed };
}

describe('the nights that want a run', () => {
  it('are, on a first start, the newest that has begun and no earlier one', () => {
    expect(dueNights(BEFORE, PLAN, [])).toEqual(['2026-11-22']);
    expect(dueNights(AFTER, PLAN, [])).toEqual(['2026-11-23']);
  });

  it('are caught up, oldest first, as far back as is set', () => {
    const known = [night('2026-11-01', 'completed'), night('2026-11-21', 'completed')];
    expect(dueNights(AFTER, PLAN, known)).toEqual(['2026-11-20', '2026-11-22', '2026-11-23']);
  });

  it('owe nothing from before the first night that the ledger knows', () => {
    expect(dueNights(BEFORE, PLAN, [night('2026-11-23', 'completed')])).toEqual([]);
  });

  it('leave alone what came to its end, even with something held, and what is at work', () => {
    const known = [night('2026-11-22', 'completed'), night('2026-11-23', 'running')];
    expect(dueNights(AFTER, PLAN, known)).toEqual([]);
  });

  it('take up a failed or interrupted night again, until it has had its runs', () => {
    expect(dueNights(AFTER, PLAN, [night('2026-11-23', 'failed', 2)])).toEqual(['2026-11-23']);
    expect(dueNights(AFTER, PLAN, [night('2026-11-23', 'interrupted', 1)])).toEqual(['2026-11-23']);
    expect(dueNights(AFTER, PLAN, [night('2026-11-23', 'failed', 3)])).toEqual([]);
  });

  it('fall on the weekdays that are set', () => {
    const plan = { ...PLAN, weekdays: ['mon', 'fri'] as const };
    const known = [night('2026-11-02', 'completed')];
    expect(dueNights(AFTER, plan, known)).toEqual(['2026-11-20', '2026-11-23']);
  });

  it('belong to the day before when they begin in the morning', () => {
    const plan = { ...PLAN, at: '01:00' };
    expect(beginOfNight(d('2026-11-23'), plan)).toEqual(new Date('2026-11-24T00:00:00Z'));
    expect(dueNights(new Date('2026-11-24T00:00:00Z'), plan, [])).toEqual(['2026-11-23']);
  });
});
