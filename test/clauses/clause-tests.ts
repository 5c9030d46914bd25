import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The insurer's terms and the law around them, as docs/routing-rules.md counts them. */
export const CLAUSES: readonly string[] = [
  ...Array.from({ length: 25 }, (_, index) => `S${index + 1}`),
  ...Array.from({ length: 8 }, (_, index) => `L${index + 1}`),
];

export interface ClauseTest {
  /** From the folder of the tests. */
  readonly file: string;
  readonly title: string;
}

/**
 * A title: the first argument of `it`, `test` and `describe`, behind a table of `each`, or the first cell of its rows. What
 * is always skipped tests nothing.
 */
const TITLE =
  /(?:\b(?:it|test|describe)(?!\.(?:skip|todo)\b)(?:\.\w+)*(?:<[^>]*>)?\(|\]\)\(|\)\(|^\s*\[)\s*(['"`])((?:(?!\1)[^\n])+)\1/gm;
const CLAUSE = /\b[SL]\d{1,2}\b/g;

/** The tests whose titles name each clause; a clause that nobody tests has an empty list. */
export function clauseTests(folder: string): ReadonlyMap<string, readonly ClauseTest[]> {
  const tests = new Map<string, ClauseTest[]>(CLAUSES.map((clause) => [clause, []]));
  for (const file of testFiles(folder)) {
    for (const [, , title = ''] of readFileSync(file, 'utf8').matchAll(TITLE)) {
      for (const clause of new Set(title.match(CLAUSE))) {
        tests.get(clause)?.push({ file: relative(folder, file), title });
      }
    }
  }
  return tests;
}

/** What makes the report red. */
export function clausesWithoutTest(tests: ReadonlyMap<string, readonly ClauseTest[]>): readonly string[] {
  return [...tests].filter(([, named]) => named.length === 0).map(([clause]) => clause);
}

function testFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}
