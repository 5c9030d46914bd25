import { describe, expect, test } from 'vitest';
import { CRASH_POINTS } from '../../src/domain/crash-point.ts';
import { runTrial } from './trial.ts';

const DOCUMENTS = 24;
/** Three to nine processes each, started several times, on a busy machine. */
const PATIENCE = 120_000;

describe('A night that is killed and rerun loses nothing, sends nothing twice, and uses one channel', () => {
  test.each(CRASH_POINTS)(
    'killed at %s',
    async (point) => {
      const result = await runTrial({ seed: 4_711, documents: DOCUMENTS, point });
      expect(result).toMatchObject({ lost: [], twice: [], twoChannels: [], complaint: '' });
      // What came back is read by the coordinating run alone, so it dies there without fail.
      if (point.startsWith('bounce.')) expect(result.kills).toBe(1);
    },
    PATIENCE,
  );

  test.each([1, 2, 3])(
    'killed at random moments, seed %d',
    async (seed) => {
      const result = await runTrial({ seed, documents: DOCUMENTS, point: null });
      expect(result).toMatchObject({ lost: [], twice: [], twoChannels: [], complaint: '' });
      expect(result.kills).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test.each([1, 4, 8])(
    'shared by %d workers, some of which are killed at random moments',
    async (workers) => {
      const result = await runTrial({ seed: workers, documents: DOCUMENTS, point: null, workers });
      expect(result).toMatchObject({ lost: [], twice: [], twoChannels: [], complaint: '' });
      expect(result.kills).toBeGreaterThan(0);
    },
    PATIENCE,
  );
});
