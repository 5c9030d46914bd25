import { describe, expect, test } from 'vitest';
import type { PrintItem } from '../../src/domain/print.ts';
import { planPrintFiles } from '../../src/print/plan.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import { printedPagesOf } from '../../src/print/stream.ts';
import type { Tariff } from '../../src/print/tariff.ts';
import { EXAMPLE_PROFILE, printItem } from './example-profile.ts';

const STANDARD_ONLY: ShopProfile = {
  ...EXAMPLE_PROFILE,
  envelopeClasses: [{ name: 'standard', maxSheets: 3 }],
};

function tariff(price: number, ...classes: readonly string[]): Tariff {
  return {
    validFrom: '2025-01-01',
    handling: 0,
    prices: classes.map((envelopeClass) => ({ destination: 'domestic', envelopeClass, price, discount: 0 })),
  };
}

/** Documents of one person, of so many sheets each. */
function ofSheets(...sheets: readonly number[]): readonly PrintItem[] {
  return sheets.map((count, index) =>
    printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, pages: count * 2 }),
  );
}

function inCodes(...codes: readonly string[]): readonly string[] {
  const items = codes.map((postalCode, index) =>
    printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, postalCode }),
  );
  const { plans } = planPrintFiles(items, EXAMPLE_PROFILE);
  return plans.flatMap(({ mailpieces }) => mailpieces.map((each) => each.items[0]?.postalCode ?? ''));
}

describe('at the borders of the plan', () => {
  test('a file holds as many sheets as its limit says, and not one more', () => {
    const profile = { ...EXAMPLE_PROFILE, limits: { maxMailpieces: 100, maxSheets: 12 } };
    const { plans } = planPrintFiles(ofSheets(3, 3, 3, 3, 3), profile);
    expect(plans.map(({ mailpieces }) => mailpieces.length)).toEqual([4, 1]);
  });

  test('letters of a country before a postal code say nothing, digits before a hyphen do', () => {
    expect(inCodes('70173', 'DE-69115', '01067', 'D-68159')).toEqual([
      '01067',
      'D-68159',
      'DE-69115',
      '70173',
    ]);
    expect(inCodes('02-100', '01-900', '1-Z-3', '1-4')).toEqual(['01-900', '02-100', '1-4', '1-Z-3']);
  });

  test.each([
    ['duplex', 1, 2],
    ['duplex', 3, 4],
    ['duplex', 4, 4],
    ['simplex', 3, 3],
  ] as const)('%s: %i pages take up %i in the print file', (sides, pages, printed) => {
    expect(printedPagesOf(pages, sides)).toBe(printed);
  });

  test('what cannot be priced is not shared: neither apart nor together', () => {
    expect(planPrintFiles(ofSheets(1, 1), EXAMPLE_PROFILE, tariff(95, 'compact')).saving.envelopes).toBe(0);
    expect(planPrintFiles(ofSheets(2, 2), EXAMPLE_PROFILE, tariff(95, 'standard')).saving.envelopes).toBe(0);
    expect(planPrintFiles(ofSheets(1, 1), EXAMPLE_PROFILE, tariff(95, 'standard')).saving).toEqual({
      envelopes: 1,
      cents: 95,
    });
  });

  test('separate envelopes win where sharing saves nothing', () => {
    expect(planPrintFiles(ofSheets(1, 1), EXAMPLE_PROFILE, tariff(0, 'standard')).saving.envelopes).toBe(0);
  });

  test('a manual mailpiece keeps the others of its person from nothing', () => {
    const { plans, saving } = planPrintFiles(ofSheets(200, 1, 1), EXAMPLE_PROFILE, tariff(95, 'standard'));
    expect(saving).toEqual({ envelopes: 1, cents: 95 });
    expect(plans.map(({ stream }) => stream)).toEqual(['domestic-manual-duplex', 'domestic-standard-duplex']);
  });

  test('every open envelope is filled, also of several with the same space', () => {
    const { saving } = planPrintFiles(ofSheets(2, 2, 1, 1), STANDARD_ONLY, tariff(95, 'standard'));
    expect(saving.envelopes).toBe(2);
  });

  test('each document without an address page is given room for a sheet with one', () => {
    const profile = { ...STANDARD_ONLY, carrierSheetTypes: ['policy'] };
    const items = ofSheets(1, 1).map((item) => ({ ...item, documentType: 'policy' }));
    expect(planPrintFiles(items, profile, tariff(95, 'standard')).saving.envelopes).toBe(0);
  });
});
