import { readSync } from 'node:fs';
import { diskError } from '../durable-file.ts';
import { PrintFileDamagedError } from '../errors.ts';
import { EndOfBytes, NotAValue } from './value-reader.ts';

const WINDOW_BYTES = 1024 * 1024;
/** Content, object streams and what letters share stand at different places; few letters stand open at once. */
const KEPT_WINDOWS = 4;
/** No single object of ours comes near this; a stream's data is read apart. */
const MAX_OBJECT_BYTES = 16 * 1024 * 1024;

interface Window {
  readonly memory: Buffer;
  readonly start: number;
  /** The part of `memory` that is filled. */
  readonly bytes: Buffer;
}

/**
 * Random access to a file through a few windows of bytes that are filled again and again: memory does not grow with the
 * file. Reads are synchronous, for thousands of small ones wait longer for their turn than for the disk; whoever reads a
 * whole file lets others have a turn between pages.
 */
export class FileWindow {
  readonly #path: string;
  readonly #descriptor: number;
  readonly size: number;
  /** The one used last comes first. */
  readonly #windows: Window[] = [];

  constructor(path: string, descriptor: number, size: number) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.size = size;
  }

  /**
   * @returns exactly the bytes asked for, to be used before anything else is read: their memory is used again.
   * @throws PrintFileDamagedError when the file ends before.
   */
  bytes(offset: number, length: number): Buffer {
    if (offset < 0 || offset + length > this.size) {
      throw new PrintFileDamagedError(
        `bytes ${offset} to ${offset + length}`,
        'to lie within the file',
        `a file of ${this.size} bytes`,
      );
    }
    const window = this.#covering(offset, offset + length) ?? this.#filled(offset, length);
    return window.bytes.subarray(offset - window.start, offset - window.start + length);
  }

  /**
   * Parses at an offset; the window widens until the parser has enough.
   * @throws PrintFileDamagedError with the place when there is nothing that can be parsed.
   */
  parse<T>(offset: number, parse: (bytes: Buffer, at: number) => T): T {
    if (offset >= this.size) {
      throw new PrintFileDamagedError(`byte ${offset}`, 'an object', `the end of the file at ${this.size}`);
    }
    let window = this.#covering(offset, offset + 1) ?? this.#filled(offset, 1);
    for (let want = WINDOW_BYTES; ; want *= 2) {
      try {
        return parse(window.bytes, offset - window.start);
      } catch (error) {
        if (error instanceof NotAValue) {
          throw new PrintFileDamagedError(`object at byte ${offset}`, 'a PDF value', error.message, {
            cause: error,
          });
        }
        if (!(error instanceof EndOfBytes)) throw error;
      }
      if (window.start + window.bytes.length === this.size) {
        throw new PrintFileDamagedError(`object at byte ${offset}`, 'it to end', 'the end of the file');
      }
      if (want > MAX_OBJECT_BYTES) {
        throw new PrintFileDamagedError(
          `object at byte ${offset}`,
          `at most ${MAX_OBJECT_BYTES} bytes`,
          'more',
        );
      }
      window = this.#filled(offset, Math.min(want, this.size - offset));
    }
  }

  #covering(from: number, to: number): Window | null {
    for (const [age, window] of this.#windows.entries()) {
      if (from < window.start || to > window.start + window.bytes.length) continue;
      if (age > 0) this.#use(age, window);
      return window;
    }
    return null;
  }

  /** The window that was not used for longest, filled from an offset on; larger requests get memory of their own. */
  #filled(start: number, length: number): Window {
    if (length > WINDOW_BYTES) {
      const memory = Buffer.allocUnsafeSlow(length);
      this.#read(memory, start);
      return { memory, start, bytes: memory };
    }
    const isFull = this.#windows.length === KEPT_WINDOWS;
    const memory = (isFull ? this.#windows.pop()?.memory : null) ?? Buffer.allocUnsafeSlow(WINDOW_BYTES);
    // Neighbours share a window: reading in the order of offsets touches each byte of the file about once.
    const bytes = memory.subarray(0, Math.min(WINDOW_BYTES, this.size - start));
    this.#read(bytes, start);
    const window = { memory, start, bytes };
    this.#windows.unshift(window);
    return window;
  }

  #use(age: number, window: Window): void {
    this.#windows.splice(age, 1);
    this.#windows.unshift(window);
  }

  #read(into: Buffer, offset: number): void {
    for (let read = 0; read < into.length;) {
      const got = this.#readSome(into, read, offset + read);
      if (got === 0)
        throw new PrintFileDamagedError(`byte ${offset + read}`, 'more bytes', 'the end of the file');
      read += got;
    }
  }

  #readSome(into: Buffer, at: number, offset: number): number {
    try {
      return readSync(this.#descriptor, into, at, into.length - at, offset);
    } catch (cause) {
      throw diskError(this.#path, cause);
    }
  }
}
