import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CLAUSES, clausesWithoutTest, clauseTests } from './clause-tests.ts';

const ROOT = join(import.meta.dirname, '../..');

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true });
  folder = null;
});

// Written in pieces: what stands here must not count as a test of these clauses.
const title = (clause: string): string => `'${clause}: holds'`;

function folderWith(...lines: readonly string[]): string {
  folder = mkdtempSync(join(tmpdir(), 'postausgang-clauses-'));
  writeFileSync(join(folder, 'a.test.ts'), lines.join('\n'));
  return folder;
}

function report(tests: string): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'run.ts'), tests], { encoding: 'utf8' });
}

describe('the clauses', () => {
  it('each have a test that names them', () => {
    expect(clausesWithoutTest(clauseTests(join(ROOT, 'test')))).toEqual([]);
  });

  it('each have their place in docs/routing-rules.md', () => {
    const named = new Set(
      readFileSync(join(ROOT, 'docs/routing-rules.md'), 'utf8').match(/\b[SL]\d{1,2}\b/g),
    );
    expect(CLAUSES.filter((clause) => !named.has(clause))).toEqual([]);
  });

  it('are found in titles, in titles of tables and in their rows, and nowhere else', () => {
    const tests = folderWith(
      `it(${title('S1')}, () => {});`,
      `it.each([\n  [${title('S2')}, 3],\n])(\n  ${title('S3')}, () => {});`,
      `const text = ${title('S4')};`,
      `// ${title('S5')}`,
      `it.skip(${title('S6')}, () => {});`,
      `test.todo(${title('S7')});`,
      `describe.skipIf(absent)(${title('S8')}, () => {});`,
    );
    const found = [...clauseTests(tests)].filter(([, named]) => named.length > 0).map(([clause]) => clause);
    expect(found).toEqual(['S1', 'S2', 'S3', 'S8']);
  });
});

describe('the report', () => {
  it('lists each clause with its tests, and is green where each has one', () => {
    const { status, stdout } = report(
      folderWith(...CLAUSES.map((clause) => `it(${title(clause)}, () => {});`)),
    );
    expect(stdout).toContain('S25  1 tests\n    a.test.ts: S25: holds\n');
    expect(stdout).toContain(`Each of the ${CLAUSES.length} clauses has a test.`);
    expect(status).toBe(0);
  });

  it('is red where one clause has none, and names it', () => {
    const others = CLAUSES.filter((clause) => clause !== 'L6');
    const { status, stdout } = report(
      folderWith(...others.map((clause) => `it(${title(clause)}, () => {});`)),
    );
    expect(stdout).toContain('L6  NO TEST\n');
    expect(stdout).toContain('Without a test: L6.');
    expect(status).toBe(1);
  });
});
