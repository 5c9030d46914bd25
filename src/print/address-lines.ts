import type { PostalAddress } from '../domain/document.ts';

/** Countries that write the town before the postal code, on one line; all others the other way round. */
const TOWN_FIRST = new Set(['AU', 'CA', 'GB', 'IE', 'IN', 'JP', 'NZ', 'US', 'ZA']);

/**
 * The lines of a postal address from top to bottom, as DIN 5008 and the Universal Postal Union want them: no empty
 * line, and abroad the country last, in capitals, in the language of the country of posting.
 * @param postedFrom ISO 3166-1 alpha-2 code of the country in which the letter is posted.
 */
export function addressLines(address: PostalAddress, postedFrom: string): readonly string[] {
  const { name, addition, street, postalCode, city, country } = address;
  const town = country !== null && TOWN_FIRST.has(country) ? [city, postalCode] : [postalCode, city];
  const abroad = country !== null && country !== postedFrom;
  return [
    ...(name ?? '').split('\n'),
    addition ?? '',
    street ?? '',
    town.filter((part) => part !== null).join(' '),
    abroad ? countryName(country) : '',
  ]
    .map(tidy)
    .filter((line) => line !== '');
}

function countryName(code: string): string {
  const name = new Intl.DisplayNames(['de'], { type: 'region' }).of(code) ?? code;
  return name.toLocaleUpperCase('de');
}

/** Composed letters (a font has `ü`, not `u` with two dots after it), and no control characters. */
function tidy(line: string): string {
  return line
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
}
