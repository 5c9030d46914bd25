import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

/** Large enough that a write costs little beside its bytes, small enough for bounded memory. */
const BUFFER_BYTES = 1024 * 1024;

/**
 * A file that is written from front to back and hashed on the way, through a few buffers that go round: one is being
 * filled while others are written. `append` never waits; `drain` does, and must be called often enough that memory
 * stays bounded.
 */
export class FileSink {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #spare: Buffer[] = [];
  #buffer: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #filled = 0;
  #position = 0;
  #waiting = 0;
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
    return this.#hash.copy().update(this.#buffer.subarray(0, this.#filled)).digest('hex');
  }

  appendText(latin1: string): void {
    if (this.#filled + latin1.length > BUFFER_BYTES) {
      this.append(Buffer.from(latin1, 'latin1'));
      return;
    }
    this.#buffer.write(latin1, this.#filled, 'latin1');
    this.#filled += latin1.length;
    this.#position += latin1.length;
  }

  append(bytes: Uint8Array): void {
    let rest = bytes;
    while (this.#filled + rest.length > BUFFER_BYTES) {
      const fits = BUFFER_BYTES - this.#filled;
      this.#buffer.set(rest.subarray(0, fits), this.#filled);
      this.#filled = BUFFER_BYTES;
      this.#handOver();
      rest = rest.subarray(fits);
    }
    this.#buffer.set(rest, this.#filled);
    this.#filled += rest.length;
    this.#position += bytes.length;
  }

  /** More than one buffer is on its way to the disk. */
  get isBehind(): boolean {
    return this.#waiting > 1;
  }

  /** Waits while the disk is behind. @throws the error of the file system. */
  async drain(): Promise<void> {
    if (this.isBehind) await this.#writing;
  }

  /** Queues the buffer behind those that are being written and goes on with another. */
  #handOver(): void {
    const full = this.#buffer.subarray(0, this.#filled);
    this.#hash.update(full);
    this.#waiting += 1;
    this.#writing = this.#writing.then(async () => {
      await this.#write(full);
      this.#waiting -= 1;
      this.#spare.push(full);
    });
    // A failure is reported by the next drain; until then it must not count as unhandled.
    this.#writing.catch(() => {});
    this.#buffer = this.#spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#filled = 0;
  }

  async #write(block: Uint8Array): Promise<void> {
    for (let done = 0; done < block.length;) {
      const { bytesWritten } = await this.#file.write(block, done, block.length - done);
      done += bytesWritten;
    }
  }

  /** Everything on the disk, the file closed. Returns the SHA-256 of the file, lower-case hex. */
  async finish(): Promise<string> {
    this.#handOver();
    try {
      await this.#writing;
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
    return this.#hash.digest('hex');
  }

  /** Closes the file, whatever state its content is in. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }
}
