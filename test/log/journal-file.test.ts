import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JournalFile } from '../../src/log/journal-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postausgang-journal-file-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

it.each([
  ['on the spot', Infinity, 0],
  ['by a thread once a write took longer than that', -1, 2],
])('holds all that was written, in order: %s', async (_how, onTheSpotMs, byThread) => {
  const path = join(directory, 'file');
  const handle = await open(path, 'a');
  const threads = vi.spyOn(handle, 'appendFile');
  const file = new JournalFile(handle, onTheSpotMs);
  for (const line of ['one\n', 'two\n', 'three\n']) {
    await file.append(Buffer.from(line));
    expect((await readFile(path, 'utf8')).endsWith(line)).toBe(true);
  }
  await file.close();
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\nthree\n');
  expect(threads).toHaveBeenCalledTimes(byThread);
});

it.each([
  ['on the spot', Infinity],
  ['by a thread', -1],
])('says when the disk is full: %s', async (_how, onTheSpotMs) => {
  const file = new JournalFile(await open('/dev/full', 'a'), onTheSpotMs);
  for (let round = 0; round < 2; round += 1) {
    await expect(file.append(Buffer.from('line\n'))).rejects.toMatchObject({ code: 'ENOSPC' });
  }
  await file.close();
});
