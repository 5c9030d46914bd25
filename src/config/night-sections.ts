import { z } from 'zod';
import type { ReadContext } from './read-context.ts';
import { WEEKDAYS } from '../domain/weekday.ts';
import { choice, clockTime, duration, optional, path, wholeNumber } from './values.ts';

/** When a night begins: `schedule` triggers it, and what is expected of a night is reckoned from it. */
export const scheduleSection = z
  .strictObject({
    at: clockTime('02:00', '03:00', 'skipped or doubled when summer time begins and ends')
      .default('22:00')
      .describe(
        'Local time at which the night of a day begins. Before noon it belongs to the business date of the day before.',
      ),
    weekdays: z
      .array(choice(WEEKDAYS), { error: 'a list of weekdays such as `[mon, tue, wed, thu, fri]`' })
      .min(1, { error: 'at least one weekday' })
      .default([...WEEKDAYS])
      .describe('Business dates that have a night.'),
    catchUpDays: wholeNumber(0, 31)
      .default(3)
      .describe('Earlier business dates that `schedule` still runs when nobody did.'),
    retryEvery: duration('1m', '12h')
      .prefault('30m')
      .describe('Wait of `schedule` before a night that failed is run again.'),
    maxRuns: wholeNumber(1, 50)
      .default(6)
      .describe('Runs of one night after which `schedule` leaves it to a person.'),
  })
  .prefault({});

export function reportSection(read: ReadContext) {
  return z
    .strictObject({
      folder: optional(path(read)).describe(
        'Where each run leaves its report (HTML and JSON); not set: `reports` in `dataDir`.',
      ),
    })
    .prefault({});
}

/** What counts as unusual, and what is done about it. */
export const anomaliesSection = z
  .strictObject({
    action: choice(['report', 'hold'])
      .default('report')
      .describe(
        '`report`: the night goes on, the report and an alert tell of it. `hold`: print files wait for a person (`release`) before they are handed over.',
      ),
    nights: wholeNumber(3, 365).default(30).describe('Earlier nights that a night is compared with.'),
    minNights: wholeNumber(3, 365)
      .default(5)
      .describe('Fewer earlier nights than these say nothing, and nothing is unusual.'),
    volumeTolerance: wholeNumber(10, 1000)
      .default(60)
      .describe(
        'Per cent by which the number of documents may lie outside the lowest and highest of those nights.',
      ),
    shareTolerance: wholeNumber(1, 100)
      .default(15)
      .describe(
        'Percentage points by which a document type’s share, or the share of letters, may lie outside them.',
      ),
    minDocuments: wholeNumber(0, 1_000_000)
      .default(50)
      .describe('Nights with fewer documents are not judged: a share of a handful says nothing.'),
  })
  .prefault({});
