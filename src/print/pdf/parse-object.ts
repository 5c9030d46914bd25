import { isWhite } from './characters.ts';
import type { WorkBudget } from './pdf-limits.ts';
import type { PdfSource } from './pdf-source.ts';
import { integerOf, isDict } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { damaged } from './unfit-pdf-error.ts';
import { ValueParser } from './value-parser.ts';

export interface PdfStream {
  readonly dict: PdfDict;
  /** As in the file: still compressed. */
  readonly data: Uint8Array;
  /** The stated /Length was wrong: where the data ends is a guess, to be confirmed by what the data is. */
  readonly guessedEnd: boolean;
}

export interface IndirectObject {
  readonly value: PdfValue;
  /** The bytes after the dictionary, as in the file, when the object is a stream. */
  readonly data: Uint8Array | null;
  /** See PdfStream. */
  readonly guessedEnd: boolean;
}

/** Where an object stands, and where reading it ended. */
export interface ParsedObject extends IndirectObject {
  readonly num: number;
  readonly gen: number;
  readonly end: number;
}

/** Looks up a length that is given by reference; null when it is no length. */
export type ResolveLength = (value: PdfValue | undefined) => number | null;

/**
 * Reads `num gen obj value` at an offset, with its stream if it has one.
 * Null when no object begins there. @throws UnfitPdfError `damaged` when one begins and cannot be read.
 */
export function parseObjectAt(
  source: PdfSource,
  offset: number,
  budget: WorkBudget,
  resolveLength: ResolveLength,
): ParsedObject | null {
  const parser = new ValueParser(source.text, offset, budget);
  const num = parser.takeUnsigned();
  const gen = parser.takeUnsigned();
  if (num === -1 || gen === -1 || !parser.takeKeyword('obj')) return null;
  budget.countObject();
  // `1 0 obj endobj` is an object without a value: null.
  if (parser.takeKeyword('endobj')) {
    return { num, gen, value: 'null', data: null, guessedEnd: false, end: parser.position };
  }
  const value = parser.parseValue();
  if (isDict(value)) {
    const start = startOfStream(parser);
    if (start !== -1) {
      const length = resolveLength(value.get('/Length'));
      const guessedEnd = !endsAt(source.text, start, length);
      const end = guessedEnd || length === null ? guessEnd(source.text, start) : start + length;
      return { num, gen, value, data: source.bytes.subarray(start, end), guessedEnd, end };
    }
  }
  return { num, gen, value, data: null, guessedEnd: false, end: parser.position };
}

/** Reads a stream at an offset, before references can be resolved. Null when there is none. */
export function parseStreamAt(source: PdfSource, offset: number, budget: WorkBudget): PdfStream | null {
  const object = parseObjectAt(source, offset, budget, integerOf);
  return object !== null && object.data !== null && isDict(object.value)
    ? { dict: object.value, data: object.data, guessedEnd: object.guessedEnd }
    : null;
}

/** First byte of stream data, behind the keyword and its line end (ISO 32000-1, 7.3.8.1); -1 when there is no stream. */
function startOfStream(parser: ValueParser): number {
  parser.skipWhite();
  const { text, position } = parser;
  if (!text.startsWith('stream', position)) return -1;
  const at = position + 'stream'.length;
  if (text.charCodeAt(at) === 13) return text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
  return text.charCodeAt(at) === 10 ? at + 1 : at;
}

/** Whether `endstream` follows data of this length. */
function endsAt(text: string, start: number, length: number | null): boolean {
  if (length === null || length < 0 || start + length > text.length) return false;
  let at = start + length;
  while (isWhite(text.charCodeAt(at)) && at < start + length + 3) at += 1;
  return text.startsWith('endstream', at);
}

/** With a wrong or missing length the data runs to the next `endstream`, as readers take it. */
function guessEnd(text: string, start: number): number {
  const keyword = text.indexOf('endstream', start);
  if (keyword === -1)
    throw damaged(`The stream at offset ${start} has no end: the file is cut off or overwritten.`);
  let end = keyword;
  if (end > start && text.charCodeAt(end - 1) === 10) end -= 1;
  if (end > start && text.charCodeAt(end - 1) === 13) end -= 1;
  return end;
}
