import { z } from 'zod';
import { isCalendarDay } from '../domain/business-date.ts';
import { WEEKDAYS } from '../domain/weekday.ts';
import { choice, clockTime, optional } from './values.ts';

/** When a letter shop works: the day on which it produces what it is given. Part of its profile. */
export function productionSection() {
  const day = 'a day such as `2026-12-24`';
  const state = 'the state as ISO 3166-2 names it, without the country: `BY`, `NW`, `9`';
  return z.strictObject({
    country: choice(['DE', 'AT']).describe('Whose public holidays the shop keeps.'),
    state: optional(
      z
        .string({ error: state })
        .regex(/^(?:[A-Z]{2}|[1-9])$/, { error: state })
        .meta({ form: 'state' }),
    ).describe('The state, for holidays that not all states keep; not set: the country’s own only.'),
    weekdays: z
      .array(choice(WEEKDAYS), { error: 'a list of weekdays such as `[mon, tue, wed, thu, fri]`' })
      .min(1, { error: 'at least one weekday' })
      .default(['mon', 'tue', 'wed', 'thu', 'fri'])
      .describe('Days on which it works.'),
    closedOn: z
      .array(z.string({ error: day }).refine(isCalendarDay, { error: day }).meta({ form: 'day' }), {
        error: 'a list of days',
      })
      .default([])
      .describe('Further days on which it does not: works holidays, holidays of its town only.'),
    cutOff: clockTime()
      .default('06:00')
      .describe('Local time until which a file handed over on a production day is produced that day.'),
  });
}
