import { compress } from './compress.ts';

/** Objects of one object stream: readers decompress the whole of it for any of them. */
const MAX_OBJECTS = 200;
const MAX_BYTES = 128 * 1024;

/** A full object stream: its members, its dictionary but for the length, and its bytes. */
export interface FullPack {
  readonly members: readonly number[];
  readonly entries: string;
  readonly data: Uint8Array;
}

/**
 * Collects small objects until they fill an object stream (ISO 32000-1, 7.5.7). Their text goes into a buffer at once:
 * strings that wait would keep the whole documents in memory that they are parts of.
 */
export class ObjectPacker {
  #members: number[] = [];
  #header = '';
  #body = Buffer.allocUnsafeSlow(2 * MAX_BYTES);
  #filled = 0;

  put(num: number, text: string): void {
    this.#members.push(num);
    this.#header += `${num} ${this.#filled} `;
    const end = this.#filled + text.length + 1;
    if (end > this.#body.length) this.#grow(end);
    this.#body.write(text, this.#filled, 'latin1');
    this.#body[end - 1] = 10;
    this.#filled = end;
  }

  get isFull(): boolean {
    return this.#members.length >= MAX_OBJECTS || this.#filled >= MAX_BYTES;
  }

  /** Empties the packer. */
  take(): FullPack {
    const members = this.#members;
    const entries = `/Type/ObjStm/N ${members.length}/First ${this.#header.length}/Filter/FlateDecode`;
    const header = Buffer.from(this.#header, 'latin1');
    const data = compress(Buffer.concat([header, this.#body.subarray(0, this.#filled)]));
    this.#members = [];
    this.#header = '';
    this.#filled = 0;
    return { members, entries, data };
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#body.length * 2));
    grown.set(this.#body.subarray(0, this.#filled));
    this.#body = grown;
  }
}
