import { compress } from './compress.ts';

const INITIAL_CAPACITY = 4096;
const FREE = 0;
const AT_OFFSET = 1;
const PACKED = 2;
/** Bytes of the type and of the index within an object stream; the offset between them takes what the last one needs. */
const TYPE_BYTES = 1;
const INDEX_BYTES = 2;

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
    const widths = [TYPE_BYTES, bytesFor(this.#places.subarray(0, count)), INDEX_BYTES] as const;
    const entryBytes = widths[0] + widths[1] + widths[2];
    const table = new Uint8Array(count * entryBytes);
    for (let num = 0; num < count; num += 1) {
      const at = num * entryBytes;
      table[at] = this.#types[num] ?? FREE;
      let rest = this.#places[num] ?? 0;
      for (let byte = widths[1]; byte > 0; byte -= 1) {
        table[at + byte] = rest % 256;
        rest = Math.floor(rest / 256);
      }
      // Object 0 heads the list of free objects and can never be used again.
      const index = num === 0 ? 65_535 : (this.#indexes[num] ?? 0);
      table[at + widths[1] + 1] = index >> 8;
      table[at + widths[1] + 2] = index & 255;
    }
    return { data: compress(table), widths };
  }
}

/** Bytes that the largest of these takes: four up to 4 GB. */
function bytesFor(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  let bytes = 1;
  for (let rest = Math.floor(largest / 256); rest > 0; rest = Math.floor(rest / 256)) bytes += 1;
  return bytes;
}
