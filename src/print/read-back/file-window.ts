import type { FileHandle } from 'node:fs/promises';
import { PrintFileDamagedError } from '../errors.ts';
import { EndOfBytes, NotAValue } from './value-reader.ts';

const WINDOW_BYTES = 64 * 1024;
/** No single object of ours comes near this; a stream's data is read apart. */
const MAX_OBJECT_BYTES = 16 * 1024 * 1024;

/** Random access to a file through one window of bytes: memory does not grow with the file. */
export class FileWindow {
  readonly #handle: FileHandle;
  readonly size: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** @returns exactly the bytes asked for. @throws PrintFileDamagedError when the file ends before. */
  async bytes(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || offset + length > this.size) {
      throw new PrintFileDamagedError(
        `bytes ${offset} to ${offset + length}`,
        'to lie within the file',
        `a file of ${this.size} bytes`,
      );
    }
    if (this.#covers(offset, offset + length)) {
      return this.#bytes.slice(offset - this.#start, offset - this.#start + length);
    }
    const bytes = new Uint8Array(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await this.#handle.read(bytes, read, length - read, offset + read);
      if (bytesRead === 0)
        throw new PrintFileDamagedError(`byte ${offset + read}`, 'more bytes', 'the end of the file');
      read += bytesRead;
    }
    return bytes;
  }

  /**
   * Parses at an offset; the window widens until the parser has enough.
   * @throws PrintFileDamagedError with the place when there is nothing that can be parsed.
   */
  async parse<T>(offset: number, parse: (bytes: Uint8Array, at: number) => T): Promise<T> {
    if (offset >= this.size) {
      throw new PrintFileDamagedError(`byte ${offset}`, 'an object', `the end of the file at ${this.size}`);
    }
    for (let want = WINDOW_BYTES; ; want *= 2) {
      const end = Math.min(offset + want, this.size);
      // Neighbours share a window: reading in the order of offsets touches each byte of the file about once.
      const covered = want === WINDOW_BYTES ? this.#covers(offset) : this.#covers(offset, end);
      if (!covered) await this.#move(offset, end);
      try {
        return parse(this.#bytes, offset - this.#start);
      } catch (error) {
        if (error instanceof NotAValue) {
          throw new PrintFileDamagedError(`object at byte ${offset}`, 'a PDF value', error.message, {
            cause: error,
          });
        }
        if (!(error instanceof EndOfBytes)) throw error;
        if (end === this.size && this.#covers(offset, end)) {
          throw new PrintFileDamagedError(`object at byte ${offset}`, 'it to end', 'the end of the file');
        }
        if (want > MAX_OBJECT_BYTES) {
          throw new PrintFileDamagedError(
            `object at byte ${offset}`,
            `at most ${MAX_OBJECT_BYTES} bytes`,
            'more',
          );
        }
      }
    }
  }

  #covers(offset: number, end = offset + 1): boolean {
    return offset >= this.#start && end <= this.#start + this.#bytes.length;
  }

  async #move(start: number, end: number): Promise<void> {
    this.#bytes = await this.bytes(start, end - start);
    this.#start = start;
  }
}
