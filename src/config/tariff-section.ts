import { z } from 'zod';
import { isCalendarDay } from '../domain/business-date.ts';
import { choice, slug, wholeNumber } from './values.ts';

const DAY = 'a day such as `2026-01-01`';

const price = z.strictObject(
  {
    destination: choice(['domestic', 'foreign']).describe('Where to.'),
    envelopeClass: slug().describe('An envelope class of the shop’s profile.'),
    price: wholeNumber(1, 100_000).describe('Cents for one envelope.'),
    discount: wholeNumber(0, 10_000)
      .default(0)
      .describe('Share taken off the price, in hundredths of a per cent: 1250 is 12.5 %.'),
  },
  { error: 'a mapping with `destination`, `envelopeClass` and `price`' },
);

/** Prices change with announcement: all that are known stand side by side, the business date chooses. */
export function tariffs() {
  const error = 'a list of tariffs, each with `validFrom` and `prices`';
  return z
    .array(
      z.strictObject(
        {
          validFrom: z
            .string({ error: DAY })
            .refine(isCalendarDay, { error: DAY })
            .meta({ form: 'day' })
            .describe('First day on which it holds.'),
          handling: wholeNumber(0, 100_000)
            .default(0)
            .describe('Cents that the shop asks for each envelope, whatever is inside.'),
          prices: z
            .array(price, { error: 'a list of prices' })
            .min(1, { error: 'at least one price' })
            .describe('What one envelope costs.'),
        },
        { error: 'a mapping with `validFrom` and `prices`' },
      ),
      { error },
    )
    .refine((all) => new Set(all.map((one) => one.validFrom)).size === all.length, {
      error: 'tariffs with different `validFrom`',
    })
    .default([]);
}
