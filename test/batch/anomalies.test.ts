import { describe, expect, it } from 'vitest';
import { anomaliesIn, type NightVolume } from '../../src/batch/anomalies.ts';
import { addDays, parseBusinessDate } from '../../src/domain/business-date.ts';

const TONIGHT = parseBusinessDate('2026-11-23');
const LIMITS = { minNights: 5, minDocuments: 50, volumeTolerance: 60, shareTolerance: 15 };

function night(daysAgo: number, invoices: number, notices: number, post = 20): NightVolume {
  return {
    businessDate: addDays(TONIGHT, -daysAgo),
    documents: invoices + notices,
    post,
    byType: { INVOICE: invoices, NOTICE: notices },
  };
}

const USUAL = Array.from({ length: 10 }, (_, index) => night(10 - index, 80 + index, 20));

describe('what is unusual about a night', () => {
  it('is nothing where it looks like the others', () => {
    expect(anomaliesIn(night(0, 85, 20), USUAL, LIMITS)).toEqual([]);
  });

  it('is a number of documents far outside of what was seen, in either direction', () => {
    expect(anomaliesIn(night(0, 800, 200, 200), USUAL, LIMITS)).toMatchObject([
      { kind: 'volume', found: 1000, lowest: 100, highest: 109, nights: 10 },
    ]);
    expect(anomaliesIn(night(0, 20, 5, 4), USUAL, LIMITS)).toMatchObject([{ kind: 'volume', found: 25 }]);
  });

  it('is a type whose share has moved, and the type that took its place', () => {
    const found = anomaliesIn(night(0, 20, 85), USUAL, LIMITS);
    expect(found.map(({ kind, documentType }) => [kind, documentType])).toEqual([
      ['type_share', 'INVOICE'],
      ['type_share', 'NOTICE'],
    ]);
  });

  it('is a share of letters that has moved: a consent that went missing in the core system', () => {
    expect(anomaliesIn(night(0, 85, 20, 105), USUAL, LIMITS)).toMatchObject([
      { kind: 'post_share', found: 100, highest: 20 },
    ]);
  });

  it('says nothing on too few nights, nor about shares of a handful', () => {
    expect(anomaliesIn(night(0, 9000, 1), USUAL.slice(0, 4), LIMITS)).toEqual([]);
    const small = Array.from({ length: 6 }, (_, index) => night(index + 1, 4, 1, 1));
    expect(anomaliesIn(night(0, 1, 4, 5), small, LIMITS)).toEqual([]);
  });

  it('compares with the same weekday where there are enough of them', () => {
    const otherDays = USUAL.filter(({ businessDate }) => businessDate !== addDays(TONIGHT, -7));
    const mondays = Array.from({ length: 5 }, (_, index) => night(7 * (index + 1), 800, 200, 200));
    expect(anomaliesIn(night(0, 790, 210, 200), [...otherDays, ...mondays], LIMITS)).toEqual([]);
    expect(anomaliesIn(night(0, 85, 20), [...otherDays, ...mondays], LIMITS)).toMatchObject([
      { kind: 'volume', nights: 5 },
    ]);
  });
});
