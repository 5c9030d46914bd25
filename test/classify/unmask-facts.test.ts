import { describe, expect, it } from 'vitest';
import { maskFacts, UNREADABLE } from '../../src/classify/mask-facts.ts';
import { unmaskFacts } from '../../src/classify/unmask-facts.ts';
import { eligibleFacts, USABLE_ADDRESS } from '../support/facts.ts';

const PLACE = {
  name: 'masked',
  addition: null,
  street: 'masked 1',
  postalCode: '10115',
  city: 'masked',
  country: 'DE',
};

describe('masked facts', () => {
  it('keep the columns that could not be read, and of a stray text not even that', () => {
    const defects = ['consent_given_on', 'Annegret Beispielhuber'].map((column) => ({
      column,
      expected: 'a day',
      found: 'Annegret',
    }));
    const masked = maskFacts(eligibleFacts({ defects }));
    expect(masked.defects).toEqual([{ column: 'consent_given_on' }, { column: '(not readable)' }]);
    expect(UNREADABLE).toBe('(not readable)');
    expect(unmaskFacts(masked).defects).toEqual([
      { column: 'consent_given_on', expected: '', found: '' },
      { column: '(not readable)', expected: '', found: '' },
    ]);
  });

  it.each([
    ['2026-11-23', '2026-11-23'],
    ['2026-11-23 10:00:00.000+01:00', '2026-11-23 10:00:00.000+01:00'],
    ['seit 2026-11-23', UNREADABLE],
    ['2026-11-23 bis auf Weiteres', UNREADABLE],
    [' ', ' '],
  ])('keep of a day nothing that is none: %j is %j', (consentGivenOn, kept) => {
    expect(maskFacts(eligibleFacts({ consentGivenOn })).consentGivenOn).toBe(kept);
  });

  it.each([
    ['KRANKEN', 'KRANKEN'],
    ['LEBEN', 'LEBEN'],
    ['Kranken für Annegret', '(not readable); a word of S11 such as KRANK'],
    ['Leben für Annegret', '(not readable); a word of S11 such as LEBEN'],
    ['Auto für Annegret', '(not readable)'],
    [null, null],
  ])('S11: come to the same rule by a line that is no code: %j is kept as %j', (lineOfBusiness, kept) => {
    expect(maskFacts(eligibleFacts({ lineOfBusiness })).lineOfBusiness).toBe(kept);
  });

  it.each([
    ['ARZTANFRAGE', 'ARZTANFRAGE'],
    ['Arztbrief für Annegret', '(not readable); a word of S11 such as KRANK'],
    ['Brief für Annegret', '(not readable)'],
    [null, null],
  ])('S11: come to the same rule by a type that is no code: %j is kept as %j', (documentType, kept) => {
    expect(maskFacts(eligibleFacts({ documentType })).documentType).toBe(kept);
  });

  it.each([
    ['69123', '69'],
    ['A-1010', '10'],
    ['X', null],
    [null, null],
  ])('keep two digits of a postal code: %j is %j', (postalCode, area) => {
    const recipient = { ...USABLE_ADDRESS, postalCode };
    expect(maskFacts(eligibleFacts({ recipient })).recipient.postalCodeArea).toBe(area);
  });

  it('give back an address that is as usable as the one that was masked, in its country', () => {
    const of = (change: Partial<typeof USABLE_ADDRESS>): unknown =>
      unmaskFacts(maskFacts(eligibleFacts({ recipient: { ...USABLE_ADDRESS, ...change } }))).recipient;
    expect(of({})).toEqual(PLACE);
    expect(of({ country: 'AT', postalCode: '8010' })).toEqual({
      ...PLACE,
      country: 'AT',
      postalCode: '1010',
    });
    expect(of({ street: null })).toEqual({ ...PLACE, city: null });
  });

  it('L5: state a consent as it was stated, and none where an older decision kept none', () => {
    const masked = maskFacts(eligibleFacts({ consentMethod: 'online', consentWording: '2026-1' }));
    expect(unmaskFacts(masked)).toMatchObject({ consentMethod: 'online', consentWording: '2026-1' });
    const { consentMethod, consentWording, ...older } = masked;
    expect([consentMethod, consentWording]).toEqual(['online', '2026-1']);
    expect(unmaskFacts(older as typeof masked)).toMatchObject({ consentMethod: null, consentWording: null });
  });
});
