/**
 * What stands in a PDF, as the reader that checks our own print files needs it. It shares nothing with the code
 * that writes them: a mistake made there must not be repeated here and so stay unseen.
 */
export type Value = null | boolean | number | Name | Reference | Text | readonly Value[] | Dictionary;

export interface Name {
  readonly kind: 'name';
  readonly name: string;
}

export interface Reference {
  readonly kind: 'reference';
  readonly num: number;
  readonly generation: number;
}

/** A string, as it is written: only whether two are the same matters here. */
export interface Text {
  readonly kind: 'text';
  /** With its delimiters, one character a byte. */
  readonly raw: string;
}

export type Dictionary = ReadonlyMap<string, Value>;

export function isDictionary(value: Value | undefined): value is Dictionary {
  return value instanceof Map;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isReference(value: Value | undefined): value is Reference {
  return isTagged(value) && value.kind === 'reference';
}

export function nameOf(value: Value | undefined): string | null {
  return isTagged(value) && value.kind === 'name' ? value.name : null;
}

/** For messages: what is there, without its content. */
export function describe(value: Value | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value !== 'object') return String(value);
  if (isDictionary(value)) return 'a dictionary';
  if (isList(value)) return `a list of ${value.length}`;
  if (isReference(value)) return `a reference to object ${value.num}`;
  const name = nameOf(value);
  return name === null ? 'a string' : `/${name}`;
}

function isTagged(value: Value | undefined): value is Name | Reference | Text {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
