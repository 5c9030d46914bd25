import { UsageError } from './errors.ts';

declare const brand: unique symbol;

/** A calendar day as `YYYY-MM-DD`: the night that a batch belongs to, in the insurer's time zone. */
export type BusinessDate = string & { readonly [brand]: 'BusinessDate' };

/** A run that starts before noon works on the night that began the evening before (the operator at 6 a.m.). */
export const NIGHT_ENDS_AT_HOUR = 12;

/** @throws UsageError when the text is not an existing calendar day. */
export function parseBusinessDate(text: string): BusinessDate {
  if (!isCalendarDay(text)) {
    throw new UsageError(`Expected a business date like 2026-11-23, got \`${text}\`.`);
  }
  return text as BusinessDate;
}

/** Whether the text is a day that exists, written `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The business date that a run started at `instant` belongs to. */
export function businessDateAt(instant: Date, timeZone: string): BusinessDate {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((candidate) => candidate.type === type)?.value ?? '';
  const today = parseBusinessDate(`${part('year')}-${part('month')}-${part('day')}`);
  return Number(part('hour')) < NIGHT_ENDS_AT_HOUR ? addDays(today, -1) : today;
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return parseBusinessDate(moved.toISOString().slice(0, 10));
}
