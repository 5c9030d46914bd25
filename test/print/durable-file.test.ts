import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  digestIfPresent,
  makePrivateDirectory,
  publishNew,
  writePart,
} from '../../src/print/durable-file.ts';
import { PrintFileError } from '../../src/print/errors.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'durable-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a part that comes second does not replace the file', async () => {
  const target = join(directory, 'x');
  const part = await writePart(target, (handle) => handle.writeFile('second'));
  writeFileSync(target, 'first');
  expect(await publishNew(part, target)).toBe(false);
  expect(readFileSync(target, 'utf8')).toBe('first');
  expect(readdirSync(directory)).toEqual(['x']);
});

test('a part that failed half-way is removed', async () => {
  const fails = writePart(join(directory, 'x'), async (handle) => {
    await handle.writeFile('half');
    throw new PrintFileError('stop');
  });
  await expect(fails).rejects.toThrow('stop');
  expect(readdirSync(directory)).toEqual([]);
});

test('private directories are closed to everybody else', async () => {
  const path = join(directory, 'a', 'b');
  await makePrivateDirectory(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('only an absent file has no digest; one that cannot be read is an error', async () => {
  expect(await digestIfPresent(join(directory, 'x'))).toBeNull();
  mkdirSync(join(directory, 'd'));
  await expect(digestIfPresent(join(directory, 'd'))).rejects.toThrow(PrintFileError);
});
