import type { Dictionary, Value } from './value.ts';

/** The bytes end before the value does: a wider window is needed, or the file is cut off. */
export class EndOfBytes extends Error {}

/** Bytes that are no PDF value (ISO 32000-1, 7.3). */
export class NotAValue extends Error {}

/** Deeper than any configuration lets a document nest (pdf.limits.maxDepth, at most 1000). */
const MAX_DEPTH = 1024;
const WHITE = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const DELIMITERS = new Set(Array.from('()<>[]{}/%', (character) => character.charCodeAt(0)));

/** Reads one value after the other from bytes. */
export class ValueReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
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
    const word = this.word();
    switch (word) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        return this.#numberOrReference(word);
    }
  }

  /** Letters and digits up to the next white space or delimiter. @throws EndOfBytes */
  word(): string {
    this.skipWhite();
    const start = this.#at;
    while (!isEnd(this.#peek())) this.#at += 1;
    return Buffer.from(this.#bytes.subarray(start, this.#at)).toString('latin1');
  }

  skipWhite(): void {
    for (;;) {
      const byte = this.#peek();
      if (byte === 0x25) while (this.#peek() !== 0x0a && this.#peek() !== 0x0d) this.#at += 1;
      else if (WHITE.has(byte)) this.#at += 1;
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
    const byte = this.#bytes[this.#at + ahead];
    if (byte === undefined) throw new EndOfBytes();
    return byte;
  }

  /** `12 0 R` begins like two numbers: look on, and come back when it is not one. */
  #numberOrReference(word: string): Value {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) throw new NotAValue(`\`${word.slice(0, 20)}\``);
    const number = Number(word);
    if (!/^\d+$/.test(word)) return number;
    const after = this.#at;
    const generation = this.word();
    if (/^\d+$/.test(generation) && this.word() === 'R') {
      return { kind: 'reference', num: number, generation: Number(generation) };
    }
    this.#at = after;
    return number;
  }

  #name(): string {
    this.#at += 1;
    const start = this.#at;
    while (!isEnd(this.#peek())) this.#at += 1;
    const raw = Buffer.from(this.#bytes.subarray(start, this.#at)).toString('latin1');
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
    return Buffer.from(this.#bytes.subarray(start, this.#at)).toString('latin1');
  }
}

function isEnd(byte: number): boolean {
  return WHITE.has(byte) || DELIMITERS.has(byte);
}
