import type { Dictionary, Value } from './value.ts';

/** The bytes end before the value does: a wider window is needed, or the file is cut off. */
export class EndOfBytes extends Error {}

/** Bytes that are no PDF value (ISO 32000-1, 7.3). */
export class NotAValue extends Error {}

/** Deeper than any configuration lets a document nest (pdf.limits.maxDepth, at most 1000). */
const MAX_DEPTH = 1024;
const WHITE = 1;
const DELIMITER = 2;
/** What each byte is: asked several times for each byte of each object. */
const KIND = new Uint8Array(256);
for (const white of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) KIND[white] = WHITE;
for (const delimiter of '()<>[]{}/%') KIND[delimiter.charCodeAt(0)] = DELIMITER;
/** Nine digits are exact in 32 bits. */
const MAX_SHORT_DIGITS = 9;

/** Reads one value after the other from bytes. */
export class ValueReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get position(): number {
    return this.#at;
  }

  /** @throws EndOfBytes, NotAValue */
  value(depth = 0): Value {
    if (depth > MAX_DEPTH) throw new NotAValue(`nesting deeper than ${MAX_DEPTH}`);
    this.skipWhite();
    const first = this.#peek();
    if (first === 0x2f) return { kind: 'name', name: this.#name() };
    if (first === 0x28) return this.#literalString();
    if (first === 0x5b) return this.#list(depth);
    if (first === 0x3c) return this.#peek(1) === 0x3c ? this.#dictionary(depth) : this.#hexString();
    const short = this.#shortNumber();
    if (short !== null) return this.#numberOrReference(short);
    const word = this.word();
    switch (word) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        return this.#anyNumber(word);
    }
  }

  /** Letters and digits up to the next white space or delimiter. @throws EndOfBytes */
  word(): string {
    this.skipWhite();
    const start = this.#at;
    this.#skipRegular();
    return this.#since(start);
  }

  /** The whole number that stands here, of no more digits than are exact. @throws EndOfBytes, NotAValue */
  wholeNumber(): number {
    this.skipWhite();
    const short = this.#shortNumber();
    if (short !== null) return short;
    const word = this.word();
    if (!/^\d{1,15}$/.test(word)) throw new NotAValue(`\`${word.slice(0, 20)}\` for a whole number`);
    return Number(word);
  }

  /** `12 0 obj`. @throws EndOfBytes, NotAValue */
  objectHeader(): { readonly num: number; readonly generation: number } {
    const num = this.wholeNumber();
    const generation = this.wholeNumber();
    if (!this.takes('obj')) throw new NotAValue('no object');
    return { num, generation };
  }

  /** Whether this word stands here; if so, steps over it. Reads no string for it: asked for each number. @throws EndOfBytes */
  takes(word: string): boolean {
    this.skipWhite();
    for (let index = 0; index < word.length; index += 1) {
      if (this.#peek(index) !== word.charCodeAt(index)) return false;
    }
    if (KIND[this.#peek(word.length)] === 0) return false;
    this.#at += word.length;
    return true;
  }

  skipWhite(): void {
    for (;;) {
      const byte = this.#peek();
      if (byte === 0x25) while (this.#peek() !== 0x0a && this.#peek() !== 0x0d) this.#at += 1;
      else if (KIND[byte] === WHITE) this.#at += 1;
      else return;
    }
  }

  /** The end of line that must follow the word `stream` (7.3.8.1). */
  skipEndOfLine(): void {
    if (this.#peek() === 0x0d) this.#at += 1;
    if (this.#peek() !== 0x0a) throw new NotAValue('no end of line after `stream`');
    this.#at += 1;
  }

  #peek(ahead = 0): number {
    return this.#byte(this.#at + ahead);
  }

  #byte(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined) throw new EndOfBytes();
    return byte;
  }

  #skipRegular(): void {
    while (KIND[this.#peek()] === 0) this.#at += 1;
  }

  /** A few digits and nothing else, which is what most numbers are; null, and nothing read, for all others. */
  #shortNumber(): number | null {
    const start = this.#at;
    let number = 0;
    let at = start;
    for (let digit = this.#digit(at); digit !== null; digit = this.#digit(at)) {
      number = number * 10 + digit;
      at += 1;
    }
    if (at === start || at - start > MAX_SHORT_DIGITS || KIND[this.#byte(at)] === 0) return null;
    this.#at = at;
    return number;
  }

  #digit(at: number): number | null {
    const byte = this.#byte(at);
    return byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : null;
  }

  #anyNumber(word: string): Value {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw new NotAValue(`\`${word.slice(0, 20)}\``);
    return /^\d+$/.test(word) ? this.#numberOrReference(Number(word)) : Number(word);
  }

  /** `12 0 R` begins like two numbers: look on, and come back when it is not one. */
  #numberOrReference(num: number): Value {
    const after = this.#at;
    this.skipWhite();
    const generation = this.#shortNumber();
    if (generation !== null && this.takes('R')) return { kind: 'reference', num, generation };
    this.#at = after;
    return num;
  }

  #name(): string {
    this.#at += 1;
    const start = this.#at;
    this.#skipRegular();
    const raw = this.#since(start);
    if (!raw.includes('#')) return raw;
    return raw.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }

  #list(depth: number): Value {
    this.#at += 1;
    const values: Value[] = [];
    for (;;) {
      this.skipWhite();
      if (this.#peek() === 0x5d) break;
      values.push(this.value(depth + 1));
    }
    this.#at += 1;
    return values;
  }

  #dictionary(depth: number): Dictionary {
    this.#at += 2;
    const entries = new Map<string, Value>();
    for (;;) {
      this.skipWhite();
      if (this.#peek() === 0x3e && this.#peek(1) === 0x3e) break;
      if (this.#peek() !== 0x2f) throw new NotAValue('a dictionary key that is no name');
      const key = this.#name();
      entries.set(key, this.value(depth + 1));
    }
    this.#at += 2;
    return entries;
  }

  #literalString(): Value {
    const start = this.#at;
    let open = 0;
    do {
      const byte = this.#peek();
      if (byte === 0x5c) this.#at += 1;
      else if (byte === 0x28) open += 1;
      else if (byte === 0x29) open -= 1;
      this.#at += 1;
    } while (open > 0);
    return { kind: 'text', raw: this.#since(start) };
  }

  #hexString(): Value {
    const start = this.#at;
    while (this.#peek() !== 0x3e) this.#at += 1;
    this.#at += 1;
    return { kind: 'text', raw: this.#since(start) };
  }

  #since(start: number): string {
    return this.#bytes.toString('latin1', start, this.#at);
  }
}
