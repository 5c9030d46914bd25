import { expect, it } from 'vitest';
import { CRASH_POINTS } from '../../src/domain/crash-point.ts';
import { PATIENCE, plansOf, rehearse } from './rehearse.ts';

it(
  'A night that is killed at each named point and rerun keeps every promise, and no point is left out',
  async () => {
    const summary = await rehearse(plansOf(0, CRASH_POINTS.length));
    expect(summary.failed).toEqual([]);
    expect(summary.pointsMissed).toEqual([]);
  },
  PATIENCE,
);
