import { UsageError } from './errors.ts';

/** More mailpieces than any print file holds: a slip of the keyboard must not fill the memory. */
const LARGEST = 1_000_000;

/**
 * Mailpieces as people and shops write them: `12-40,77`.
 * @returns their numbers, ascending, each once
 * @throws UsageError
 */
export function parseSequences(text: string): readonly number[] {
  const found = new Set<number>();
  let named = 0;
  for (const part of text.split(',')) {
    const match = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part.trim());
    const first = Number(match?.[1] ?? 0);
    const last = Number(match?.[2] ?? match?.[1] ?? 0);
    named += last - first + 1;
    // Named, not found: the same range a thousand times would take minutes to be found once.
    if (first < 1 || last < first || last > LARGEST || named > LARGEST) {
      throw new UsageError(`expected mailpieces such as \`12-40,77\`, got \`${text.slice(0, 80)}\`.`);
    }
    for (let sequence = first; sequence <= last; sequence += 1) found.add(sequence);
  }
  return [...found].sort((a, b) => a - b);
}

/** The same back as text, as short as it can be. @param sequences ascending */
export function sequencesText(sequences: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const sequence of sequences) {
    const current = ranges.at(-1);
    if (current !== undefined && current[1] === sequence - 1) current[1] = sequence;
    else ranges.push([sequence, sequence]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
