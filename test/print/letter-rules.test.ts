import { describe, expect, test } from 'vitest';
import type { PrintItem } from '../../src/domain/print.ts';
import { arranged, needsCarrierSheet } from '../../src/print/arrange.ts';
import { planPrintFiles } from '../../src/print/plan.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import { envelopeClassOfStream, sidesOfStream, streamName } from '../../src/print/stream.ts';
import type { Tariff } from '../../src/print/tariff.ts';
import { weightOf } from '../../src/print/weight.ts';
import { EXAMPLE_PROFILE, printItem } from './example-profile.ts';

const TARIFF: Tariff = {
  validFrom: '2025-01-01',
  handling: 4,
  prices: [
    { destination: 'domestic', envelopeClass: 'standard', price: 95, discount: 0 },
    { destination: 'domestic', envelopeClass: 'compact', price: 110, discount: 0 },
  ],
};

const PROFILE: ShopProfile = {
  ...EXAMPLE_PROFILE,
  documentOrder: ['cover', 'invoice'],
  registeredTypes: ['termination'],
  carrierSheetTypes: ['policy', 'certificate'],
};

/** One document of a person, of this type. */
function typed(documentType: string | null, number: number, more: Partial<PrintItem> = {}): PrintItem {
  return printItem({ dispatchId: `d-${number}`, documentId: `doc-${number}`, documentType, ...more });
}

const typesOf = (items: readonly PrintItem[]): unknown[] => items.map(({ documentType }) => documentType);

describe('order of one person’s documents', () => {
  test('is the profile’s order of types; other types follow by document id', () => {
    const items = [typed('other', 1), typed('invoice', 3), typed(null, 2), typed('cover', 4)];
    expect(typesOf(arranged(items, PROFILE))).toEqual(['cover', 'invoice', 'other', null]);
  });

  test('S3: a letter of our own lies on top and shows through the window, so that no carrier sheet is needed', () => {
    const own = typed(null, 9, { isOwnLetter: true });
    const ordered = arranged([typed('policy', 1), typed('cover', 2), own], PROFILE);
    expect(ordered[0]).toBe(own);
    expect(needsCarrierSheet(ordered, PROFILE)).toBe(false);
  });

  test('holds in the planned envelope', () => {
    const { plans } = planPrintFiles([typed('invoice', 1), typed('cover', 2)], PROFILE, TARIFF);
    expect(plans[0]?.mailpieces.map(({ items }) => typesOf(items))).toEqual([['cover', 'invoice']]);
  });
});

describe('carrier sheets', () => {
  test('a document without an address page gets one, which counts as a sheet', () => {
    const { plans } = planPrintFiles([typed('policy', 1, { pages: 6 })], PROFILE);
    expect(plans[0]?.stream).toBe('domestic-compact-duplex');
    expect(plans[0]?.mailpieces[0]).toMatchObject({ sheets: 4, carrierSheet: true });
  });

  test('beside a document with an address page none is needed: that one comes first', () => {
    const { plans, saving } = planPrintFiles([typed('policy', 1), typed('other', 2)], PROFILE, TARIFF);
    expect(plans[0]?.mailpieces).toHaveLength(1);
    const [mailpiece] = plans[0]?.mailpieces ?? [];
    expect(typesOf(mailpiece?.items ?? [])).toEqual(['other', 'policy']);
    expect(mailpiece?.sheets).toBe(2);
    expect(mailpiece?.carrierSheet).toBeUndefined();
    expect(saving).toEqual({ envelopes: 1, cents: 99 });
  });

  test('two documents without an address page share one carrier sheet', () => {
    const items = [typed('policy', 1), typed('certificate', 2)];
    expect(needsCarrierSheet(arranged(items, PROFILE), PROFILE)).toBe(true);
    const mailpieces = planPrintFiles(items, PROFILE, TARIFF).plans.flatMap((plan) => plan.mailpieces);
    expect(mailpieces.map(({ sheets }) => sheets)).toEqual([3]);
  });

  test('our own letters have no type, and never need one', () => {
    expect(needsCarrierSheet([typed(null, 1)], PROFILE)).toBe(false);
  });
});

describe('registered mail', () => {
  test('L2: goes into a stream and an envelope of its own, whatever the tariff saves', () => {
    const items = [typed('termination', 1), typed('termination', 2), typed('invoice', 3)];
    const { plans } = planPrintFiles(items, PROFILE, TARIFF);
    expect(plans.map(({ stream, mailpieces }) => [stream, mailpieces.length])).toEqual([
      ['domestic-standard-duplex', 1],
      ['domestic-standard-duplex-registered', 2],
    ]);
  });

  test('the parts of a registered stream are read from its name', () => {
    for (const envelopeClass of ['standard', 'registered', 'C5-duplex']) {
      for (const registered of [true, false]) {
        const name = streamName({ destination: 'foreign', envelopeClass, sides: 'simplex', registered });
        expect(sidesOfStream(name), name).toBe('simplex');
        expect(envelopeClassOfStream(name), name).toBe(envelopeClass);
      }
    }
  });
});

describe('what marks can count', () => {
  const digits = (length: number): ShopProfile => ({
    ...EXAMPLE_PROFILE,
    marks: {
      kind: 'datamatrix',
      x: 4,
      y: 166,
      module: 0.5,
      symbolSize: null,
      whiteBox: true,
      separator: null,
      fields: (['mailpiece', 'sheet', 'sheets'] as const).map((field) => ({ field, length, text: null })),
    },
  });

  test('bounds the mailpieces of a file', () => {
    const items = Array.from({ length: 20 }, (_, index) => typed(null, index));
    expect(planPrintFiles(items, digits(1)).plans.map(({ mailpieces }) => mailpieces.length)).toEqual([
      9, 9, 2,
    ]);
  });

  test('holds a mailpiece with more sheets than its marks can number', () => {
    const { plans, oversized } = planPrintFiles([typed(null, 1, { pages: 20 })], digits(1));
    expect(plans).toEqual([]);
    expect(oversized[0]?.reason).toMatch(/at most 9 sheets .* got one of 10/);
  });
});

test('a sheet of 80 g/m² weighs 4.99 g, and a sum is rounded once', () => {
  expect(weightOf(1, 80)).toBe(4.99);
  expect(weightOf(100, 80)).toBe(498.96);
});
