import { describe, expect, test } from 'vitest';
import { COST_UNITS_PER_CENT, envelopeCost, tariffOn } from '../../src/print/tariff.ts';
import type { Tariff } from '../../src/print/tariff.ts';

const OLD: Tariff = { validFrom: '2022-01-01', handling: 0, prices: [] };
const NEW: Tariff = {
  validFrom: '2025-01-01',
  handling: 3,
  prices: [{ destination: 'domestic', envelopeClass: 'standard', price: 95, discount: 1_250 }],
};

describe('tariff', () => {
  test('the latest one that has begun is in force, whatever the order in the configuration', () => {
    expect(tariffOn([NEW, OLD], '2024-12-31')).toBe(OLD);
    expect(tariffOn([NEW, OLD], '2025-01-01')).toBe(NEW);
    expect(tariffOn([OLD, NEW], '2026-06-01')).toBe(NEW);
  });

  test('before the first begins none is in force', () => {
    expect(tariffOn([OLD], '2021-12-31')).toBeNull();
  });

  test('an envelope costs the discounted price and the handling, to the ten-thousandth of a cent', () => {
    expect(envelopeCost(NEW, 'domestic', 'standard')).toBe((95 * 0.875 + 3) * COST_UNITS_PER_CENT);
  });

  test('a class that the tariff does not price has no cost', () => {
    expect(envelopeCost(NEW, 'foreign', 'standard')).toBeNull();
  });
});
