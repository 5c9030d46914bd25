import { describe, expect, test } from 'vitest';
import { DOCUMENTS, killedAt, OTHER_POINTS, PATIENCE } from './crash-points.ts';
import { runTrial } from './trial.ts';

describe('A night that is killed and rerun loses nothing, sends nothing twice, and uses one channel', () => {
  test.each(OTHER_POINTS)(
    'killed at %s',
    async (point) => {
      const result = await killedAt(point);
      // What came back is read by the coordinating run alone, so it dies there without fail.
      if (point.startsWith('bounce.')) expect(result.kills).toBe(1);
    },
    PATIENCE,
  );

  test.each([1, 2, 3])(
    'killed at random moments, seed %d',
    async (seed) => {
      const result = await runTrial({ seed, documents: DOCUMENTS, point: null });
      expect(result).toMatchObject({ lost: [], twice: [], twoChannels: [], untold: [], complaint: '' });
      expect(result.kills).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  test.each([1, 4, 8])(
    'shared by %d workers, some of which are killed at random moments',
    async (workers) => {
      const result = await runTrial({ seed: workers, documents: DOCUMENTS, point: null, workers });
      expect(result).toMatchObject({ lost: [], twice: [], twoChannels: [], untold: [], complaint: '' });
      expect(result.kills).toBeGreaterThan(0);
    },
    PATIENCE,
  );
});
