import { closeSync, fstatSync, openSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { diskError, errnoOf } from './durable-file.ts';
import { PrintFileDamagedError, PrintFileError } from './errors.ts';
import { FileWindow } from './read-back/file-window.ts';
import { ObjectReader, readStream } from './read-back/object-reader.ts';
import { ObjectTable } from './read-back/object-table.ts';
import { pageContent } from './read-back/page-content.ts';
import { PageDigest } from './read-back/page-digest.ts';
import { readMark } from './read-back/read-mark.ts';
import type { ReadMark } from './read-back/read-mark.ts';
import { PageWalk } from './read-back/page-walk.ts';
import type { PageSize } from './read-back/page-walk.ts';
import { decodeStream } from './read-back/stream-data.ts';
import { describe, isDictionary, isReference, nameOf } from './read-back/value.ts';
import type { Dictionary } from './read-back/value.ts';
import { readThrough } from './read-back/read-through.ts';

/** What a finished print file really holds. */
export interface ReadBack {
  /** Leaves of the page tree, counted one by one. */
  readonly pages: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly pageSizes: readonly PageSize[];
  /** Objects that stand in the file itself, each found at its offset. */
  readonly objectsAtOffset: number;
  /** Of each page in order, lower-case hex: everything that it shows, see `PageDigest`. */
  readonly pageDigests: readonly string[];
  /** By page, counted from 1: the marks for machines, where one was looked for and something is drawn. */
  readonly marks: ReadonlyMap<number, ReadMark>;
}

export interface ReadBackOptions {
  /** Pages on which to look for a mark, counted from 1. */
  readonly marksOn: ReadonlySet<number>;
}

/** `startxref`, a number and `%%EOF` fit in here with room for line ends. */
const TAIL_BYTES = 64;
/** Others have a turn after so many pages, a few milliseconds: a run must go on saying that it is alive. */
const PAGES_PER_TURN = 32;

/**
 * Reads a finished print file by code that knows nothing of the writer's: the cross-reference stream at the end, every
 * offset in it, and the page tree leaf by leaf. It understands the one structure that our writer makes (a single
 * cross-reference stream, object streams, no earlier revision, no encryption) and refuses everything else. Memory
 * is bounded by the cross-reference table, some ten bytes an object.
 * @throws PrintFileDamagedError that names the place, what was expected and what was found.
 * @throws PrintFileError when the file cannot be opened or read.
 */
export async function readBack(
  path: string,
  options: ReadBackOptions = { marksOn: new Set() },
): Promise<ReadBack> {
  const descriptor = opened(path);
  try {
    return await readStructure(new FileWindow(path, descriptor, fstatSync(descriptor).size), options);
  } finally {
    closeSync(descriptor);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw diskError(path, cause);
    throw new PrintFileError(`Expected the print file \`${path}\`, found no such file.`, { cause });
  }
}

async function readStructure(file: FileWindow, options: ReadBackOptions): Promise<ReadBack> {
  const start = file.bytes(0, Math.min(5, file.size)).toString('latin1');
  if (start !== '%PDF-') throw new PrintFileDamagedError('first bytes', '%PDF-', 'something else');
  const { dictionary, data } = readStream(file, crossReferenceOffset(file), null);
  assertOneRevision(dictionary);
  const table = new ObjectTable(dictionary, decodeStream('cross-reference stream', dictionary, data));
  const { sha256, objectsAtOffset } = await readThrough(file, table);
  const objects = new ObjectReader(file, table);
  const root = dictionary.get('Root');
  const catalogue = isReference(root) ? objects.object(root.num) : null;
  if (!isDictionary(catalogue))
    throw new PrintFileDamagedError('/Root', 'the catalogue', describe(catalogue));
  const digest = new PageDigest(objects);
  const pageDigests: string[] = [];
  const marks = new Map<number, ReadMark>();
  const walk = new PageWalk(objects, table);
  for (const { number, page, inherited } of walk.walk(catalogue.get('Pages'))) {
    pageDigests.push(digest.of(page, inherited));
    const mark = options.marksOn.has(number) ? readMark(pageContent(objects, page)) : null;
    if (mark !== null) marks.set(number, mark);
    if (number % PAGES_PER_TURN === 0) await setImmediate();
  }
  const { pages, sizes: pageSizes } = walk;
  return { pages, sha256, bytes: file.size, pageSizes, objectsAtOffset, pageDigests, marks };
}

function crossReferenceOffset(file: FileWindow): number {
  const length = Math.min(TAIL_BYTES, file.size);
  const tail = file.bytes(file.size - length, length).toString('latin1');
  const match = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail);
  if (match === null) throw new PrintFileDamagedError('last bytes', 'startxref and %%EOF', 'something else');
  return Number(match[1]);
}

/** An earlier revision could hold pages that nobody planned, an encrypted one pages that nobody can check. */
function assertOneRevision(dictionary: Dictionary): void {
  const type = dictionary.get('Type');
  if (nameOf(type) !== 'XRef')
    throw new PrintFileDamagedError('startxref', 'a cross-reference stream', describe(type));
  for (const key of ['Prev', 'Encrypt']) {
    if (dictionary.has(key)) throw new PrintFileDamagedError('cross-reference stream', `no /${key}`, 'one');
  }
}
