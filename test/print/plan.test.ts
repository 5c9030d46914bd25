import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PrintFilePlan, PrintItem } from '../../src/domain/print.ts';
import { planPrintFiles } from '../../src/print/plan.ts';
import type { PrintFileLimits, ShopProfile } from '../../src/print/shop-profile.ts';
import { sheetsOf, sidesOfStream } from '../../src/print/stream.ts';
import type { Tariff } from '../../src/print/tariff.ts';
import { EXAMPLE_PROFILE, printItem } from './example-profile.ts';

/** Letter prices of 2025–26 in cents; handling as a shop might ask. */
const TARIFF: Tariff = {
  validFrom: '2025-01-01',
  handling: 2,
  prices: (['domestic', 'foreign'] as const).flatMap((destination) =>
    (
      [
        ['standard', 95],
        ['compact', 110],
        ['large', 180],
        ['maxi', 290],
      ] as const
    ).map(([envelopeClass, price]) => ({ destination, envelopeClass, price, discount: 0 })),
  ),
};

const streamsOf = (plans: readonly PrintFilePlan[]): string[] => plans.map((plan) => plan.stream);
const membersOf = (plan: PrintFilePlan | undefined): string[][] =>
  (plan?.mailpieces ?? []).map((mailpiece) => mailpiece.items.map((item) => item.documentId));

/** Two documents of one person; the second may differ. */
function two(pages: readonly [number, number], second: Partial<PrintItem> = {}): PrintItem[] {
  return [
    printItem({ pages: pages[0] }),
    printItem({ dispatchId: 'd-2', documentId: 'doc-2', pages: pages[1], ...second }),
  ];
}

function profileWith(duplex: boolean, limits: PrintFileLimits): ShopProfile {
  return { ...EXAMPLE_PROFILE, duplex, limits };
}

describe('streams', () => {
  test.each([
    [6, 'domestic-standard-duplex'],
    [7, 'domestic-compact-duplex'],
    [16, 'domestic-compact-duplex'],
    [17, 'domestic-large-duplex'],
    [380, 'domestic-maxi-duplex'],
  ])('%i duplex pages go into %s', (pages, stream) => {
    expect(streamsOf(planPrintFiles([printItem({ pages })], EXAMPLE_PROFILE).plans)).toEqual([stream]);
  });

  test('what no envelope takes goes into the manual stream and is not lost', () => {
    const { plans, oversized } = planPrintFiles([printItem({ pages: 381 })], EXAMPLE_PROFILE);
    expect(streamsOf(plans)).toEqual(['domestic-manual-duplex']);
    expect(oversized).toEqual([]);
  });

  test('what fits into no print file at all is named with its reason', () => {
    const item = printItem({ pages: 20_000 });
    const { plans, oversized } = planPrintFiles([item], EXAMPLE_PROFILE);
    expect(plans).toEqual([]);
    expect(oversized.map((entry) => entry.item)).toEqual([item]);
    expect(oversized[0]?.reason).toContain('5000 sheets');
  });

  test('L2: a never-bundle document is simplex and counts a sheet per page', () => {
    const { plans } = planPrintFiles([printItem({ neverBundle: true, pages: 4 })], EXAMPLE_PROFILE);
    expect(streamsOf(plans)).toEqual(['domestic-compact-simplex']);
    expect(plans[0]?.mailpieces[0]?.sheets).toBe(4);
  });

  test('a shop without duplex prints everything simplex', () => {
    const { plans } = planPrintFiles([printItem({ pages: 4 })], { ...EXAMPLE_PROFILE, duplex: false });
    expect(streamsOf(plans)).toEqual(['domestic-compact-simplex']);
  });

  test('domestic is what the shop posts at home, not what is German', () => {
    const items = [
      printItem(),
      printItem({ dispatchId: 'd-2', documentId: 'doc-2', country: 'AT', postalCode: '1010' }),
    ];
    const austrian = { ...EXAMPLE_PROFILE, homeCountries: ['AT'] };
    const { plans } = planPrintFiles(items, austrian);
    expect(plans.map((plan) => [plan.stream, membersOf(plan)])).toEqual([
      ['domestic-standard-duplex', [['doc-2']]],
      ['foreign-standard-duplex', [['doc-1']]],
    ]);
  });
});

