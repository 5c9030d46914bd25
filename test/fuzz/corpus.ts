import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was once found, or is worth being looked at each time; every test run replays all of it. */
export interface CorpusEntry {
  readonly name: string;
  readonly input: Buffer;
}

export function corpusOf(target: string): readonly CorpusEntry[] {
  const folder = folderOf(target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((name) => ({ name, input: readFileSync(join(folder, name)) }));
}

/** @returns where it stands: give it a name that says what it does */
export function keep(target: string, input: Buffer): string {
  const folder = folderOf(target);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `found-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`);
  writeFileSync(path, input);
  return path;
}

function folderOf(target: string): string {
  return join(import.meta.dirname, target, 'corpus');
}
