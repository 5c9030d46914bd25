import { describe, expect, it } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { productionDay } from '../../src/print/production-day.ts';
import { publicHolidays } from '../../src/print/public-holidays.ts';

const d = parseBusinessDate;
const WORKING_WEEK = {
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  closedOn: [] as string[],
  cutOff: '06:00',
} as const;

describe('the day on which a shop produces', () => {
  const none = (): boolean => false;

  it.each([
    ['2026-11-23', '22:40', '2026-11-24'],
    ['2026-11-24', '05:59', '2026-11-24'],
    ['2026-11-24', '06:00', '2026-11-24'],
    ['2026-11-24', '06:01', '2026-11-25'],
    ['2026-11-27', '22:40', '2026-11-30'],
  ])('handed over on %s at %s, is %s', (date, time, expected) => {
    expect(productionDay({ date: d(date), time }, WORKING_WEEK, none)).toBe(expected);
  });

  it('passes over holidays and days on which the shop is closed', async () => {
    const isHoliday = await publicHolidays({ country: 'DE', state: 'BY' });
    const calendar = { ...WORKING_WEEK, closedOn: ['2026-12-24', '2026-12-28'] };
    expect(productionDay({ date: d('2026-12-23'), time: '22:00' }, calendar, isHoliday)).toBe('2026-12-29');
  });

  it('is unknown for a shop that never works', () => {
    expect(productionDay({ date: d('2026-11-23'), time: '22:00' }, WORKING_WEEK, () => true)).toBeNull();
  });
});

describe('public holidays', () => {
  it.each([
    ['DE', null, '2026-10-03', true],
    ['DE', null, '2026-11-01', false],
    ['DE', 'BY', '2026-11-01', true],
    ['DE', 'NI', '2026-10-31', true],
    ['DE', 'SN', '2026-11-18', true],
    ['AT', null, '2026-10-26', true],
    ['AT', '9', '2026-12-08', true],
    ['AT', '9', '2026-10-03', false],
    ['DE', null, '2027-03-26', true],
    ['AT', null, '2027-03-26', false],
  ] as const)('%s %s: %s is one: %s', async (country, state, date, expected) => {
    expect((await publicHolidays({ country, state }))(d(date))).toBe(expected);
  });
});
