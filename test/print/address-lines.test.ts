import { describe, expect, test } from 'vitest';
import { addressLines } from '../../src/print/address-lines.ts';

const ADDRESS = {
  name: 'Frau\nErika Müller',
  addition: null,
  street: 'Im Breitspiel 2',
  postalCode: '69126',
  city: 'Heidelberg',
  country: 'DE',
};

describe('address lines', () => {
  test('at home there is no country and no empty line', () => {
    expect(addressLines(ADDRESS, 'DE')).toEqual([
      'Frau',
      'Erika Müller',
      'Im Breitspiel 2',
      '69126 Heidelberg',
    ]);
  });

  test('abroad the country stands last, in capitals, in German', () => {
    expect(addressLines(ADDRESS, 'AT').at(-1)).toBe('DEUTSCHLAND');
    expect(addressLines({ ...ADDRESS, country: 'AT' }, 'DE').at(-1)).toBe('ÖSTERREICH');
  });

  test('the town stands before the postal code where the post of the country wants it so', () => {
    const london = { ...ADDRESS, city: 'LONDON', postalCode: 'SW1A 1AA', country: 'GB' };
    expect(addressLines(london, 'DE').slice(-2)).toEqual(['LONDON SW1A 1AA', 'VEREINIGTES KÖNIGREICH']);
  });

  test('decomposed letters are composed, and control characters never reach the paper', () => {
    const odd = { ...ADDRESS, name: 'Erika\u0000 Mu\u0308ller\t\u200b', addition: ' \r ', postalCode: null };
    expect(addressLines(odd, 'DE')).toEqual(['Erika Müller', 'Im Breitspiel 2', 'Heidelberg']);
  });
});
