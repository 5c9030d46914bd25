import * as fc from 'fast-check';

import type { Facts } from '../../src/domain/document.ts';
import { eligibleFacts } from './facts.ts';
import { HOUSE_CATALOGUE } from './house-catalogue.ts';

const day = fc
  .date({ min: new Date('2015-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** Text of any kind: codes misspelt, blanks, control characters, other scripts, what looks like code or markup. */
const garbage = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'null',
    '0',
    '2026-02-30',
    '9999-12-31',
    '0000-01-01',
    'constructor',
    '__proto__',
  ),
);

function column(meant: fc.Arbitrary<string>): fc.Arbitrary<string | null> {
  return fc.oneof(
    { weight: 6, arbitrary: meant },
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: garbage },
  );
}

const country = column(fc.constantFrom('DE', 'AT', 'FR', 'CH', 'GB', 'US'));
const date = column(day);

const address = fc.record({
  name: column(fc.constant('Frau Dr. Annegret Beispielhuber')),
  addition: column(fc.constant('Postfach 12 34')),
  street: column(fc.constant('Musterweg 12 a')),
  postalCode: column(fc.constantFrom('69123', '1010')),
  city: column(fc.constant('Heidelberg')),
  country,
});

/** Facts of every kind, sensible, contradictory and broken ones mixed column by column. */
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  documentId: fc.string({ minLength: 1 }),
  documentType: column(fc.constantFrom(...HOUSE_CATALOGUE.documentTypes.keys())),
  lineOfBusiness: column(fc.constantFrom(...HOUSE_CATALOGUE.linesOfBusiness.keys())),
  contractId: column(fc.constant('V-4711')),
  policyholderId: column(fc.constantFrom('P-0001', 'P-0002')),
  recipientId: column(fc.constantFrom('P-0001', 'P-0002')),
  recipientRole: column(fc.constantFrom('policyholder', 'insured_person', 'broker')),
  recipient: address,
  residenceCountry: country,
  emailAddress: column(fc.constantFrom('a.b@example.com', 'zwei@example.com,drei@example.com', 'kein')),
  emailAddressUsers: fc.oneof(fc.constantFrom(1, 1, 2, 0, -1, Number.NaN, Infinity, null), fc.double()),
  preferredContact: column(fc.constantFrom('email', 'post', 'phone')),
  consentGivenOn: date,
  consentMethod: fc.oneof(fc.constant(null), column(fc.constantFrom('online', 'paper'))),
  consentWording: fc.oneof(fc.constant(null), column(fc.constantFrom('2024-1', '2026-1'))),
  consentWithdrawnOn: fc.oneof(fc.constant(null), date),
  insurerNoticeOn: fc.oneof(fc.constant(null), date),
  digitalPostFrom: date,
  digitalPostUntil: fc.oneof(fc.constant(null), date),
  abuseBlockId: fc.oneof(fc.constant(null), column(fc.constant('B-1'))),
  protectedData: fc.constantFrom(true, false, false, null),
  form: column(fc.constantFrom('text', 'written', 'proof')),
  dispatchOverride: fc.oneof(fc.constant(null), column(fc.constantFrom('post_required', 'email_and_post'))),
  dispatchOverrideBasis: fc.oneof(fc.constant(null), column(fc.constant('AVB § 7'))),
  documentDate: date,
  withdrawnAt: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, column(day)),
  defects: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    fc.array(
      fc.record({
        column: fc.oneof(fc.constantFrom('withdrawn_at', 'consent_given_on'), garbage),
        expected: garbage,
        found: garbage,
      }),
      { maxLength: 8 },
    ),
  ),
});

/**
 * Facts near the border: an eligible document with a few columns taken from `anyFacts`. Wholly random facts are
 * hardly ever eligible, and a property that only ever sees post proves nothing.
 */
export const factsNearTheBorder: fc.Arbitrary<Facts> = fc
  .tuple(anyFacts, fc.subarray(Object.keys(eligibleFacts()), { maxLength: 3 }))
  .map(([any, columns]) =>
    eligibleFacts(Object.fromEntries(Object.entries(any).filter(([name]) => columns.includes(name)))),
  );
