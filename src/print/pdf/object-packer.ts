import { deflate } from 'node:zlib';
import { promisify } from 'node:util';

const deflateAsync = promisify(deflate);

/** Objects of one object stream: readers decompress the whole of it for any of them. */
const MAX_OBJECTS = 200;
const MAX_CHARACTERS = 128 * 1024;

export interface PackedObject {
  readonly num: number;
  readonly text: string;
}

/** A full object stream: its members and, once compressed, its bytes. */
export interface FullPack {
  readonly members: readonly number[];
  readonly entries: string;
  readonly data: Promise<Uint8Array>;
}

/** Collects small objects until they fill an object stream (ISO 32000-1, 7.5.7). */
export class ObjectPacker {
  #objects: PackedObject[] = [];
  #characters = 0;

  put(num: number, text: string): void {
    this.#objects.push({ num, text });
    this.#characters += text.length;
  }

  get isFull(): boolean {
    return this.#objects.length >= MAX_OBJECTS || this.#characters >= MAX_CHARACTERS;
  }

  get isEmpty(): boolean {
    return this.#objects.length === 0;
  }

  /** Empties the packer; compression runs beside what follows. */
  take(): FullPack {
    const objects = this.#objects;
    this.#objects = [];
    this.#characters = 0;
    const header: string[] = [];
    let offset = 0;
    for (const { num, text } of objects) {
      header.push(`${num} ${offset}`);
      offset += text.length + 1;
    }
    const first = `${header.join(' ')}\n`;
    const body = Buffer.from(first + objects.map(({ text }) => text).join('\n'), 'latin1');
    const data = deflateAsync(body, { level: COMPRESSION_LEVEL });
    // A failure surfaces where the pack is written; until then it must not count as unhandled.
    data.catch(() => {});
    return {
      members: objects.map(({ num }) => num),
      entries: `/Type/ObjStm/N ${objects.length}/First ${first.length}/Filter/FlateDecode`,
      data,
    };
  }
}

const COMPRESSION_LEVEL = 6;
