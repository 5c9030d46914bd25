import { describe, expect, it } from 'vitest';
import { outcomeTable, reproduction, worstExit, type StageOutcome } from './outcome.ts';

const GREEN: StageOutcome = {
  stage: { name: 'format', script: 'format:check' },
  exitCode: 0,
  milliseconds: 19_440,
  tests: null,
};

function red(failedFiles: readonly string[], exitCode = 1): StageOutcome {
  return {
    stage: { name: 'unit', script: 'test:unit' },
    exitCode,
    milliseconds: 301_000,
    tests: { passed: 3_000, failed: failedFiles.length, skipped: 2, failedFiles },
  };
}

describe('the end of npm test', () => {
  it('says of each stage how long it took and how it ended, and of a red one what reproduces it', () => {
    expect(outcomeTable([GREEN, red(['test/domain/dispatch.test.ts'])])).toBe(
      [
        'stage    duration   result',
        'format     19.4 s   green',
        'unit      301.0 s   RED (exit 1), 3000 passed, 1 failed, 2 skipped',
        'unit is red; reproduce: npm run test:unit -- test/domain/dispatch.test.ts',
      ].join('\n'),
    );
  });

  it('asks for the whole stage where many files are red, or nobody knows which', () => {
    expect(reproduction(red(['a', 'b', 'c', 'd', 'e']))).toBe('npm run test:unit');
    expect(reproduction({ ...red([]), tests: null })).toBe('npm run test:unit');
  });

  it('has the exit code of the worst stage', () => {
    expect(worstExit([GREEN])).toBe(0);
    expect(worstExit([red(['a']), { ...GREEN, exitCode: 2 }, GREEN])).toBe(2);
  });
});
