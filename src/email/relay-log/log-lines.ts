import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { isMissingFile, OurOutageError } from '../../domain/errors.ts';

/** A line of a mail log is shorter; what is longer is none of ours. */
const MAX_LINE = 16_384;

/**
 * The files that a path means: itself, or, with `*` in its last part, all that fit. The oldest first, because a rotated
 * log goes on in the next file. A path that names nothing is an empty answer: a log may not have been rotated yet.
 */
export async function logFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Map<string, number>();
  for (const path of paths) {
    const pattern = new RegExp(`^${basename(path).split('*').map(escaped).join('.*')}$`, 'u');
    const names = await readdir(dirname(path)).catch(() => []);
    for (const name of names.filter((each) => pattern.test(each))) {
      const file = join(dirname(path), name);
      // It may have been rotated away since.
      const about = await stat(file).catch(() => null);
      if (about?.isFile() === true) found.set(file, about.mtimeMs);
    }
  }
  return [...found].sort((a, b) => a[1] - b[1]).map(([file]) => file);
}

/**
 * Every line of a file, unpacked where it ends in `.gz`. A damaged end of a packed file ends it: the log still says the rest.
 * One that has been rotated away says nothing.
 */
export async function* logLines(file: string): AsyncGenerator<string> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => input.destroy(error));
  try {
    yield* linesOf(input.setEncoding('utf8'));
  } catch (error) {
    if (!isMissingFile(error) && (!file.endsWith('.gz') || !isDamage(error))) {
      throw new OurOutageError(
        `The relay's log ${file} cannot be read. What is in doubt stays so; grant the right to read, and run again.`,
        { cause: error },
      );
    }
  } finally {
    raw.destroy();
  }
}

/** Without those that are too long, of which no more is ever held than their beginning: a damaged log need not end its lines. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let begun = '';
  for await (const chunk of input) {
    const [first = '', ...others] = chunk.split('\n');
    const last = others.pop();
    if (begun.length <= MAX_LINE) begun += first;
    if (last === undefined) continue;
    yield* [begun, ...others].map(withoutReturn).filter(isShort);
    begun = last;
  }
  yield* [begun].filter((line) => line !== '' && isShort(line));
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function isShort(line: string): boolean {
  return line.length <= MAX_LINE;
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`);
}
