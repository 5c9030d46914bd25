import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { PrintFileDamagedError } from '../errors.ts';
import type { FileWindow } from './file-window.ts';
import type { ObjectTable } from './object-table.ts';
import { NotAValue, ValueReader } from './value-reader.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Once through the file, forwards: its digest, and whether each object stands where the table says.
 * @returns the digest in lower-case hex, and how many objects were found.
 * @throws PrintFileDamagedError
 */
export async function readThrough(
  file: FileWindow,
  table: ObjectTable,
): Promise<{ readonly sha256: string; readonly objectsAtOffset: number }> {
  const offsets = offsetsInOrder(table);
  const digest = createHash('sha256');
  let next = 0;
  for (let start = 0; start < file.size; start += CHUNK_BYTES) {
    const end = Math.min(start + CHUNK_BYTES, file.size);
    digest.update(file.bytes(start, end - start));
    for (let at = offsets[next]; at !== undefined && at < end; at = offsets[next]) {
      assertObject(file, table, at, offsets[next - 1]);
      next += 1;
    }
    await setImmediate();
  }
  const beyond = offsets[next];
  if (beyond !== undefined) assertObject(file, table, beyond, offsets[next - 1]);
  return { sha256: digest.digest('hex'), objectsAtOffset: offsets.length };
}

/** Of the objects that stand in the file itself; eight bytes an object. */
function offsetsInOrder(table: ObjectTable): Float64Array {
  const offsets = new Float64Array(table.size);
  let count = 0;
  for (let num = 0; num < table.size; num += 1) {
    const place = table.place(num);
    if (place?.kind !== 'at') continue;
    offsets[count] = place.offset;
    count += 1;
  }
  return offsets.subarray(0, count).sort();
}

/** An object of some number stands at an offset that the table gives for that number, and for no other. */
function assertObject(
  file: FileWindow,
  table: ObjectTable,
  offset: number,
  before: number | undefined,
): void {
  if (offset === before) {
    throw new PrintFileDamagedError(`byte ${offset}`, 'one object', 'two in the cross-reference stream');
  }
  file.parse(offset, (bytes, at) => {
    const { num, generation } = new ValueReader(bytes, at).objectHeader();
    const place = table.place(num);
    if (place?.kind !== 'at' || place.offset !== offset || place.generation !== generation)
      throw new NotAValue(`object ${num} ${generation}, which should stand elsewhere`);
  });
}
