import { addDays, type BusinessDate } from '../domain/business-date.ts';
import { localTimeAt, type LocalTime } from '../domain/local-time.ts';
import { weekdayOf } from '../domain/weekday.ts';
import { publicHolidays, type IsHoliday } from './public-holidays.ts';
import type { ProductionCalendar } from './shop-exchange.ts';

/** A shop that never works is a mistake in its profile; after so many days the search ends. */
const MOST_DAYS = 60;

/**
 * The day on which a shop produces what it is given now: today while its cut-off has not passed, else its next working
 * day. Pure.
 *
 * @returns null when it does not work within two months
 */
export function productionDay(
  now: LocalTime,
  calendar: Pick<ProductionCalendar, 'weekdays' | 'closedOn' | 'cutOff'>,
  isHoliday: IsHoliday,
): BusinessDate | null {
  let day = now.time <= calendar.cutOff ? now.date : addDays(now.date, 1);
  for (let tried = 0; tried < MOST_DAYS; tried += 1) {
    const works = calendar.weekdays.includes(weekdayOf(day)) && !calendar.closedOn.includes(day);
    if (works && !isHoliday(day)) return day;
    day = addDays(day, 1);
  }
  return null;
}

/** The same for a file that is assigned now; null: the profile keeps no calendar. */
export async function nextProductionDay(
  calendar: ProductionCalendar | null | undefined,
  timeZone: string,
): Promise<BusinessDate | null> {
  if (calendar === null || calendar === undefined) return null;
  return productionDay(localTimeAt(new Date(), timeZone), calendar, await publicHolidays(calendar));
}
