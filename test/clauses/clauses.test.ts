import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clauseTests } from './clause-tests.ts';

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true });
});

describe('the clauses', () => {
  it('each have a test that names them', () => {
    const tests = clauseTests(join(import.meta.dirname, '..'));
    expect([...tests].filter(([, named]) => named.length === 0).map(([clause]) => clause)).toEqual([]);
  });

  it('are found in titles, in titles of tables and in their rows, and nowhere else', () => {
    folder = mkdtempSync(join(tmpdir(), 'postausgang-clauses-'));
    // Written in pieces: what stands here must not count as a test of these clauses.
    const title = (clause: number): string => `'S${clause}: holds'`;
    writeFileSync(
      join(folder, 'a.test.ts'),
      [
        `it(${title(1)}, () => {});`,
        `it.each([\n  [${title(2)}, 3],\n])(\n  ${title(3)}, () => {});`,
        `const text = ${title(4)};`,
        `// ${title(5)}`,
      ].join('\n'),
    );
    const found = [...clauseTests(folder)].filter(([, named]) => named.length > 0).map(([clause]) => clause);
    expect(found).toEqual(['S1', 'S2', 'S3']);
  });
});
