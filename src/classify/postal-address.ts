import type { PostalAddress } from '../domain/document.ts';
import { isCountryCode } from './country-codes.ts';

/** What keeps a letter from reaching anybody; the text names the part, never its value. */
export type PostalAddressProblem =
  | 'no name'
  | 'no street or post-office box'
  | 'no city'
  | 'no country'
  | 'unknown country code'
  | 'no postal code'
  | 'implausible postal code'
  | 'moved to an unknown address';

/** `D-69123` and `A-1010` are written by older systems and delivered all the same. */
const GERMAN_POSTAL_CODE = /^(?:DE?-)?(?!00)\d{5}$/;
const AUSTRIAN_POSTAL_CODE = /^(?:AT?-)?[1-9]\d{3}$/;
const POST_OFFICE_BOX =
  /\b(?:postfach|pf|p\.? ?o\.? ?box|postbus|bo[iî]te postale|casella postale|apartado)\b/i;
const LETTER = /\p{L}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** What clerks type into a mandatory field when they do not know. */
const PLACEHOLDER = /^(?:unbekannt|unknown|n\. ?n\.?|k\. ?a\.?|x{2,}|keine angabe)$/i;
const MOVED_AWAY = /\bunbekannt verzogen\b/i;

/**
 * Why a letter to this address would reach nobody, or null when it is usable. Postal codes are judged for Germany and
 * Austria only: elsewhere they differ too much, and some countries have none. Too strict would hold letters that
 * arrive; too lax costs postage and a return.
 */
export function postalAddressProblem(address: PostalAddress): PostalAddressProblem | null {
  if (movedAway(address)) return 'moved to an unknown address';
  if (!says(address.name, LETTER)) return 'no name';
  if (!says(address.street, LETTER_OR_DIGIT) && !isPostOfficeBox(address.addition)) {
    return 'no street or post-office box';
  }
  if (!says(address.city, LETTER)) return 'no city';
  const country = address.country;
  if (country === null || country.trim() === '') return 'no country';
  if (!isCountryCode(country)) return 'unknown country code';
  if (country === 'DE') return postalCodeProblem(address.postalCode, GERMAN_POSTAL_CODE);
  if (country === 'AT') return postalCodeProblem(address.postalCode, AUSTRIAN_POSTAL_CODE);
  return null;
}

function postalCodeProblem(postalCode: string | null, expected: RegExp): PostalAddressProblem | null {
  const text = postalCode?.trim() ?? '';
  if (text === '') return 'no postal code';
  return expected.test(text) ? null : 'implausible postal code';
}

function movedAway(address: PostalAddress): boolean {
  return [address.name, address.addition, address.street, address.city].some(
    (line) => line !== null && MOVED_AWAY.test(line),
  );
}

function says(line: string | null, something: RegExp): boolean {
  return line !== null && something.test(line) && !PLACEHOLDER.test(line.trim());
}

function isPostOfficeBox(line: string | null): boolean {
  return line !== null && POST_OFFICE_BOX.test(line);
}
