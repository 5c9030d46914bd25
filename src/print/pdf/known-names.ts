import { isRegular } from './characters.ts';

const SLOTS = 2048;
/** Longer ones are rare, and often a font's own. */
const LONGEST = 24;

/** For each hash the name that was met last, slash and all. One for all documents: their names are the same few dozen. */
const names = Array.from({ length: SLOTS }, () => '');

/**
 * The name at `start`, where its slash stands. A name that was met before is the same string again, which costs neither
 * memory nor, as a key, another look at its characters: names are most of what a dictionary holds.
 */
export function nameAt(text: string, start: number): string {
  let at = start + 1;
  let hash = 0;
  for (let code = text.charCodeAt(at); isRegular(code); code = text.charCodeAt(at)) {
    hash = (Math.imul(hash, 31) + code) | 0;
    at += 1;
  }
  const slot = hash & (SLOTS - 1);
  const known = names[slot] ?? '';
  if (known.length === at - start && text.startsWith(known, start)) return known;
  const name = text.slice(start, at);
  if (name.length > LONGEST) return name;
  // A copy: a slice would keep the whole document in memory.
  const copy = Buffer.from(name, 'latin1').toString('latin1');
  names[slot] = copy;
  return copy;
}
