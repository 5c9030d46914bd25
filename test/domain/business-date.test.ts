import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  businessDateAt,
  daysInMonth,
  isCalendarDay,
  parseBusinessDate,
} from '../../src/domain/business-date.ts';
import { UsageError } from '../../src/domain/errors.ts';

/** The calendar of the runtime, as a second opinion. */
function existsForTheRuntime(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const digits = (length: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max }).map((number) => String(number).padStart(length, '0'));

describe('a calendar day', () => {
  it('exists when the calendar of the runtime says so, in every four-digit year', () => {
    fc.assert(
      fc.property(digits(4, 9999), digits(2, 40), digits(2, 40), (year, month, day) => {
        const text = `${year}-${month}-${day}`;
        expect(isCalendarDay(text)).toBe(existsForTheRuntime(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['2026-01-01', true],
    ['2026-12-31', true],
    ['2026-00-15', false],
    ['2026-13-01', false],
    ['2026-01-00', false],
    ['2026-01-31', true],
    ['2026-01-32', false],
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['1900-02-29', false],
    ['2100-02-29', false],
    ['2000-02-29', true],
  ])('%s: %s', (text, exists) => {
    expect(isCalendarDay(text)).toBe(exists);
  });

  it.each([
    '2026-1-01',
    '2026-01-1',
    '226-01-01',
    '2026-01-011',
    '12026-01-01',
    '2026-01-01T00:00',
    ' 2026-01-01',
    '2026/01/01',
    'abcd-01-01',
    '2026-xx-01',
    '2026-01-xx',
    '',
  ])('is written with four, two and two digits, and nothing around them: not %j', (text) => {
    expect(isCalendarDay(text)).toBe(false);
  });

  it.each([
    [2026, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]],
    [2028, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]],
    [1900, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]],
    [2000, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]],
  ])('has its month: the months of %i', (year, lengths) => {
    expect(lengths.map((_, index) => daysInMonth(year, index + 1))).toEqual(lengths);
  });
});

describe('a business date', () => {
  it('is read when it exists', () => {
    expect(parseBusinessDate('2026-11-23')).toBe('2026-11-23');
  });

  it('that does not exist is refused in words that say what was expected', () => {
    expect(() => parseBusinessDate('2026-02-30')).toThrow(
      new UsageError('Expected a business date like 2026-11-23, got `2026-02-30`.'),
    );
  });

  it('moves by days as the calendar of the runtime does, over months, years and leap days', () => {
    const day = fc
      .date({ min: new Date('1995-01-01'), max: new Date('2105-12-31'), noInvalidDate: true })
      .map((date) => parseBusinessDate(date.toISOString().slice(0, 10)));
    fc.assert(
      fc.property(day, fc.integer({ min: -800, max: 800 }), (date, days) => {
        const moved = addDays(date, days);
        expect((Date.parse(moved) - Date.parse(date)) / 86_400_000).toBe(days);
      }),
    );
  });

  it.each([
    ['in the evening it is that day', '2026-11-23T21:30:00Z', 'Europe/Berlin', '2026-11-23'],
    ['after midnight it is the evening before', '2026-11-24T03:00:00Z', 'Europe/Berlin', '2026-11-23'],
    ['a minute before noon it is the evening before', '2026-11-24T10:59:00Z', 'Europe/Berlin', '2026-11-23'],
    ['from noon on it is that day', '2026-11-24T11:00:00Z', 'Europe/Berlin', '2026-11-24'],
    ['midnight belongs to the evening before', '2026-11-23T23:00:00Z', 'Europe/Berlin', '2026-11-23'],
    ['the night of the first of a month', '2026-12-01T02:00:00Z', 'Europe/Berlin', '2026-11-30'],
    ['the night of New Year', '2027-01-01T02:00:00Z', 'Europe/Berlin', '2026-12-31'],
    ['the day is the insurer’s, not that of UTC', '2026-11-23T23:30:00Z', 'Asia/Tokyo', '2026-11-23'],
    ['summer time moves noon with it', '2026-07-01T09:59:00Z', 'Europe/Berlin', '2026-06-30'],
    ['and so does its end', '2026-07-01T10:00:00Z', 'Europe/Berlin', '2026-07-01'],
  ])('of a run: %s', (_what, instant, timeZone, expected) => {
    expect(businessDateAt(new Date(instant), timeZone)).toBe(expected);
  });
});
