import { FormError } from './errors.ts';
import type { Visit } from './visit.ts';

/** What a form sent: each field once. */
export type Body = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A form as it arrived; anything else has no fields. */
export function bodyOf(raw: unknown): Body {
  return typeof raw === 'object' && raw !== null ? (raw as Body) : {};
}

/** One line that says something. @throws FormError */
export function lineOf(body: Body, name: string, label: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value.trim() === '' || value.length > 1000 || /\p{Cc}/u.test(value)) {
    throw new FormError(`${label}: eine Zeile mit 1 bis 1000 Zeichen wird gebraucht.`);
  }
  return value.trim();
}

/** The same, or null where it was left empty. @throws FormError */
export function lineOrNull(body: Body, name: string, label: string): string | null {
  const value = body[name];
  return value === undefined || value === '' ? null : lineOf(body, name, label);
}

/** @throws FormError */
export function oneOf<const Words extends readonly string[]>(
  body: Body,
  name: string,
  words: Words,
  label: string,
): Words[number] {
  const word = words.find((candidate) => candidate === body[name]);
  if (word === undefined) throw new FormError(`${label}: eine der Antworten wird gebraucht.`);
  return word;
}

/** Every value of a field that can be chosen several times. */
export function severalOf(body: Body, name: string): readonly string[] {
  const value = body[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** A part of the address: ids are strings without white space, as the core system made them. */
export function idOf({ params }: Pick<Visit, 'params'>, name: string): string {
  const value = params[name] ?? '';
  if (!/^[^\s\p{Cc}]{1,200}$/u.test(value)) throw new FormError('Diese Kennung gibt es nicht.');
  return value;
}
