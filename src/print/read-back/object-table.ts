import { PrintFileDamagedError } from '../errors.ts';
import { describe, isList } from './value.ts';
import type { Dictionary, Value } from './value.ts';

/** Where an object stands: at a byte of the file, or as the n-th of an object stream. */
export type Place =
  | { readonly kind: 'at'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'packed'; readonly stream: number; readonly index: number };

const WHERE = 'cross-reference stream';
/** A million letters have half of these; memory is set aside for each before any is seen. */
const MAX_OBJECTS = 2 ** 24;

/** The decoded cross-reference stream (ISO 32000-1, 7.5.8): kept as bytes, an entry is read when it is asked for. */
export class ObjectTable {
  readonly #data: Buffer;
  readonly #widths: readonly [number, number, number];
  readonly #sections: readonly { readonly first: number; readonly count: number; readonly row: number }[];
  /** One above the highest object number. */
  readonly size: number;

  /** @throws PrintFileDamagedError */
  constructor(dictionary: Dictionary, data: Uint8Array) {
    this.#data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#widths = widthsOf(dictionary);
    this.size = wholeNumber('/Size', dictionary.get('Size'));
    if (this.size > MAX_OBJECTS)
      throw new PrintFileDamagedError(WHERE, `/Size of at most ${MAX_OBJECTS}`, String(this.size));
    const rowBytes = this.#rowBytes;
    const pairs = wholeNumbers('/Index', dictionary.get('Index') ?? [0, this.size]);
    const sections: { first: number; count: number; row: number }[] = [];
    let rows = 0;
    for (let at = 0; at < pairs.length; at += 2) {
      const first = pairs[at] ?? 0;
      const count = pairs[at + 1] ?? 0;
      if (first + count > this.size)
        throw new PrintFileDamagedError(WHERE, `objects below /Size ${this.size}`, `${first + count - 1}`);
      sections.push({ first, count, row: rows });
      rows += count;
    }
    this.#sections = sections;
    if (this.#data.length !== rows * rowBytes) {
      throw new PrintFileDamagedError(
        WHERE,
        `${rows} entries of ${rowBytes} bytes`,
        `${this.#data.length} bytes`,
      );
    }
  }

  get #rowBytes(): number {
    return this.#widths[0] + this.#widths[1] + this.#widths[2];
  }

  /** Null for a free or unknown object. @throws PrintFileDamagedError for an entry of a type that does not exist. */
  place(num: number): Place | null {
    const section = this.#sections.find(({ first, count }) => num >= first && num < first + count);
    if (section === undefined) return null;
    const row = (section.row + num - section.first) * this.#rowBytes;
    const [typeBytes, middleBytes] = this.#widths;
    const type = typeBytes === 0 ? 1 : this.#field(row, typeBytes);
    const middle = this.#field(row + typeBytes, middleBytes);
    const last = this.#field(row + typeBytes + middleBytes, this.#widths[2]);
    switch (type) {
      case 0:
        return null;
      case 1:
        return { kind: 'at', offset: middle, generation: last };
      case 2:
        return { kind: 'packed', stream: middle, index: last };
      default:
        throw new PrintFileDamagedError(
          `${WHERE}, object ${num}`,
          'an entry of type 0, 1 or 2',
          String(type),
        );
    }
  }

  #field(at: number, width: number): number {
    return width === 0 ? 0 : this.#data.readUIntBE(at, width);
  }
}

function widthsOf(dictionary: Dictionary): readonly [number, number, number] {
  const [type, middle, last, ...more] = wholeNumbers('/W', dictionary.get('W'));
  if (type === undefined || middle === undefined || last === undefined || more.length > 0) {
    throw new PrintFileDamagedError(WHERE, '/W with three widths', describe(dictionary.get('W')));
  }
  // Six bytes are what a number holds exactly; a wider field would need a file of more than 256 TB.
  if (Math.max(type, middle, last) > 6 || middle === 0) {
    throw new PrintFileDamagedError(WHERE, '/W with fields of 1 to 6 bytes', `${type} ${middle} ${last}`);
  }
  return [type, middle, last];
}

function wholeNumbers(key: string, value: Value | undefined): readonly number[] {
  if (!isList(value)) throw new PrintFileDamagedError(WHERE, `${key} to be a list`, describe(value));
  return value.map((entry) => wholeNumber(key, entry));
}

function wholeNumber(key: string, value: Value | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new PrintFileDamagedError(WHERE, `whole numbers in ${key}`, describe(value));
}