describe('order and limits', () => {
  test('domestic mail is sorted by postal code, foreign mail by country and then postal code', () => {
    const places: [string, string][] = [
      ['NL', '1012'],
      ['DE', '80331'],
      ['AT', '8010'],
      ['DE', '01067'],
      ['AT', '1010'],
    ];
    const items = places.map(([country, postalCode], index) =>
      printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, country, postalCode }),
    );
    const { plans } = planPrintFiles(items, EXAMPLE_PROFILE);
    expect(plans.map(membersOf)).toEqual([
      [['doc-3'], ['doc-1']],
      [['doc-4'], ['doc-2'], ['doc-0']],
    ]);
  });

  test('a postal code written as D-01067 is sorted like 01067', () => {
    const items = ['70173', 'D-69115', '01067'].map((postalCode, index) =>
      printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, postalCode }),
    );
    expect(planPrintFiles(items, EXAMPLE_PROFILE).plans.map(membersOf)).toEqual([
      [['doc-2'], ['doc-1'], ['doc-0']],
    ]);
  });

  test('a file is cut before the mailpiece that would break a limit', () => {
    const items = Array.from({ length: 5 }, (_, index) =>
      printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, pages: 6 }),
    );
    const byCount = planPrintFiles(items, {
      ...EXAMPLE_PROFILE,
      limits: { maxMailpieces: 2, maxSheets: 100 },
    });
    expect(byCount.plans.map((plan) => plan.mailpieces.length)).toEqual([2, 2, 1]);
    const bySheets = planPrintFiles(items, {
      ...EXAMPLE_PROFILE,
      limits: { maxMailpieces: 100, maxSheets: 11 },
    });
    expect(bySheets.plans.map((plan) => plan.mailpieces.length)).toEqual([3, 2]);
  });
});

describe('consolidation', () => {
  test('without a tariff every document has an envelope of its own', () => {
    expect(planPrintFiles(two([1, 1]), EXAMPLE_PROFILE).plans.map(membersOf)).toEqual([
      [['doc-1'], ['doc-2']],
    ]);
  });

  test('two thin letters of one person share an envelope, and the saving is told', () => {
    const { plans, saving } = planPrintFiles(two([1, 1]), EXAMPLE_PROFILE, TARIFF);
    expect(plans.map(membersOf)).toEqual([[['doc-1', 'doc-2']]]);
    expect(saving).toEqual({ envelopes: 1, cents: 97 });
  });

  test('90 and 1 sheets stay apart, for one maxi letter costs more than a large and a standard one', () => {
    const { plans, saving } = planPrintFiles(two([180, 2]), EXAMPLE_PROFILE, TARIFF);
    expect(plans.map(membersOf)).toEqual([[['doc-1']], [['doc-2']]]);
    expect(saving).toEqual({ envelopes: 0, cents: 0 });
  });

  test('a third document joins the one where it saves', () => {
    const items = [...two([180, 4]), printItem({ dispatchId: 'd-3', documentId: 'doc-3', pages: 2 })];
    const { plans } = planPrintFiles(items, EXAMPLE_PROFILE, TARIFF);
    expect(plans.map((plan) => [plan.stream, membersOf(plan)])).toEqual([
      ['domestic-large-duplex', [['doc-1']]],
      ['domestic-standard-duplex', [['doc-2', 'doc-3']]],
    ]);
  });

  test.each([
    ['L3: another person at the same address', { recipientId: 'p-2' }],
    ['another address of the same person', { addressKey: 'a-2' }],
    ['L2: a document that wants an envelope of its own', { neverBundle: true }],
  ])('%s never shares the envelope', (_title, second) => {
    const { plans } = planPrintFiles(two([1, 1], second), EXAMPLE_PROFILE, TARIFF);
    expect(plans.flatMap((plan) => plan.mailpieces.map((mailpiece) => mailpiece.items.length))).toEqual([
      1, 1,
    ]);
  });

  test.each([{ recipientId: null }, { addressKey: null }])(
    'L3: %j on both never shares either',
    (unknown) => {
      const items = [printItem(unknown), printItem({ dispatchId: 'd-2', documentId: 'doc-2', ...unknown })];
      const { plans } = planPrintFiles(items, EXAMPLE_PROFILE, TARIFF);
      expect(plans.flatMap((plan) => membersOf(plan))).toEqual([['doc-1'], ['doc-2']]);
    },
  );

  test('who shares with whom does not depend on the order in which equal documents come', () => {
    const items = Array.from({ length: 7 }, (_, index) =>
      printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, pages: 6 }),
    );
    const profile = { ...EXAMPLE_PROFILE, envelopeClasses: EXAMPLE_PROFILE.envelopeClasses.slice(0, 2) };
    const planned = planPrintFiles(items, profile, TARIFF);
    expect(planned.saving.envelopes).toBe(3);
    expect(planPrintFiles(items.toReversed(), profile, TARIFF)).toEqual(planned);
  });

  test('sharing never makes a mailpiece that no print file may hold', () => {
    const profile = { ...EXAMPLE_PROFILE, limits: { maxMailpieces: 10, maxSheets: 5 } };
    const { plans, oversized } = planPrintFiles(two([8, 8]), profile, TARIFF);
    expect(plans.map(membersOf)).toEqual([[['doc-1']], [['doc-2']]]);
    expect(oversized).toEqual([]);
  });
});

