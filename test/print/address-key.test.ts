import { expect, test } from 'vitest';
import { addressKeyOf } from '../../src/print/address-key.ts';

const ADDRESS = {
  name: 'Frau\nErika Müller',
  addition: null,
  street: 'Im Breitspiel 2',
  postalCode: '69126',
  city: 'Heidelberg',
  country: 'DE',
};

test('case and spacing do not make another address', () => {
  expect(addressKeyOf({ ...ADDRESS, street: ' im  Breitspiel 2 ' })).toBe(addressKeyOf(ADDRESS));
});

test.each([{ addition: 'c/o Huber' }, { street: 'Im Breitspiel 21' }, { name: 'Frau\nErika Muller' }])(
  '%j makes another address',
  (difference) => {
    expect(addressKeyOf({ ...ADDRESS, ...difference })).not.toBe(addressKeyOf(ADDRESS));
  },
);

test('an address without street or city has no key, so its mail is never bundled', () => {
  expect(addressKeyOf({ ...ADDRESS, street: null })).toBeNull();
  expect(addressKeyOf({ ...ADDRESS, city: null })).toBeNull();
});
