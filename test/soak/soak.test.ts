import { describe, expect, it } from 'vitest';
import { nightsOf } from './calendar.ts';
import { growsWithDocuments } from './query-plans.ts';
import { runSoak } from './soak.ts';
import { isFlat } from './thirds.ts';

describe('the calendar of the soak', () => {
  it('has nights in which the clocks change, and one that ends in another year', () => {
    expect(nightsOf(2027, 1, 5).map(({ date }) => date)).toEqual([
      '2027-03-27',
      '2027-10-30',
      '2027-10-31',
      '2027-12-30',
      '2027-12-31',
    ]);
  });
});

describe('nights of several years (`npm run soak`: 30 of them)', () => {
  it('lose nothing and send nothing twice, end records with their years (L7), and read no large table whole', async () => {
    const nights = nightsOf(2027, 3, 2).slice(0, 5);
    const { measurements, faults, reads } = await runSoak({ nights, documents: 20 });
    expect(faults).toEqual([]);
    expect(reads.filter(growsWithDocuments)).toEqual([]);
    const last = measurements.at(-1);
    // Those of the first night at least: what the second one did after midnight belongs to another year.
    expect(last?.rows['removed_dispatch']).toBeGreaterThan(10);
  }, 300_000);
});

describe('a course of the soak', () => {
  it('is flat when its last third is where its middle one was, whatever the first was', () => {
    expect(isFlat({ what: 'attempt', unit: 'rows', thirds: [10, 360, 365] })).toBe(true);
    expect(isFlat({ what: 'dispatch', unit: 'rows', thirds: [390, 1_050, 1_710] })).toBe(false);
  });
});
