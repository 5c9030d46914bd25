import { compress } from './compress.ts';

const INITIAL_CAPACITY = 4096;
const FREE = 0;
const AT_OFFSET = 1;
const PACKED = 2;
/** Type, offset or stream number, index within the stream. Six bytes reach 256 TB. */
const FIELD_WIDTHS = [1, 6, 2] as const;
const ENTRY_BYTES = 9;

/** Where each object of the print file stands: 11 bytes an object, however many there are. */
export class ObjectPlaces {
  #types = new Uint8Array(INITIAL_CAPACITY);
  #places = new Float64Array(INITIAL_CAPACITY);
  #indexes = new Uint16Array(INITIAL_CAPACITY);

  setOffset(num: number, offset: number): void {
    this.#set(num, AT_OFFSET, offset, 0);
  }

  setPacked(num: number, stream: number, index: number): void {
    this.#set(num, PACKED, stream, index);
  }

  #set(num: number, type: number, place: number, index: number): void {
    if (num >= this.#types.length) this.#grow(num + 1);
    this.#types[num] = type;
    this.#places[num] = place;
    this.#indexes[num] = index;
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, this.#types.length * 2);
    const types = new Uint8Array(capacity);
    const places = new Float64Array(capacity);
    const indexes = new Uint16Array(capacity);
    types.set(this.#types);
    places.set(this.#places);
    indexes.set(this.#indexes);
    this.#types = types;
    this.#places = places;
    this.#indexes = indexes;
  }

  /** The data of the cross-reference stream for objects 0 to `count` - 1, compressed (ISO 32000-1, 7.5.8). */
  encode(count: number): { readonly data: Uint8Array; readonly widths: readonly number[] } {
    const table = Buffer.alloc(count * ENTRY_BYTES);
    for (let num = 0; num < count; num += 1) {
      const at = num * ENTRY_BYTES;
      const type = this.#types[num] ?? FREE;
      table[at] = type;
      table.writeUIntBE(this.#places[num] ?? 0, at + 1, 6);
      // Object 0 heads the list of free objects and can never be used again.
      table.writeUInt16BE(num === 0 ? 65_535 : (this.#indexes[num] ?? 0), at + 7);
    }
    return { data: compress(table), widths: FIELD_WIDTHS };
  }
}
