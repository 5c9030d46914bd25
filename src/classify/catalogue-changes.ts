import { parse } from 'yaml';

/** One difference between two catalogues; null where it is not there at all. */
export interface CatalogueChange {
  /** Keys from the top: `documentTypes`, `MAHNUNG`, `form`. */
  readonly path: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

type Mapping = Readonly<Record<string, unknown>>;

/**
 * What changed between two catalogues as they were written; the older one may be of another release, so that nothing of
 * it is checked. Comments, order of keys and layout are no changes.
 */
export function catalogueChanges(olderYaml: string, newerYaml: string): readonly CatalogueChange[] {
  return changesIn([], parse(olderYaml), parse(newerYaml));
}

function changesIn(path: readonly string[], before: unknown, after: unknown): readonly CatalogueChange[] {
  if (isMapping(before) && isMapping(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => changesIn([...path, key], before[key], after[key]));
  }
  if (isListOfMappings(before) && isListOfMappings(after)) {
    const old = before.map(inWords);
    const now = after.map(inWords);
    return [
      ...old.filter((entry) => !now.includes(entry)).map((entry) => ({ path, before: entry, after: null })),
      ...now.filter((entry) => !old.includes(entry)).map((entry) => ({ path, before: null, after: entry })),
    ];
  }
  const [old, now] = [inWords(before), inWords(after)];
  return old === now ? [] : [{ path, before: wordsOrNull(before, old), after: wordsOrNull(after, now) }];
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfMappings(value: unknown): value is readonly Mapping[] {
  return Array.isArray(value) && value.every(isMapping);
}

function wordsOrNull(value: unknown, words: string): string | null {
  return value === undefined ? null : words;
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  if (isMapping(value)) {
    return Object.entries(value)
      .map(([key, entry]) => `${key}: ${isMapping(entry) ? `(${inWords(entry)})` : inWords(entry)}`)
      .sort()
      .join('; ');
  }
  return typeof value === 'string' ? value.trim() : (JSON.stringify(value) ?? '');
}
