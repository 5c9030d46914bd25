import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { postalAddressProblem } from '../../src/classify/postal-address.ts';
import type { PostalAddress } from '../../src/domain/document.ts';
import { USABLE_ADDRESS } from '../support/facts.ts';

function problemWith(overrides: Partial<PostalAddress>): string | null {
  return postalAddressProblem({ ...USABLE_ADDRESS, ...overrides });
}

describe('a usable postal address', () => {
  it.each([
    [{}, null],
    [{ name: null }, 'no name'],
    [{ name: ' - ' }, 'no name'],
    [{ name: '\u200b' }, 'no name'],
    [{ name: 'N.N.' }, 'no name'],
    [{ name: 'Øyvind Ńowak' }, null],
    [{ name: 'Ελένη' }, null],
    [{ street: null }, 'no street or post-office box'],
    [{ street: '?' }, 'no street or post-office box'],
    [{ street: 'unbekannt' }, 'no street or post-office box'],
    [{ street: null, addition: 'Postfach 12 34' }, null],
    [{ street: 'Postfach 12 34' }, null],
    [{ street: null, addition: 'PO Box 7' }, null],
    [{ street: null, addition: 'bei Müller' }, 'no street or post-office box'],
    [{ street: 'C 4, 12' }, null],
    [{ city: null }, 'no city'],
    [{ city: '69123' }, 'no city'],
    [{ city: 'Unbekannt' }, 'no city'],
    [{ street: 'unbekannt verzogen' }, 'moved to an unknown address'],
    [{ country: null }, 'no country'],
    [{ country: '' }, 'no country'],
    [{ country: 'D' }, 'unknown country code'],
    [{ country: 'de' }, 'unknown country code'],
    [{ country: 'UK' }, 'unknown country code'],
    [{ postalCode: null }, 'no postal code'],
    [{ postalCode: '1010' }, 'implausible postal code'],
    [{ postalCode: '00123' }, 'implausible postal code'],
    [{ postalCode: '691234' }, 'implausible postal code'],
    [{ postalCode: '69I23' }, 'implausible postal code'],
    [{ postalCode: '01067' }, null],
    [{ postalCode: 'D-69123' }, null],
    [{ country: 'AT', postalCode: '1010', city: 'Wien' }, null],
    [{ country: 'AT', postalCode: 'A-1010', city: 'Wien' }, null],
    [{ country: 'AT', postalCode: '0100', city: 'Wien' }, 'implausible postal code'],
    [{ country: 'AT' }, 'implausible postal code'],
    [{ country: 'CH', postalCode: '8001', city: 'Zürich' }, null],
    [{ country: 'IE', postalCode: null, city: 'Dublin' }, null],
    [{ country: 'XK', postalCode: '10000', city: 'Prishtina' }, null],
  ])('%j: %j', (overrides, expected) => {
    expect(problemWith(overrides)).toBe(expected);
  });
});

const PEOPLE = resolve('../shared/data/addresses-postal/gematik-vsdm2-test-persons.jsonl');
/** Licence plate codes, as the test persons state their countries. */
const COUNTRY: ReadonlyMap<string, string> = new Map([
  ['D', 'DE'],
  ['A', 'AT'],
  ['L', 'LU'],
  ['CH', 'CH'],
]);

function addressesOf(line: string): readonly PostalAddress[] {
  const person = new Map(Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(line))));
  return ['StrassenAdresse', 'PostfachAdresse'].flatMap((kind) => {
    const part = (name: string): string | null =>
      person.get(`Versichertendaten.Versicherter.${kind}.${name}`) ?? null;
    const box = part('Postfach');
    if (part('Ort') === null) return [];
    return [
      {
        name: `${person.get('Versichertendaten.Versicherter.Nachname')}`,
        addition: box === null ? part('Anschriftenzusatz') : `Postfach ${box}`,
        street: part('Strasse'),
        postalCode: part('Postleitzahl'),
        city: part('Ort'),
        country: COUNTRY.get(part('Wohnsitzlaendercode') ?? '') ?? null,
      },
    ];
  });
}

describe('addresses of test persons that nobody here made', () => {
  it.skipIf(!existsSync(PEOPLE))('are all usable (skipped without ../shared/data/addresses-postal)', () => {
    const addresses = readFileSync(PEOPLE, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap(addressesOf);
    expect(addresses.length).toBeGreaterThan(15);
    for (const address of addresses) expect(postalAddressProblem(address)).toBeNull();
  });
});
