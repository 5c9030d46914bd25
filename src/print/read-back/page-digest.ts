import { createHash, hash } from 'node:crypto';
import { PrintFileDamagedError } from '../errors.ts';
import type { ObjectReader } from './object-reader.ts';
import type { Inherited } from './page-walk.ts';
import { RecentDigests } from './recent-digests.ts';
import { isDictionary, isList, isReference, nameOf } from './value.ts';
import type { Dictionary, Text, Value } from './value.ts';

/** Resources nest a few levels: page, form, font, descriptor, font file. */
const MAX_LEVELS = 200;
/**
 * Objects that lead back to one further out have a digest for each way to them, and ways multiply. What letters draw with
 * has a handful of them; a file with more is no print file of ours.
 */
const MAX_WAYS = 10_000;
/**
 * What was forgotten is hashed anew when it is met again: of 10,000 letters no object is. So many times the number of objects
 * bound the work for a file of any make.
 */
const MAX_HASHED_ANEW = 8;
/** Says how a page looks, not where it hangs in its tree; a stream's length is told by its data. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Parent', 'Length']);

interface Digested {
  readonly digest: string;
  /** The outermost object on the way down that it refers back to; Infinity when it refers to none. */
  readonly outermost: number;
}

/**
 * SHA-256 of what a page shows: its dictionary with inherited attributes, and everything that it refers to, each
 * reference replaced by the digest of what it leads to. Object numbers, offsets and the order of keys do not matter, so
 * it can be computed again from the print file alone, by any program, by these rules:
 * - a dictionary is `<<`, its entries `/Key value` sorted by key and without `Parent` and `Length`, `>>`;
 * - a list is `[`, its values, `]`; a name `/Name`; a string as written; a number in its shortest decimal form;
 * - a stream is its dictionary, the word `stream`, and the SHA-256 of its bytes as they stand in the file;
 * - a reference is `@` and the SHA-256 of the object; one that leads back to an object on the way, `^` and how many up;
 * - a space stands between all of these.
 */
export class PageDigest {
  readonly #objects: ObjectReader;
  readonly #known = new RecentDigests();
  readonly #path: number[] = [];
  #ways = 0;
  #hashed = 0;

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  /** @returns lower-case hex */
  of(page: Dictionary, inherited: Inherited): string {
    const entries = new Map(page);
    for (const [key, value] of [
      ['MediaBox', inherited.mediaBox],
      ['Rotate', inherited.rotate],
      ['Resources', inherited.resources],
    ] as const) {
      if (value !== undefined) entries.set(key, value);
    }
    this.#ways = 0;
    const parts: string[] = [];
    this.#write(entries, parts);
    return sha256(parts.join(' '));
  }

  /** @returns the outermost object on the path that it refers back to */
  #write(value: Value, parts: string[]): number {
    if (isReference(value)) {
      const { digest, outermost } = this.#object(value.num);
      parts.push(digest);
      return outermost;
    }
    if (isList(value)) {
      parts.push('[');
      const outermost = this.#writeAll(value, parts);
      parts.push(']');
      return outermost;
    }
    if (!isDictionary(value)) {
      parts.push(plain(value));
      return Infinity;
    }
    parts.push('<<');
    let outermost = Infinity;
    for (const key of [...value.keys()].filter((name) => !LEFT_OUT.has(name)).sort()) {
      parts.push(`/${key}`);
      outermost = Math.min(outermost, this.#write(value.get(key) ?? null, parts));
    }
    parts.push('>>');
    return outermost;
  }

  #writeAll(values: readonly Value[], parts: string[]): number {
    let outermost = Infinity;
    for (const value of values) outermost = Math.min(outermost, this.#write(value, parts));
    return outermost;
  }

  #object(num: number): Digested {
    const known = this.#known.get(num);
    if (known !== undefined) return { digest: known, outermost: Infinity };
    const level = this.#path.lastIndexOf(num);
    if (level !== -1) return { digest: `^${this.#path.length - level}`, outermost: level };
    if (this.#path.length > MAX_LEVELS)
      throw new PrintFileDamagedError(`object ${num}`, `at most ${MAX_LEVELS} levels`, 'more');
    this.#path.push(num);
    const { value, data } = this.#objects.whole(num);
    // At once: reading on uses the memory of the data again.
    const ofData = data === null ? null : sha256(data);
    const parts: string[] = [];
    const outermost = this.#write(value, parts);
    if (ofData !== null) parts.push('stream', ofData);
    this.#path.pop();
    const digest = `@${sha256(parts.join(' '))}`;
    // What refers back to an object further out has another digest when it is reached by another way.
    const isClosed = outermost >= this.#path.length;
    if (isClosed) this.#remember(num, digest);
    else this.#countWay(num);
    return { digest, outermost: isClosed ? Infinity : outermost };
  }

  #remember(num: number, digest: string): void {
    this.#known.set(num, digest);
    this.#hashed += 1;
    if (this.#hashed <= this.#objects.count * MAX_HASHED_ANEW) return;
    throw new PrintFileDamagedError(
      `object ${num}`,
      `objects to be hashed ${MAX_HASHED_ANEW} times at most`,
      'more: each page uses too many of the same objects',
    );
  }

  #countWay(num: number): void {
    this.#ways += 1;
    if (this.#ways <= MAX_WAYS) return;
    throw new PrintFileDamagedError(
      `object ${num}`,
      `at most ${MAX_WAYS} ways through objects that refer to one another`,
      'more',
    );
  }
}

/** SHA-256 of a mailpiece: of the digests of its pages in hex, each ended by a line feed. */
export function mailpieceDigest(pageDigests: readonly string[]): string {
  const digest = createHash('sha256');
  for (const page of pageDigests) digest.update(`${page}\n`);
  return digest.digest('hex');
}

function plain(value: null | boolean | number | { readonly kind: string } | Text): string {
  if (value === null || typeof value !== 'object') return String(value);
  const name = nameOf(value as Value);
  return name === null && 'raw' in value ? value.raw : `/${name ?? ''}`;
}

function sha256(data: string | Uint8Array): string {
  return hash('sha256', data);
}
