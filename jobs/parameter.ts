import { resolve } from 'node:path';
import { parseBusinessDate, type BusinessDate } from '../src/domain/business-date.ts';
import { parseEmailAddress } from '../src/domain/email-address.ts';
import { UsageError } from '../src/domain/errors.ts';

/** An operand or the value of an option: what it is called in the help, and how its text becomes a value. */
export interface Parameter<Value> {
  /** Such as `DATE`; null for a switch, which takes no value. */
  readonly placeholder: string | null;
  readonly summary: string;
  readonly presence: 'required' | 'optional' | 'several' | 'any';
  /** What a run gets when it is left out. */
  readonly fallback: Value | null;
  /** What the help says about the fallback; null when there is nothing to say. */
  readonly fallbackText: string | null;
  /** @throws UsageError */
  parse(text: string): unknown;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

export type ValuesOf<Of extends Parameters> = {
  readonly [Name in keyof Of]: Of[Name] extends Parameter<infer Value> ? Value : never;
};

function optionalParameter<Value>(
  placeholder: string,
  summary: string,
  parse: (text: string) => Value,
): Parameter<Value | null> {
  return { placeholder, summary, presence: 'optional', fallback: null, fallbackText: null, parse };
}

/** One line that says something. */
export function line(placeholder: string, summary: string): Parameter<string | null> {
  return optionalParameter(placeholder, summary, (text) => {
    if (text.trim() === '' || text.length > 1000 || /\p{Cc}/u.test(text)) {
      throw new UsageError('expected one line of text, 1 to 1000 characters.');
    }
    return text.trim();
  });
}

/** An id of a document or dispatch: a string without white space, as the core system made it. */
export function id(placeholder: string, summary: string): Parameter<string | null> {
  return optionalParameter(placeholder, summary, (text) => {
    if (!/^[^\s\p{Cc}]{1,200}$/u.test(text)) throw new UsageError('expected an id without spaces.');
    return text;
  });
}

export function wholeNumber(
  placeholder: string,
  summary: string,
  range: { readonly min: number; readonly max: number },
): Parameter<number | null> {
  return optionalParameter(placeholder, summary, (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= range.min && value <= range.max)) {
      throw new UsageError(`expected a whole number from ${range.min} to ${range.max}, got \`${text}\`.`);
    }
    return value;
  });
}

export function businessDate(summary: string): Parameter<BusinessDate | null> {
  return optionalParameter('DATE', summary, parseBusinessDate);
}

export function oneOf<const Words extends readonly string[]>(
  words: Words,
  summary: string,
): Parameter<Words[number] | null> {
  return optionalParameter(words.join('|'), summary, (text): Words[number] => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new UsageError(`expected ${words.join(' or ')}, got \`${text}\`.`);
    return word;
  });
}

/** An absolute path; relative ones start at the current folder. */
export function path(placeholder: string, summary: string): Parameter<string | null> {
  return optionalParameter(placeholder, summary, (text) => {
    if (text === '' || text.includes('\0')) throw new UsageError('expected a path.');
    return resolve(text);
  });
}

/** A domain that takes mail, as A-labels in lower case. */
export function mailDomain(placeholder: string, summary: string): Parameter<string | null> {
  return optionalParameter(placeholder, summary, (text) => {
    // Whatever stands behind the last at sign counts, so that an address that was pasted does too.
    const domain = parseEmailAddress(`x@${text.slice(text.lastIndexOf('@') + 1)}`)?.domain;
    if (domain === undefined) throw new UsageError('expected a domain such as `example.org`.');
    return domain;
  });
}

/** An option without a value: there or not. */
export function toggle(summary: string): Parameter<boolean> {
  return {
    placeholder: null,
    summary,
    presence: 'optional',
    fallback: false,
    fallbackText: null,
    parse: () => true,
  };
}

/** The same, but it must be given. */
export function required<Value>(parameter: Parameter<Value | null>): Parameter<Value> {
  return { ...parameter, presence: 'required', fallback: null };
}

/** The same, with a value for when it is left out. */
export function withDefault<Value>(parameter: Parameter<Value | null>, fallback: Value): Parameter<Value> {
  return { ...parameter, fallback, fallbackText: String(fallback) };
}

/** Any number of the same, none too: the last operand only. */
export function anyNumber<Value>(parameter: Parameter<Value | null>): Parameter<readonly Value[]> {
  return { ...parameter, presence: 'any', fallback: [], fallbackText: null };
}

/** One or more of the same: the last operand only. */
export function several<Value>(parameter: Parameter<Value | null>): Parameter<readonly Value[]> {
  return { ...parameter, presence: 'several', fallback: null };
}
