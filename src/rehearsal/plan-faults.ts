import type { SeededRandom } from '../demo/random.ts';
import type { Blow, DiskError, DiskOperation, Effect, Fault } from './player/fault.ts';

/** So many of each a night of the rehearsal has, near enough: what lies beyond does not strike. */
const COUNTS: Readonly<Record<Effect | 'statement', number>> = {
  any: 520,
  statement: 420,
  commit: 110,
  append: 13,
  write: 40,
  flush: 26,
  name: 40,
};

/** At any effect of the run, or at any of one kind: the rare ones are what a crash is about. */
export function randomBlow(random: SeededRandom, blow: Blow): Fault {
  const of = random.pick(['any', 'any', 'append', 'append', 'write', 'commit', 'flush', 'name'] as const);
  return { strikes: 'effect', of, at: random.int(1, COUNTS[of]), blow };
}

const ERRORS: Readonly<Record<DiskOperation, readonly DiskError[]>> = {
  write: ['ENOSPC', 'ENOSPC', 'EDQUOT', 'EIO'],
  flush: ['EIO', 'ENOSPC'],
  name: ['EROFS', 'ENOSPC', 'EIO'],
};

/** Once, or from then on to the end of the run. */
export function diskFault(random: SeededRandom): Fault {
  const on = random.pick(['write', 'flush', 'name'] as const);
  const error = random.pick(ERRORS[on]);
  const lasts = error !== 'EROFS' && random.chance(0.5) ? 1 : null;
  return { strikes: 'disk', on, at: random.int(1, COUNTS[on]), error, lasts };
}

export function databaseFault(random: SeededRandom): Fault {
  const does = random.pick(['gone', 'gone', 'locked', 'full', 'lost answer'] as const);
  if (does === 'full' || does === 'lost answer')
    return {
      strikes: 'database',
      does,
      at: random.int(1, COUNTS.commit),
      lasts: does === 'full' ? random.int(1, 5) : 1,
    };
  // A lock is waited for, so one that passes is no fault at all; who is away for a minute is away for many statements.
  return { strikes: 'database', does, at: random.int(1, COUNTS.statement), lasts: random.pick([1, 5, 200]) };
}
