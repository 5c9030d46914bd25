import { z } from 'zod';
import { geometrySection } from './geometry-section.ts';
import { letterSettings } from './letter-settings.ts';
import { marksSection } from './marks-section.ts';
import { productionSection } from './production-section.ts';
import { exchangeSettings } from './hand-over-section.ts';
import type { ReadContext } from './read-context.ts';
import { tariffs } from './tariff-section.ts';
import { existingFile, optional, slug, text, wholeNumber, yesOrNo } from './values.ts';

/** What one letter shop wants. `docs/schemas/shop-profile.schema.json` is made from this. */
export function shopProfileSchema(read: ReadContext) {
  return z.strictObject({
    id: slug().describe('Name of the profile; part of file names and manifests.'),
    shopName: text(100).describe('The letter shop.'),
    duplex: yesOrNo()
      .default(true)
      .describe('Whether both sides are printed: decides sheets and envelope class.'),
    envelopeClasses: envelopeClasses().describe(
      'From the thinnest to the thickest; more sheets than the last class takes are held.',
    ),
    limits: z
      .strictObject({
        maxMailpieces: wholeNumber(1, 1_000_000).default(10_000).describe('Mailpieces in one print file.'),
        maxSheets: wholeNumber(1, 1_000_000).default(50_000).describe('Sheets in one print file.'),
      })
      .prefault({})
      .describe('A print file is closed before it exceeds one; a mailpiece is never split.'),
    homeCountries: z
      .array(countryCode(), { error: COUNTRIES })
      .min(1, { error: COUNTRIES })
      .default(['DE'])
      .describe('Countries that the shop posts to as domestic mail; letters to any other are foreign.'),
    geometry: geometrySection().describe('Where what stands on a page, in mm from its left and upper edge.'),
    marks: marksSection().describe('What the inserting machine reads on the front of every sheet.'),
    ...letterSettings(),
    ...exchangeSettings(read),
    production: optional(productionSection()).describe(
      'When the shop works: job ticket, manifest and report then name the day on which a file is to be produced.',
    ),
    fourEyes: yesOrNo()
      .default(true)
      .describe('Whether a second person releases each print file before it is handed over.'),
    secrecyUndertaking: agreement('The shop is bound to secrecy in writing, § 203 StGB (L6).'),
    processingAgreement: agreement('There is a processing agreement, Art. 28 GDPR (L6).'),
  });
}

const COUNTRIES = 'a list of countries such as `[DE]`';

function countryCode() {
  const error = 'a country as two capital letters such as `DE`';
  return z
    .string({ error })
    .regex(/^[A-Z]{2}$/, { error })
    .meta({ form: 'country code' });
}

/** L6: never assumed. Without both there is no hand-over. */
function agreement(description: string) {
  return yesOrNo().default(false).describe(`${description} Without it nothing is handed over.`);
}

function envelopeClasses() {
  const error = 'a list of 1 to 10 classes, each with `name` and `maxSheets`';
  return z
    .array(
      z.strictObject(
        {
          name: slug().describe('Name of the class, part of file names.'),
          maxSheets: wholeNumber(1, 1000).describe('Sheets that it takes at most.'),
        },
        { error: 'a mapping with `name` and `maxSheets`' },
      ),
      { error },
    )
    .min(1, { error })
    .max(10, { error })
    .refine(
      (classes) => classes.every((one, index) => one.maxSheets > (classes[index - 1]?.maxSheets ?? 0)),
      {
        error: 'classes in ascending order of `maxSheets`',
      },
    )
    .refine((classes) => new Set(classes.map((one) => one.name)).size === classes.length, {
      error: 'classes with different names',
    })
    .prefault([
      { name: 'standard', maxSheets: 3 },
      { name: 'compact', maxSheets: 8 },
      { name: 'large', maxSheets: 90 },
      { name: 'maxi', maxSheets: 190 },
    ]);
}

export function printSection(read: ReadContext) {
  return z
    .strictObject({
      profile: optional(shopProfileSchema(read)).describe('The letter shop’s profile, written here.'),
      profileFile: optional(existingFile(read)).describe(
        'The letter shop’s profile in a file of its own, with the same settings as `profile`; its paths start at that file’s folder.',
      ),
      tariffs: tariffs().describe(
        'What the post and the shop ask for, by valid-from date; without it every document gets an envelope of its own.',
      ),
      workers: optional(wholeNumber(1, 64)).describe(
        'Threads that render; not set: as many as there are processors.',
      ),
    })
    .refine(
      (value) => [value.profile, value.profileFile].filter((one) => (one ?? null) !== null).length === 1,
      {
        error: 'either `profile` or `profileFile`',
        when: ({ value, issues }) => typeof value === 'object' && value !== null && issues.length === 0,
      },
    );
}
