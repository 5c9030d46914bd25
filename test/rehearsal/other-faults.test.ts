import { expect, it } from 'vitest';
import { CRASH_POINTS } from '../../src/domain/crash-point.ts';
import { FAULT_KINDS } from '../../src/rehearsal/plan.ts';
import { PATIENCE, plansOf, rehearse } from './rehearse.ts';

/** Of each kind several; `npm run postausgang -- rehearse --trials 10000` performs the others. */
const TRIALS = 200;

it(
  'A night that dies anywhere, sleeps, or has disk, database, clock, relay, shop or a second scheduler against it keeps every promise',
  async () => {
    const summary = await rehearse(plansOf(CRASH_POINTS.length, TRIALS));
    expect(summary.failed).toEqual([]);
    expect(summary.kinds.map(({ kind }) => kind)).toEqual(FAULT_KINDS);
    // What fails by itself, such as a relay, need not strike a process.
    for (const { kind, struck } of summary.kinds)
      if (['kill', 'pause', 'disk', 'database', 'clock'].includes(kind))
        expect(struck, kind).toBeGreaterThan(0);
  },
  PATIENCE,
);
