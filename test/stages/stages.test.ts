import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ON_A_SERVER_ONLY, STAGES, TEST_STAGES } from './stages.ts';

const ROOT = join(import.meta.dirname, '../..');

/** From the root of the project, with forward slashes as the globs have them. */
const TEST_FILES = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`);

const SCRIPTS = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  }
).scripts;

function stagesOf(file: string): readonly string[] {
  const matches = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlob(file, glob));
  return TEST_STAGES.filter(({ include, exclude }) => matches(include) && !matches(exclude)).map(
    ({ name }) => name,
  );
}

describe('the stages of npm test', () => {
  it('share the test files: each file belongs to exactly one, but for what only a server runs', () => {
    const mine = TEST_FILES.filter((file) => !ON_A_SERVER_ONLY.some((glob) => matchesGlob(file, glob)));
    const astray = mine
      .map((file) => ({ file, stages: stagesOf(file) }))
      .filter(({ stages }) => stages.length !== 1);
    expect(astray).toEqual([]);
  });

  it.each(TEST_STAGES.map((stage) => [stage.name, stage] as const))(
    '%s has files, and each of its globs too',
    (name, { include }) => {
      const empty = include.filter((glob) => !TEST_FILES.some((file) => matchesGlob(file, glob)));
      expect(empty).toEqual([]);
      expect(TEST_FILES.filter((file) => stagesOf(file).includes(name))).not.toEqual([]);
    },
  );

  it.each(STAGES.map(({ name, script }) => [name, script]))('%s is the npm script %s', (name, script) => {
    expect(SCRIPTS[script]).toBeDefined();
    if (TEST_STAGES.some((stage) => stage.name === name)) {
      expect(SCRIPTS[script]).toBe(`vitest run --project ${name}`);
    }
  });
});
