import type { PdfDict } from './pdf-value.ts';

/** Where one object stands: at an offset of the file, or as the `index`-th of an object stream. */
export type ObjectPlace =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'packed'; readonly stream: number; readonly index: number };

/** Index within an object stream fits 2^21; stream numbers fit 2^31: together they stay a safe integer. */
const INDEX_RANGE = 2 ** 21;
const FREE = -1;

/** Places of all objects of a document. Coded as numbers: a document may have a hundred thousand. */
export class CrossReferenceIndex {
  readonly #places = new Map<number, number>();
  /** The newest trailer: names the catalogue. */
  trailer: PdfDict = new Map();
  /** Any trailer of any revision asks for decryption. */
  encrypted = false;

  get size(): number {
    return this.#places.size;
  }

  has(num: number): boolean {
    return this.#places.has(num);
  }

  setOffset(num: number, offset: number): void {
    this.#places.set(num, offset * 2);
  }

  setPacked(num: number, stream: number, index: number): void {
    this.#places.set(num, (stream * INDEX_RANGE + Math.min(index, INDEX_RANGE - 1)) * 2 + 1);
  }

  setFree(num: number): void {
    this.#places.set(num, FREE);
  }

  /** Null for objects that are free or were never defined. */
  placeOf(num: number): ObjectPlace | null {
    const code = this.#places.get(num);
    if (code === undefined || code === FREE) return null;
    if (code % 2 === 0) return { kind: 'offset', offset: code / 2 };
    const packed = (code - 1) / 2;
    return { kind: 'packed', stream: Math.floor(packed / INDEX_RANGE), index: packed % INDEX_RANGE };
  }
}
