import { SharedStreams } from './shared-streams.ts';
import type { Digest } from './shared-streams.ts';
import type { KnownObjects } from './staged-objects.ts';

const INITIAL_SLOTS = 1 << 12;
const WORDS = 5;

/**
 * Object numbers by the first 128 bits of a SHA-256: 20 bytes an object instead of a string and a map entry, since a
 * print file has hundreds of thousands. 128 bits of a cryptographic hash cannot be made to collide on purpose.
 */
export class DigestIndex implements KnownObjects {
  readonly streams = new SharedStreams();
  /** Per slot: four words of the digest, then the object number; 0 marks an empty slot. */
  #slots = new Uint32Array(INITIAL_SLOTS * WORDS);
  #capacity = INITIAL_SLOTS;
  #used = 0;

  find(digest: Digest): number | null {
    const words = wordsOf(digest);
    const num = this.#slots[this.#slotOf(words) + 4] ?? 0;
    return num === 0 ? null : num;
  }

  set(digest: Digest, num: number): void {
    if ((this.#used + 1) * 3 > this.#capacity * 2) this.#grow();
    this.#put(wordsOf(digest), num);
    this.#used += 1;
  }

  #put(words: Uint32Array, num: number): void {
    const at = this.#slotOf(words);
    this.#slots.set(words, at);
    this.#slots[at + 4] = num;
  }

  /** The slot that holds these words, or the empty one where they belong. */
  #slotOf(words: Uint32Array): number {
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words;
    for (let slot = w0 & (this.#capacity - 1); ; slot = (slot + 1) & (this.#capacity - 1)) {
      const at = slot * WORDS;
      if (this.#slots[at + 4] === 0) return at;
      if (
        this.#slots[at] === w0 &&
        this.#slots[at + 1] === w1 &&
        this.#slots[at + 2] === w2 &&
        this.#slots[at + 3] === w3
      ) {
        return at;
      }
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Uint32Array(this.#capacity * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      const num = old[at + 4] ?? 0;
      if (num !== 0) this.#put(old.subarray(at, at + 4), num);
    }
  }
}

/** One for all: called twice an object, and each result is used up before the next call. */
const words = new Uint32Array(4);

function wordsOf(digest: Digest): Uint32Array {
  for (let word = 0; word < 4; word += 1) {
    const at = word * 4;
    words[word] =
      (digest.charCodeAt(at) << 24) |
      (digest.charCodeAt(at + 1) << 16) |
      (digest.charCodeAt(at + 2) << 8) |
      digest.charCodeAt(at + 3);
  }
  return words;
}
