import { describe, test } from 'vitest';
import { killedAt, PAPER_POINTS, PATIENCE } from './crash-points.ts';

describe('A night that is killed on the way to paper and rerun loses nothing, prints nothing twice, and uses one channel', () => {
  test.each(PAPER_POINTS)('killed at %s', async (point) => void (await killedAt(point)), PATIENCE);
});
