import type { RunStatus } from '../../domain/batch.ts';
import { addDays, NIGHT_ENDS_AT_HOUR, type BusinessDate } from '../../domain/business-date.ts';
import { instantOf, localTimeAt } from '../../domain/local-time.ts';
import { weekdayOf, type Weekday } from '../../domain/weekday.ts';

export interface NightPlan {
  readonly timeZone: string;
  /** Local time, `HH:MM`. */
  readonly at: string;
  readonly weekdays: readonly Weekday[];
  readonly catchUpDays: number;
  readonly maxRuns: number;
}

/** What the ledger knows of a night. */
export interface KnownNight {
  readonly businessDate: BusinessDate;
  readonly completed: boolean;
  /** Of the last run that is no worker; null: there was none. */
  readonly lastStatus: RunStatus | null;
  readonly runs: number;
}

/** When the night of a business date begins: at `at` on its day, or on the day after when `at` lies before noon. */
export function beginOfNight(date: BusinessDate, { at, timeZone }: Pick<NightPlan, 'at' | 'timeZone'>): Date {
  const isMorning = Number(at.slice(0, 2)) < NIGHT_ENDS_AT_HOUR;
  return instantOf({ date: isMorning ? addDays(date, 1) : date, time: at }, timeZone);
}

/**
 * Business dates that should have begun by now, oldest first: the newest, and as many days before it as are caught up.
 * Nothing before the first night that the ledger knows is owed: on the first start there is one night, not a week.
 */
export function expectedNights(
  now: Date,
  plan: NightPlan,
  first: BusinessDate | null,
): readonly BusinessDate[] {
  const today = localTimeAt(now, plan.timeZone).date;
  const newest = [today, addDays(today, -1), addDays(today, -2)].find(
    (date) => beginOfNight(date, plan).getTime() <= now.getTime(),
  );
  if (newest === undefined) return [];
  const since = first ?? newest;
  return Array.from({ length: plan.catchUpDays + 1 }, (_, index) => addDays(newest, index - plan.catchUpDays))
    .filter((date) => date >= since)
    .filter((date) => plan.weekdays.includes(weekdayOf(date)));
}

/**
 * Business dates that want a run now, oldest first: pure. A night whose last run came to its end is not run again although
 * something in it may wait for a person; one that is at work is left to whoever works on it.
 */
export function dueNights(now: Date, plan: NightPlan, known: readonly KnownNight[]): readonly BusinessDate[] {
  const first = known.reduce<BusinessDate | null>(
    (least, { businessDate }) => (least === null || businessDate < least ? businessDate : least),
    null,
  );
  return expectedNights(now, plan, first).filter((date) => {
    const night = known.find(({ businessDate }) => businessDate === date);
    if (night === undefined) return true;
    if (night.completed || night.lastStatus === 'completed' || night.lastStatus === 'running') return false;
    return night.runs < plan.maxRuns;
  });
}
