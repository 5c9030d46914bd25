import { constants, fdatasyncSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;
/**
 * With it each write is on the disk when it returns, as with fdatasync after it, in one call. Windows has no such flag, and no
 * such constant: there fdatasync follows each write.
 */
const O_DSYNC: number | undefined = constants.O_DSYNC;

/**
 * A write of at most this (ms) is done on the spot: an SSD takes 0.03–0.3 ms, and the way to a thread and back costs as much
 * processor time again. A slower disk must not stop everything else: threads write for a while.
 */
const ON_THE_SPOT_MS = 2;
const SLOW_FOR_MS = 1000;

/** A file that only grows, and of which every byte is on the disk when `append` ends. */
export class JournalFile {
  readonly #file: FileHandle;
  readonly #onTheSpotMs: number;
  /** In the time of `performance.now()`. */
  #slowUntil = 0;

  constructor(file: FileHandle, onTheSpotMs = ON_THE_SPOT_MS) {
    this.#file = file;
    this.#onTheSpotMs = onTheSpotMs;
  }

  /** @throws whatever the system says, `EEXIST` where there is one already: a journal is continued by nobody */
  static async create(path: string): Promise<JournalFile> {
    return new JournalFile(await open(path, O_APPEND | O_CREAT | O_EXCL | O_WRONLY | (O_DSYNC ?? 0), 0o600));
  }

  /** One call at a time. @throws whatever the system says; the file may then end in a part of `lines` */
  async append(lines: Buffer): Promise<void> {
    const began = performance.now();
    if (began < this.#slowUntil) {
      await this.#file.appendFile(lines);
      if (O_DSYNC === undefined) await this.#file.datasync();
      return;
    }
    const { fd } = this.#file;
    for (let from = 0; from < lines.length;) from += writeSync(fd, lines, from);
    if (O_DSYNC === undefined) fdatasyncSync(fd);
    const ended = performance.now();
    if (ended - began > this.#onTheSpotMs) this.#slowUntil = ended + SLOW_FOR_MS;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
