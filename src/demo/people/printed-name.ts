import type { Address, Person } from './person.ts';

/** Countries by the name that the post of the sender's country reads, in capitals as the last line. */
const COUNTRY_NAMES: Readonly<Record<string, string>> = {
  AT: 'ÖSTERREICH',
  CH: 'SCHWEIZ',
  FR: 'FRANKREICH',
  GB: 'VEREINIGTES KÖNIGREICH',
  PL: 'POLEN',
  US: 'VEREINIGTE STAATEN VON AMERIKA',
};

/** The lines in the window: name, addition, street, city, country. Without an address the name alone. */
export function addressLinesOf(person: Person): readonly string[] {
  const { address } = person;
  const name = [person.formOfAddress ?? '', fullName(person)];
  const lines =
    address === null
      ? name
      : [...name, address.addition ?? '', address.street ?? '', ...cityLines(address), countryLine(address)];
  return lines.map((line) => line.replaceAll(/\s+/g, ' ').trim()).filter((line) => line !== '');
}

/** `Sehr geehrte Frau Dr. Übelacker,` */
export function salutationOf(person: Person): string {
  const name = [person.title, person.lastName].filter((part) => part !== null).join(' ');
  if (person.formOfAddress === null) return 'Sehr geehrte Damen und Herren,';
  return person.formOfAddress === 'Frau' ? `Sehr geehrte Frau ${name},` : `Sehr geehrter Herr ${name},`;
}

/** Title, first and last name, as on an envelope. */
export function fullName({ title, firstName, lastName }: Person): string {
  return [title, firstName, lastName].filter((part) => part !== null).join(' ');
}

function cityLines({ postalCode, city, country }: Address): readonly string[] {
  if (country === 'GB') return [city ?? '', postalCode ?? ''];
  return [country === 'US' ? `${city ?? ''} ${postalCode ?? ''}` : `${postalCode ?? ''} ${city ?? ''}`];
}

function countryLine({ country }: Address): string {
  return country === null ? '' : (COUNTRY_NAMES[country] ?? '');
}
