import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { digestIfPresent, explained } from './durable-file.ts';
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
import { NotAValue, ValueReader } from './read-back/value-reader.ts';

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
  const digest = await digestIfPresent(path);
  if (digest === null) throw new PrintFileError(`Expected the print file \`${path}\`, found no such file.`);
  const handle = await explained(path, open(path, 'r'));
  try {
    return { ...(await readStructure(handle, digest.bytes, options)), ...digest };
  } finally {
    await handle.close();
  }
}

async function readStructure(
  handle: FileHandle,
  size: number,
  options: ReadBackOptions,
): Promise<Omit<ReadBack, 'sha256' | 'bytes'>> {
  const file = new FileWindow(handle, size);
  const start = Buffer.from(await file.bytes(0, Math.min(5, size))).toString('latin1');
  if (start !== '%PDF-') throw new PrintFileDamagedError('first bytes', '%PDF-', 'something else');
  const { dictionary, data } = await readStream(file, await crossReferenceOffset(file), null);
  assertOneRevision(dictionary);
  const table = new ObjectTable(dictionary, decodeStream('cross-reference stream', dictionary, data));
  const objectsAtOffset = await assertOffsets(file, table);
  const objects = new ObjectReader(file, table);
  const root = dictionary.get('Root');
  const catalogue = isReference(root) ? await objects.object(root.num) : null;
  if (!isDictionary(catalogue))
    throw new PrintFileDamagedError('/Root', 'the catalogue', describe(catalogue));
  const digest = new PageDigest(objects);
  const pageDigests: string[] = [];
  const marks = new Map<number, ReadMark>();
  const walk = new PageWalk(objects, table, async (number, page, inherited) => {
    pageDigests.push(await digest.of(page, inherited));
    const mark = options.marksOn.has(number) ? readMark(await pageContent(objects, page)) : null;
    if (mark !== null) marks.set(number, mark);
  });
  await walk.walk(catalogue.get('Pages'));
  return { pages: walk.pages, pageSizes: walk.sizes, objectsAtOffset, pageDigests, marks };
}

async function crossReferenceOffset(file: FileWindow): Promise<number> {
  const length = Math.min(TAIL_BYTES, file.size);
  const tail = Buffer.from(await file.bytes(file.size - length, length)).toString('latin1');
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

/** In the order of the offsets, so that the file is read forwards once. @returns how many objects were found. */
async function assertOffsets(file: FileWindow, table: ObjectTable): Promise<number> {
  const inFile: { readonly num: number; readonly offset: number; readonly generation: number }[] = [];
  for (let num = 0; num < table.size; num += 1) {
    const place = table.place(num);
    if (place?.kind === 'at') inFile.push({ num, offset: place.offset, generation: place.generation });
  }
  for (const { num, offset, generation } of inFile.sort((a, b) => a.offset - b.offset)) {
    await file.parse(offset, (bytes, at) => {
      const reader = new ValueReader(bytes, at);
      const found = `${reader.word()} ${reader.word()} ${reader.word()}`;
      if (found !== `${num} ${generation} obj`) throw new NotAValue(`no object ${num} there`);
    });
  }
  return inFile.length;
}
