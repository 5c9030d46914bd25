import type { SeededRandom } from '../random.ts';
import { AUSTRIAN_TITLES, COMPANIES, FAMILIES, MEN, TITLES, WOMEN } from './names.ts';
import { AUSTRIAN_PLACES, FOREIGN_ADDRESSES, GERMAN_PLACES, STREETS } from './places.ts';

export interface Address {
  readonly addition: string | null;
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

/** An invented person, or a firm (`formOfAddress` and `firstName` null), with a place to send letters to. */
export interface Person {
  readonly formOfAddress: 'Frau' | 'Herrn' | null;
  readonly title: string | null;
  readonly firstName: string | null;
  readonly lastName: string;
  readonly address: Address | null;
}

export type Country = 'DE' | 'AT' | keyof typeof FOREIGN_ADDRESSES;

export function personIn(random: SeededRandom, country: Country): Person {
  const woman = random.chance(0.5);
  const titles = country === 'AT' ? AUSTRIAN_TITLES : TITLES;
  return {
    formOfAddress: woman ? 'Frau' : 'Herrn',
    title: random.chance(country === 'AT' ? 0.4 : 0.15) ? random.pick(titles) : null,
    firstName: random.pick(woman ? WOMEN : MEN),
    lastName: random.pick(FAMILIES),
    address: addressIn(random, country),
  };
}

export function companyIn(random: SeededRandom, country: 'DE' | 'AT'): Person {
  return {
    formOfAddress: null,
    title: null,
    firstName: null,
    lastName: random.pick(COMPANIES),
    address: addressIn(random, country),
  };
}

function addressIn(random: SeededRandom, country: Country): Address {
  if (country !== 'DE' && country !== 'AT') return FOREIGN_ADDRESSES[country];
  const place = random.pick(country === 'DE' ? GERMAN_PLACES : AUSTRIAN_PLACES);
  if (random.chance(0.06)) {
    const box = random.digits(6).replace(/^(\d\d)(\d\d)(\d\d)$/, '$1 $2 $3');
    return { ...place, country, street: `Postfach ${box}`, addition: null };
  }
  const number = `${random.int(1, 240)}${random.chance(0.15) ? random.pick(['a', 'b', ' c']) : ''}`;
  return {
    ...place,
    country,
    street: `${random.pick(STREETS)} ${number}`,
    addition: random.chance(0.1) ? `c/o ${random.pick(FAMILIES)}` : null,
  };
}
