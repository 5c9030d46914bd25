import { textDigest } from './shared-streams.ts';
import type { Digest, SharedStreams } from './shared-streams.ts';

/** An object of the print file that is ready to be written. */
export interface StagedObject {
  readonly num: number;
  /** The value, Latin-1; for a stream its dictionary. */
  readonly text: string;
  /** The bytes of the stream, as they were delivered. */
  readonly data: Uint8Array | null;
  /** Of value and bytes; null for objects that refer to themselves: no other object can be equal to them. */
  readonly digest: Digest | null;
}

/** Objects that the print file already holds, by the SHA-256 of their final bytes. */
export interface KnownObjects {
  find(digest: Digest): number | null;
  /** Remembers streams from document to document. */
  readonly streams: SharedStreams;
}

/**
 * The objects that one document adds to a print file. They are numbered and compared here, and written only when
 * the whole document has proved fit. An object equal to one that is known gets no number of its own.
 */
export class StagedObjects {
  readonly #known: KnownObjects;
  readonly #staged: StagedObject[] = [];
  readonly #numbers = new Map<Digest, number>();
  #next: number;

  constructor(known: KnownObjects, firstNumber: number) {
    this.#known = known;
    this.#next = firstNumber;
  }

  get objects(): readonly StagedObject[] {
    return this.#staged;
  }

  /** The number that the next new object gets. */
  get nextNumber(): number {
    return this.#next;
  }

  /** A number for an object that must be referred to before it is complete; `fill` follows. */
  reserve(): number {
    this.#next += 1;
    return this.#next - 1;
  }

  fill(num: number, text: string, data: Uint8Array | null): void {
    this.#staged.push({ num, text, data, digest: null });
  }

  /** Number of the object with this content. `isNew`: it is not in the print file yet. */
  add(text: string, data: Uint8Array | null): { readonly num: number; readonly isNew: boolean } {
    const digest = data === null ? textDigest(text) : this.#known.streams.digestOf(text, data);
    const known = this.#known.find(digest);
    if (known !== null) {
      if (data !== null) this.#known.streams.remember(text, data, digest);
      return { num: known, isNew: false };
    }
    const staged = this.#numbers.get(digest);
    if (staged !== undefined) return { num: staged, isNew: false };
    const num = this.reserve();
    this.#numbers.set(digest, num);
    this.#staged.push({ num, text, data, digest });
    return { num, isNew: true };
  }
}
