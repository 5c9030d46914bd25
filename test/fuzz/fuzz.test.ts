import { describe, expect, it } from 'vitest';
import { corpusOf } from './corpus.ts';
import { runFuzz } from './run-fuzz.ts';
import { TARGETS } from './targets.ts';

/** Changed now and then by hand: the same seed keeps a red test red. */
const SEED = 20_261_123;

describe.each(TARGETS)('whatever others wrote, `$name`', (target) => {
  it('answers what once had no answer, and what was invented just now', async () => {
    const open = await target.open();
    try {
      for (const { name, input } of corpusOf(target.name)) {
        try {
          await open.judge(input);
        } catch (cause) {
          throw new Error(`corpus/${name} of ${target.name} gets no answer.`, { cause });
        }
      }
      const { runs, answers } = await runFuzz(open, { runs: target.shortRuns, seed: SEED });
      expect(runs).toBe(target.shortRuns);
      // One kind of answer alone would mean that the faults no longer reach what they are for.
      expect(answers.size).toBeGreaterThan(1);
    } finally {
      await open.close();
    }
  });
});
