import type { FileDigest } from '../durable-file.ts';

/**
 * Where a shop finds its print files: a folder, or one behind SFTP. Names are plain file names. The protocol of the
 * hand-over (`hand-over.ts`) is written once, above this; all that differs is how a file is written, named and flushed.
 * Every method throws `PrintFileError` when the place refuses or cannot be reached.
 */
export interface Outbox {
  /** For people and for the announcement: a path, or `sftp://user@host:port/directory`. */
  readonly location: string;
  exists(name: string): Promise<boolean>;
  /** Null when there is no such file. Reads all of it. */
  digest(name: string): Promise<FileDigest | null>;
  list(): Promise<readonly string[]>;
  /** Writes a new part beside `name` and flushes it. @returns the part's name, which no other writer uses. */
  writePart(name: string, content: AsyncIterable<Uint8Array>): Promise<string>;
  /** Gives a part its final name, unless that is taken. @returns false when it was taken; the part is gone then. */
  publishNew(part: string, name: string): Promise<boolean>;
  /** The one rename that tells the shop. @returns false when there is no such part (any more). */
  renamePart(part: string, name: string): Promise<boolean>;
  /** Removes a file; a missing one is none to be removed. */
  remove(name: string): Promise<void>;
  /** New names survive a power cut from here on, where the place can promise it. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
