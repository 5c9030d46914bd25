import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { agreementEndsOn, earliestEffectiveDay, endOfMonth, readDay } from '../../src/classify/calendar.ts';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import { addDays, parseBusinessDate } from '../../src/domain/business-date.ts';

const days = fc
  .date({ min: new Date('1995-01-01'), max: new Date('2105-12-31'), noInvalidDate: true })
  .map((date) => parseBusinessDate(date.toISOString().slice(0, 10)));

/** The calendar of the runtime, as a second opinion. */
function isLastOfMonth(day: BusinessDate): boolean {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).getUTCDate() === 1;
}

describe('S21: four weeks to the end of a month', () => {
  it.each([
    ['2026-11-02', '2026-11-30', 'the four weeks end on the last of the month'],
    ['2026-11-03', '2026-12-31', 'a day later it is the next month'],
    ['2026-12-03', '2026-12-31', 'the last of the year'],
    ['2026-12-04', '2027-01-31', 'across the year'],
    ['2027-01-31', '2027-02-28', 'a February of exactly four weeks'],
    ['2027-02-01', '2027-03-31', 'the whole of February is too short'],
    ['2028-02-01', '2028-02-29', 'a leap year'],
    ['2028-01-31', '2028-02-29', 'a leap year, from January'],
    ['2100-02-01', '2100-03-31', 'no leap year after a century'],
  ])('S21: notice on %s ends on %s (%s)', (noticeOn, endsOn) => {
    expect(agreementEndsOn(parseBusinessDate(noticeOn))).toBe(endsOn);
  });

  it('S21: always the last of a month, at least four weeks away, and not one month more', () => {
    fc.assert(
      fc.property(days, (noticeOn) => {
        const endsOn = agreementEndsOn(noticeOn);
        const fourWeeksOn = addDays(noticeOn, 28);
        expect(isLastOfMonth(endsOn)).toBe(true);
        expect(endsOn >= fourWeeksOn).toBe(true);
        expect(endsOn.slice(0, 7)).toBe(fourWeeksOn.slice(0, 7));
      }),
      { numRuns: 1_000 },
    );
  });

  it('S21: a later notice never ends earlier', () => {
    fc.assert(
      fc.property(days, fc.nat(400), (noticeOn, later) => {
        expect(agreementEndsOn(addDays(noticeOn, later)) >= agreementEndsOn(noticeOn)).toBe(true);
      }),
    );
  });
});

describe('S22: six weeks before', () => {
  it('S22: forty-two days, across the end of a year', () => {
    expect(earliestEffectiveDay(parseBusinessDate('2026-11-23'))).toBe('2027-01-04');
  });
});

describe('days', () => {
  it('reads what is a day and nothing else', () => {
    expect(readDay('2028-02-29')).toBe('2028-02-29');
    for (const text of [
      null,
      '',
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      ' 2026-01-01',
      '2026-01-01T00',
    ]) {
      expect(readDay(text)).toBeNull();
    }
  });

  it('moves to the end of the month', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(isLastOfMonth(endOfMonth(day))).toBe(true);
        expect(endOfMonth(day).slice(0, 7)).toBe(day.slice(0, 7));
      }),
    );
  });
});
