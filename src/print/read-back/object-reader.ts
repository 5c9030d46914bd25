import { PrintFileDamagedError } from '../errors.ts';
import type { FileWindow } from './file-window.ts';
import type { ObjectTable } from './object-table.ts';
import { decodeStream } from './stream-data.ts';
import { describe, isDictionary, nameOf } from './value.ts';
import type { Dictionary, Value } from './value.ts';
import { EndOfBytes, NotAValue, ValueReader } from './value-reader.ts';

/** Pages stand in the order of the file, their tree nodes not far behind: a few object streams are enough. */
const KEPT_STREAMS = 16;

export interface StreamObject {
  readonly dictionary: Dictionary;
  /** Raw, as it stands in the file; a copy to be kept. */
  readonly data: Uint8Array;
}

interface UnpackedStream {
  readonly data: Buffer;
  readonly numbers: readonly number[];
  readonly offsets: readonly number[];
}

/** Fetches objects by number, one at a time, with the last few object streams kept unpacked. */
export class ObjectReader {
  readonly #file: FileWindow;
  readonly #table: ObjectTable;
  readonly #unpacked = new Map<number, UnpackedStream>();

  constructor(file: FileWindow, table: ObjectTable) {
    this.#file = file;
    this.#table = table;
  }

  /** One above the highest object number. */
  get count(): number {
    return this.#table.size;
  }

  /**
   * An object with the raw data of a stream, or null for its data, to be used before anything else is read.
   * @throws PrintFileDamagedError
   */
  whole(num: number): { readonly value: Value; readonly data: Uint8Array | null } {
    const place = this.#table.place(num);
    if (place?.kind !== 'at') return { value: this.object(num), data: null };
    const { value, dataOffset } = readIndirect(this.#file, place.offset, num);
    if (dataOffset === null) return { value, data: null };
    const length = isDictionary(value) ? value.get('Length') : undefined;
    if (typeof length !== 'number')
      throw new PrintFileDamagedError(`object ${num}`, 'a direct /Length', describe(length));
    return { value, data: this.#file.bytes(dataOffset, length) };
  }

  /** @throws PrintFileDamagedError when it is not where the cross-reference stream says. */
  object(num: number): Value {
    const place = this.#table.place(num);
    if (place === null)
      throw new PrintFileDamagedError(`object ${num}`, 'to exist', 'a free or unknown number');
    if (place.kind === 'at') return readIndirect(this.#file, place.offset, num).value;
    const stream = this.#objectStream(place.stream);
    if (stream.numbers[place.index] !== num) {
      throw new PrintFileDamagedError(
        `object stream ${place.stream}, entry ${place.index}`,
        `object ${num}`,
        `object ${stream.numbers[place.index] ?? 'none'}`,
      );
    }
    return valueIn(
      stream.data,
      stream.offsets[place.index] ?? 0,
      `object ${num} in object stream ${place.stream}`,
    );
  }

  #objectStream(num: number): UnpackedStream {
    const known = this.#unpacked.get(num);
    if (known !== undefined) return known;
    const place = this.#table.place(num);
    if (place?.kind !== 'at') {
      throw new PrintFileDamagedError(
        `object stream ${num}`,
        'to stand in the file itself',
        place?.kind ?? 'nothing',
      );
    }
    const stream = unpack(num, readStream(this.#file, place.offset, num));
    const oldest = this.#unpacked.size < KEPT_STREAMS ? undefined : this.#unpacked.keys().next().value;
    if (oldest !== undefined) this.#unpacked.delete(oldest);
    this.#unpacked.set(num, stream);
    return stream;
  }
}

/** The stream object at an offset, with its raw data. @throws PrintFileDamagedError */
export function readStream(file: FileWindow, offset: number, num: number | null): StreamObject {
  const { value, dataOffset } = readIndirect(file, offset, num);
  const where = `stream at byte ${offset}`;
  if (!isDictionary(value) || dataOffset === null)
    throw new PrintFileDamagedError(where, 'a stream', describe(value));
  const length = value.get('Length');
  if (typeof length !== 'number')
    throw new PrintFileDamagedError(where, 'a direct /Length', describe(length));
  return { dictionary: value, data: new Uint8Array(file.bytes(dataOffset, length)) };
}

/** @param num the number that must stand there, or null when any may. */
function readIndirect(
  file: FileWindow,
  offset: number,
  num: number | null,
): { readonly value: Value; readonly dataOffset: number | null } {
  return file.parse(offset, (bytes, at) => {
    const reader = new ValueReader(bytes, at);
    const { num: found } = reader.objectHeader();
    if (num !== null && found !== num) throw new NotAValue(`no object ${num} there`);
    const value = reader.value();
    if (!reader.takes('stream')) return { value, dataOffset: null };
    reader.skipEndOfLine();
    return { value, dataOffset: offset + reader.position - at };
  });
}

function unpack(num: number, { dictionary, data: raw }: StreamObject): UnpackedStream {
  const where = `object stream ${num}`;
  const count = dictionary.get('N');
  const first = dictionary.get('First');
  if (nameOf(dictionary.get('Type')) !== 'ObjStm' || typeof count !== 'number' || typeof first !== 'number') {
    throw new PrintFileDamagedError(
      where,
      '/Type /ObjStm with /N and /First',
      describe(dictionary.get('Type')),
    );
  }
  // A delimiter at the end lets the last value end where the data does.
  const data = Buffer.concat([decodeStream(where, dictionary, raw), Buffer.from(' ]')]);
  if (count > data.length || first > data.length) {
    throw new PrintFileDamagedError(where, '/N and /First within its data', `${data.length} bytes of data`);
  }
  const header = new ValueReader(data.subarray(0, first + 1));
  const numbers: number[] = [];
  const offsets: number[] = [];
  try {
    while (numbers.length < count) {
      numbers.push(header.wholeNumber());
      offsets.push(first + header.wholeNumber());
    }
  } catch (cause) {
    throw new PrintFileDamagedError(where, `${count} entries`, `${numbers.length}`, { cause });
  }
  return { data, numbers, offsets };
}

function valueIn(data: Buffer, at: number, where: string): Value {
  try {
    return new ValueReader(data, at).value();
  } catch (cause) {
    if (!(cause instanceof EndOfBytes) && !(cause instanceof NotAValue)) throw cause;
    throw new PrintFileDamagedError(where, 'a PDF value', cause.message || 'the end of the data', { cause });
  }
}
