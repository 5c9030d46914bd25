import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** Large enough that a write costs little beside its bytes, small enough for bounded memory. */
const BUFFER_BYTES = 1024 * 1024;

/**
 * A file that is written from front to back through one buffer, while the next is being filled, and hashed on the
 * way. `append` never waits; `drain` does, and must be called between documents so that memory stays bounded.
 */
export class FileSink {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #position = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Creates or truncates the file. */
  static async open(path: string): Promise<FileSink> {
    return new FileSink(await open(path, 'w', 0o600));
  }

  /** Bytes appended so far: the offset of what comes next. */
  get position(): number {
    return this.#position;
  }

  /** SHA-256 of the bytes appended so far, lower-case hex. */
  digestSoFar(): string {
    return this.#hash.copy().digest('hex');
  }

  appendText(latin1: string): void {
    this.append(Buffer.from(latin1, 'latin1'));
  }

  append(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#position += bytes.length;
  }

  /** Hands a full buffer to the disk, after the one before has reached it. @throws the error of the file system. */
  async drain(): Promise<void> {
    if (this.#pendingBytes < BUFFER_BYTES) return;
    await this.#flush();
  }

  async #flush(): Promise<void> {
    await this.#writing;
    const block = Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#writing = this.#write(block);
    // A failure is reported by the next flush; until then it must not count as unhandled.
    this.#writing.catch(() => {});
  }

  async #write(block: Uint8Array): Promise<void> {
    for (let done = 0; done < block.length;) {
      const { bytesWritten } = await this.#file.write(block, done, block.length - done);
      done += bytesWritten;
    }
  }

  /** Everything on the disk, the file closed. Returns the SHA-256 of the file, lower-case hex. */
  async finish(): Promise<string> {
    await this.#flush();
    await this.#writing;
    await this.#file.sync();
    await this.#file.close();
    return this.#hash.digest('hex');
  }

  /** Closes the file, whatever state its content is in. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }
}
