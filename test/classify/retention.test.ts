import { describe, expect, it } from 'vitest';
import { obligationOf, shortestYears } from '../../src/classify/retention.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';

const obligation = (documentType: string | null, jurisdiction: string | null) =>
  obligationOf(HOUSE_CATALOGUE, { documentType, jurisdiction, year: 2026 });

describe('L7: how long a record is kept', () => {
  it.each([
    ['BEITRAGSRECHNUNG', 'DE', 'voucher', '2034-12-31'],
    ['BEITRAGSRECHNUNG', 'AT', 'voucher', '2033-12-31'],
  ])('%s in %s by its class, from the end of the calendar year', (type, country, code, keepUntil) => {
    expect(obligation(type, country)).toMatchObject({ retentionClass: code, keepUntil });
  });

  it('the longer of two countries where the law is not known', () => {
    expect(obligation('BEITRAGSRECHNUNG', null).keepUntil).toBe('2034-12-31');
  });

  it('by the law of its country alone, whichever is the longer one', () => {
    const classes = new Map([['voucher', { title: 'T', citation: 'C', years: { DE: 1, AT: 2 } }]]);
    const catalogue = { ...HOUSE_CATALOGUE, retentionClasses: classes };
    const yearsOf = (jurisdiction: string | null): number =>
      obligationOf(catalogue, { documentType: 'BEITRAGSRECHNUNG', jurisdiction, year: 2026 }).years;
    expect([yearsOf('DE'), yearsOf('AT'), yearsOf(null), yearsOf('CH')]).toEqual([1, 2, 2, 2]);
  });

  it('as long as the longest class where the type is not known any more: a record removed too early is gone', () => {
    expect(obligation('GONE', 'DE')).toMatchObject({ retentionClass: null, keepUntil: '2034-12-31' });
    expect(obligation(null, 'AT').keepUntil).toBe('2033-12-31');
  });

  it('never for less than the shortest class', () => {
    expect(shortestYears(HOUSE_CATALOGUE)).toBe(6);
  });
});
