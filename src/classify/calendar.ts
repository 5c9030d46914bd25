import type { BusinessDate } from '../domain/business-date.ts';
import { addDays, daysInMonth, isCalendarDay, parseBusinessDate } from '../domain/business-date.ts';

/** S21: the insurer's notice, in weeks to the end of a month. */
export const NOTICE_WEEKS = 4;
/** S22: how long before they take effect changed terms are announced, in weeks. */
export const ANNOUNCEMENT_WEEKS = 6;

/** A day that exists, or null; never throws. */
export function readDay(text: string | null): BusinessDate | null {
  return text !== null && isCalendarDay(text) ? text : null;
}

/**
 * S21: the day on which the e-mail agreement ends when the insurer gave notice on `noticeOn`: four weeks later,
 * moved to the end of that month. When the four weeks end on the last of a month, it is that day.
 */
export function agreementEndsOn(noticeOn: BusinessDate): BusinessDate {
  return endOfMonth(addDays(noticeOn, NOTICE_WEEKS * 7));
}

/** S22: the first day on which terms announced on `announcedOn` may take effect. */
export function earliestEffectiveDay(announcedOn: BusinessDate): BusinessDate {
  return addDays(announcedOn, ANNOUNCEMENT_WEEKS * 7);
}

export function endOfMonth(date: BusinessDate): BusinessDate {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  return parseBusinessDate(`${date.slice(0, 8)}${daysInMonth(year, month)}`);
}
