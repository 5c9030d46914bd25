import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PrintFileDamagedError } from '../../../src/print/errors.ts';
import { FileWindow } from '../../../src/print/read-back/file-window.ts';
import { ValueReader } from '../../../src/print/read-back/value-reader.ts';

const MEGABYTE = 1024 * 1024;
const SIZE = 9 * MEGABYTE + 17;
/** Longer than a window. */
const LONG_STRING_AT = 2 * MEGABYTE - 5;
const LONG_STRING = `(${'x'.repeat(3 * MEGABYTE)})`;

const content = Buffer.alloc(SIZE);
let directory = '';
let descriptor = -1;
beforeAll(() => {
  for (let at = 0; at < SIZE; at += 4)
    content.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, Math.min(at, SIZE - 4));
  content.write(LONG_STRING, LONG_STRING_AT, 'latin1');
  content.write('[1 2', SIZE - 4, 'latin1');
  directory = mkdtempSync(join(tmpdir(), 'file-window-'));
  const path = join(directory, 'file');
  writeFileSync(path, content);
  descriptor = openSync(path, 'r');
});
afterAll(() => {
  closeSync(descriptor);
  rmSync(directory, { recursive: true, force: true });
});

function opened(): FileWindow {
  return new FileWindow('file', descriptor, SIZE);
}

describe('windows on a file', () => {
  test('give the same bytes in any order, within a window, across two and beyond one', () => {
    const file = opened();
    let seed = 7;
    for (let trial = 0; trial < 300; trial += 1) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      const offset = seed % SIZE;
      const length = Math.min(SIZE - offset, trial % 50 === 0 ? 2 * MEGABYTE : (seed >>> 8) % 90_000);
      expect(file.bytes(offset, length).equals(content.subarray(offset, offset + length))).toBe(true);
    }
  });

  test('widen until a value that is longer than one of them is whole', () => {
    const file = opened();
    file.bytes(LONG_STRING_AT - 10, 20);
    const value = file.parse(LONG_STRING_AT, (bytes, at) => new ValueReader(bytes, at).value());
    expect(value).toEqual({ kind: 'text', raw: LONG_STRING });
  });

  test('end where the file does', () => {
    const file = opened();
    expect(() => file.bytes(SIZE - 1, 2)).toThrow(PrintFileDamagedError);
    expect(() => file.parse(SIZE, () => 0)).toThrow('an object');
    expect(() => file.parse(SIZE - 4, (bytes, at) => new ValueReader(bytes, at).value())).toThrow(
      'the end of the file',
    );
  });
});
