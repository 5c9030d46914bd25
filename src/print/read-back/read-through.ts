import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
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
  const { inOrder, offsets } = objectsInFile(table);
  const digest = createHash('sha256');
  let next = 0;
  for (let start = 0; start < file.size; start += CHUNK_BYTES) {
    const end = Math.min(start + CHUNK_BYTES, file.size);
    digest.update(file.bytes(start, end - start));
    for (let num = inOrder[next]; num !== undefined && (offsets[num] ?? 0) < end; num = inOrder[next]) {
      assertObject(file, table, num);
      next += 1;
    }
    await setImmediate();
  }
  const beyond = inOrder[next];
  if (beyond !== undefined) assertObject(file, table, beyond);
  return { sha256: digest.digest('hex'), objectsAtOffset: inOrder.length };
}

/** Numbers in the order of their offsets; twelve bytes an object. */
function objectsInFile(table: ObjectTable): {
  readonly inOrder: Uint32Array;
  readonly offsets: Float64Array;
} {
  const offsets = new Float64Array(table.size);
  const nums = new Uint32Array(table.size);
  let count = 0;
  for (let num = 0; num < table.size; num += 1) {
    const place = table.place(num);
    if (place?.kind !== 'at') continue;
    offsets[num] = place.offset;
    nums[count] = num;
    count += 1;
  }
  return { inOrder: nums.subarray(0, count).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0)), offsets };
}

function assertObject(file: FileWindow, table: ObjectTable, num: number): void {
  const place = table.place(num);
  if (place?.kind !== 'at') return;
  file.parse(place.offset, (bytes, at) => {
    const reader = new ValueReader(bytes, at);
    const found = `${reader.word()} ${reader.word()} ${reader.word()}`;
    if (found !== `${num} ${place.generation} obj`) throw new NotAValue(`no object ${num} there`);
  });
}
