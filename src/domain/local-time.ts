import { isCalendarDay, type BusinessDate } from './business-date.ts';
import { wallClock } from './wall-clock.ts';

/** A moment as a clock on the wall shows it. */
export interface LocalTime {
  readonly date: BusinessDate;
  /** `HH:MM`. */
  readonly time: string;
}

export function localTimeAt(instant: Date, timeZone: string): LocalTime {
  const part = wallClock(instant, timeZone);
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  if (!isCalendarDay(date)) throw new RangeError('Expected a moment within the calendar.');
  return { date, time: `${part('hour')}:${part('minute')}` };
}

/**
 * The first moment at which the wall clock shows this time. A time that a change of the clocks skips becomes the moment
 * as far behind the change.
 */
export function instantOf({ date, time }: LocalTime, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  // The offset before the day and after it: one of them holds, and on the day of a change both may.
  const candidates = [-DAY, DAY].map((away) => wanted - offsetAt(wanted + away, timeZone));
  const exact = candidates.filter((candidate) => {
    const shown = localTimeAt(new Date(candidate), timeZone);
    return shown.date === date && shown.time === time;
  });
  return new Date(Math.min(...(exact.length > 0 ? exact : [Math.max(...candidates)])));
}

const DAY = 86_400_000;

function offsetAt(instant: number, timeZone: string): number {
  const shown = localTimeAt(new Date(instant), timeZone);
  return Date.parse(`${shown.date}T${shown.time}:00Z`) - Math.floor(instant / 60_000) * 60_000;
}