describe('any night', () => {
  const arbitraryItems = fc
    .array(
      fc.record({
        documentId: fc.integer({ min: 0, max: 30 }).map((n) => `doc-${n}`),
        recipientId: fc.constantFrom('p-1', 'p-1', 'p-1', 'p-2', null),
        addressKey: fc.constantFrom('a-1', 'a-1', 'a-1', 'a-2', null),
        neverBundle: fc.boolean(),
        pages: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 600 })),
        country: fc.constantFrom('DE', 'DE', 'DE', 'DE', 'AT', 'FR'),
        postalCode: fc.constantFrom('69115', '69115', '69115', '01067'),
      }),
      { maxLength: 60 },
    )
    .map((rows) => rows.map((row, index): PrintItem => ({ ...row, dispatchId: `d-${index}` })));
  const arbitraryProfile = fc
    .tuple(fc.boolean(), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 400 }))
    .map(([duplex, maxMailpieces, maxSheets]) => profileWith(duplex, { maxMailpieces, maxSheets }));
  const arbitraryTariff = fc.constantFrom(null, TARIFF);

  test('every document is in exactly one mailpiece or named as oversized', () => {
    fc.assert(
      fc.property(arbitraryItems, arbitraryProfile, arbitraryTariff, (items, profile, tariff) => {
        const { plans, oversized } = planPrintFiles(items, profile, tariff);
        const placed = [
          ...plans.flatMap((plan) => plan.mailpieces.flatMap((mailpiece) => mailpiece.items)),
          ...oversized.map((entry) => entry.item),
        ];
        expect(placed.map((item) => item.dispatchId).sort()).toEqual(
          items.map((item) => item.dispatchId).sort(),
        );
      }),
    );
  });

  test('L2, L3: no envelope holds two persons, two addresses, or company for a never-bundle document', () => {
    fc.assert(
      fc.property(arbitraryItems, arbitraryProfile, (items, profile) => {
        for (const { items: inside } of planPrintFiles(items, profile, TARIFF).plans.flatMap(
          (plan) => plan.mailpieces,
        )) {
          expect(inside.length).toBeGreaterThan(0);
          if (inside.length === 1) continue;
          expect(new Set(inside.map((item) => item.recipientId)).size).toBe(1);
          expect(new Set(inside.map((item) => item.addressKey)).size).toBe(1);
          expect(
            inside.some((item) => item.neverBundle || item.recipientId === null || item.addressKey === null),
          ).toBe(false);
        }
      }),
    );
  });

  test('no file breaks a limit, and its sheets are those of its documents', () => {
    fc.assert(
      fc.property(arbitraryItems, arbitraryProfile, arbitraryTariff, (items, profile, tariff) => {
        for (const plan of planPrintFiles(items, profile, tariff).plans) {
          const sides = sidesOfStream(plan.stream);
          for (const mailpiece of plan.mailpieces) {
            const counted = mailpiece.items.reduce((sum, item) => sum + sheetsOf(item.pages, sides), 0);
            expect(mailpiece.sheets).toBe(counted);
          }
          expect(plan.mailpieces.length).toBeLessThanOrEqual(profile.limits.maxMailpieces);
          const sheets = plan.mailpieces.reduce((sum, mailpiece) => sum + mailpiece.sheets, 0);
          expect(sheets).toBeLessThanOrEqual(profile.limits.maxSheets);
        }
      }),
    );
  });

  test('the order in which documents come changes nothing', () => {
    fc.assert(
      fc.property(
        arbitraryItems.chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
        ),
        arbitraryProfile,
        arbitraryTariff,
        ([items, shuffled], profile, tariff) => {
          expect(planPrintFiles(shuffled, profile, tariff)).toEqual(planPrintFiles(items, profile, tariff));
        },
      ),
    );
  });

  test('a tariff never makes a night dearer', () => {
    fc.assert(
      fc.property(arbitraryItems, arbitraryProfile, (items, profile) => {
        const { saving } = planPrintFiles(items, profile, TARIFF);
        expect(saving.cents).toBeGreaterThanOrEqual(0);
        expect(saving.envelopes).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
