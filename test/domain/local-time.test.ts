import { describe, expect, it } from 'vitest';
import { addDays, parseBusinessDate } from '../../src/domain/business-date.ts';
import { instantOf, localTimeAt } from '../../src/domain/local-time.ts';
import { weekdayOf } from '../../src/domain/weekday.ts';
import { wallClock } from '../../src/domain/wall-clock.ts';

const d = parseBusinessDate;

describe('the clock on the wall', () => {
  it.each([
    ['2026-11-23T21:04:05Z', 'Europe/Berlin', '2026-11-23 22:04:05'],
    ['2026-03-07T23:00:00Z', 'Europe/Berlin', '2026-03-08 00:00:00'],
    ['2026-07-01T00:00:00Z', 'America/New_York', '2026-06-30 20:00:00'],
  ])('at %s in %s shows %s, each part with all its digits', (instant, timeZone, expected) => {
    const part = wallClock(new Date(instant), timeZone);
    expect(
      `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`,
    ).toBe(expected);
  });

  it('shows date and time of day', () => {
    expect(localTimeAt(new Date('2026-01-02T03:04:59Z'), 'UTC')).toEqual({
      date: '2026-01-02',
      time: '03:04',
    });
  });

  it('shows nothing outside the calendar of four-digit years', () => {
    expect(() => localTimeAt(new Date('+012026-01-01T12:00:00Z'), 'UTC')).toThrow(
      new RangeError('Expected a moment within the calendar.'),
    );
  });
});

describe('the moment of a local time', () => {
  it.each([
    ['2026-03-28', '22:00', '2026-03-28T21:00:00.000Z'],
    ['2026-03-29', '22:00', '2026-03-29T20:00:00.000Z'],
    ['2026-10-24', '22:00', '2026-10-24T20:00:00.000Z'],
    ['2026-10-25', '22:00', '2026-10-25T21:00:00.000Z'],
    // Skipped on the night to summer time, doubled on the night back: the first one counts.
    ['2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '01:59', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25', '03:00', '2026-10-25T02:00:00.000Z'],
  ])('%s %s in Berlin is %s', (date, time, expected) => {
    expect(instantOf({ date: d(date), time }, 'Europe/Berlin').toISOString()).toBe(expected);
  });

  it.each([
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
    // Samoa left the 30th out when it went to the other side of the date line.
    ['2011-12-30', '12:00', 'Pacific/Apia', '2011-12-30T22:00:00.000Z'],
  ])('%s %s in %s is %s: other zones change their clocks otherwise', (date, time, timeZone, expected) => {
    expect(instantOf({ date: d(date), time }, timeZone).toISOString()).toBe(expected);
  });

  it('comes back as it was, on every day of a year and in zones east and west', () => {
    for (const timeZone of ['Europe/Berlin', 'Europe/Vienna', 'America/New_York', 'Asia/Kolkata']) {
      for (let day = 0; day < 366; day += 1) {
        const date = addDays(d('2026-01-01'), day);
        expect(localTimeAt(instantOf({ date, time: '22:00' }, timeZone), timeZone)).toEqual({
          date,
          time: '22:00',
        });
      }
    }
  });
});

describe('the weekday', () => {
  it('is that of the calendar, a whole week and over the end of a year', () => {
    const monday = d('2026-12-28');
    const week = Array.from({ length: 8 }, (_, index) => weekdayOf(addDays(monday, index)));
    expect(week).toEqual(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'mon']);
  });
});
