/**
 * A PDF value, kept as close to its bytes as the work allows. Numbers, strings, names, booleans, null and arrays of
 * plain numbers stay the text they were (Latin-1, one character per byte), so that they are copied verbatim; only
 * what can hold a reference is taken apart.
 */
export type PdfValue = string | PdfRef | PdfDict | PdfArray;

/** Keys are names with their slash, escapes (#xx) resolved where the character can stand for itself. */
export type PdfDict = ReadonlyMap<string, PdfValue>;
export type PdfArray = readonly PdfValue[];

export class PdfRef {
  readonly num: number;
  readonly gen: number;

  constructor(num: number, gen: number) {
    this.num = num;
    this.gen = gen;
  }
}

export const NULL = 'null';
export const EMPTY_DICT: PdfDict = new Map();

export function isDict(value: PdfValue | undefined): value is PdfDict {
  return value instanceof Map;
}

/** Only arrays that were taken apart; arrays of plain numbers are text, see `itemsOf`. */
export function isArray(value: PdfValue | undefined): value is PdfArray {
  return Array.isArray(value);
}

export function isName(value: PdfValue | undefined): value is string {
  return typeof value === 'string' && value.startsWith('/');
}

/** The number that a value is, or null. */
export function numberOf(value: PdfValue | undefined): number | null {
  if (typeof value !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(value)) return null;
  return Number(value);
}

/** The integer that a value is, or null. */
export function integerOf(value: PdfValue | undefined): number | null {
  const number = numberOf(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

/** Items of an array, also of one that was kept as text; null when it is none. */
export function itemsOf(value: PdfValue | undefined): PdfArray | null {
  if (isArray(value)) return value;
  if (typeof value !== 'string' || !value.startsWith('[')) return null;
  const inner = value.slice(1, -1).trim();
  return inner === '' ? [] : inner.split(/[\0\t\n\f\r ]+/);
}
