import { expect, it } from 'vitest';
import { maskAddresses, maskAddressesWithin } from '../../src/operations/mask-addresses.ts';

it.each([
  ['<erika@mail.example>: User unknown', '<[address]>: User unknown'],
  ['mailto:erika.muster+post@mail.example, refused', 'mailto:[address], refused'],
  ['RCPT "erika muster"@mail.example not here', 'RCPT [address] not here'],
  ['müller@bücher.example has no mailbox', '[address] has no mailbox'],
  ['2.0.0 Ok: queued as 4XYZ', '2.0.0 Ok: queued as 4XYZ'],
])('L8: shows no address that a server quotes: %s', (text, masked) => {
  expect(maskAddresses(text)).toBe(masked);
});

it('L8: masks within whatever a person left as evidence', () => {
  expect(maskAddressesWithin({ note: ['a@b.example', 7, null], deep: { by: 'x@y.example' } })).toEqual({
    note: ['[address]', 7, null],
    deep: { by: '[address]' },
  });
});
