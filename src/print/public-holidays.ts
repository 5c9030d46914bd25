import type { BusinessDate } from '../domain/business-date.ts';
import type { ProductionCalendar } from './shop-exchange.ts';

/** Whether a day is a public holiday by law. */
export type IsHoliday = (date: BusinessDate) => boolean;

/**
 * Public holidays of Germany by state, or of Austria, for the years that are asked for. The library is loaded only where
 * a profile keeps a calendar: it is large, and most commands need none.
 */
export async function publicHolidays({
  country,
  state,
}: Pick<ProductionCalendar, 'country' | 'state'>): Promise<IsHoliday> {
  const { default: Holidays } = await import('date-holidays');
  const holidays = state === null ? new Holidays(country) : new Holidays(country, state);
  const byYear = new Map<string, ReadonlySet<string>>();
  return (date) => {
    const year = date.slice(0, 4);
    const known = byYear.get(year);
    const days =
      known ??
      new Set(
        holidays
          .getHolidays(year)
          .filter(({ type }) => type === 'public')
          .map((holiday) => holiday.date.slice(0, 10)),
      );
    if (known === undefined) byYear.set(year, days);
    return days.has(date);
  };
}
