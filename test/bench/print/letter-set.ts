import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedLetters } from './generated-letters.ts';
import { countStreams, modelOf, varyLetter } from './vary-letter.ts';
import type { LetterModel } from './vary-letter.ts';

export const LETTER_SETS = ['real', 'generated'] as const;
/** `real`: variants of letters by five real producers; `generated`: made by this repository alone. */
export type LetterSetName = (typeof LETTER_SETS)[number];

/** Letters by LibreOffice, Chromium, Apache FOP, pdf-lib and ReportLab, where the project stands beside its data. */
export const REAL_LETTERS = '../shared/data/letters';

/**
 * The letters of a set as paths, in the order of printing; made when they are not there yet, the same on each machine.
 * A smaller set is the beginning of a larger one.
 */
export async function letterSet(
  name: LetterSetName,
  count: number,
  cache: string,
): Promise<readonly string[]> {
  const directory = join(cache, name);
  mkdirSync(directory, { recursive: true });
  const paths = Array.from({ length: count }, (_, index) =>
    join(directory, `${String(index).padStart(5, '0')}.pdf`),
  );
  const missing = paths.findIndex((path) => !existsSync(path));
  if (missing === -1) return paths;
  process.stderr.write(`Making ${count - missing} letters in ${directory} …\n`);
  const letters = name === 'real' ? realLetters(missing, count) : generatedLetters(missing, count);
  let index = missing;
  for await (const letter of letters) {
    const path = paths[index] ?? '';
    // Under its name only when it is whole: an interrupted run must not leave half a letter behind.
    writeFileSync(`${path}.part`, letter);
    renameSync(`${path}.part`, path);
    index += 1;
  }
  return paths;
}

/** The letters themselves first, then variants of them, round after round. */
async function* realLetters(from: number, to: number): AsyncGenerator<Uint8Array> {
  const names = readdirSync(REAL_LETTERS)
    .filter((name) => name.endsWith('.pdf'))
    .sort();
  const originals = names.map((name) => readFileSync(join(REAL_LETTERS, name)));
  const counts = await countStreams(originals);
  const models = new Map<number, LetterModel>();
  for (let index = from; index < to; index += 1) {
    const place = index % originals.length;
    const original = originals[place];
    if (original === undefined) throw new Error(`Expected letters in ${REAL_LETTERS}, found none.`);
    if (index < originals.length) {
      yield original;
      continue;
    }
    const model = models.get(place) ?? (await modelOf(original, counts));
    models.set(place, model);
    yield await varyLetter(model, index);
  }
}
