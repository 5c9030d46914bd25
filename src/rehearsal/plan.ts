import { SeededRandom } from '../demo/random.ts';
import { CRASH_POINTS, type CrashPoint } from '../domain/crash-point.ts';
import { databaseFault, diskFault, randomBlow } from './plan-faults.ts';
import type { Fault } from './player/fault.ts';
import type { RelayPlan } from './rehearsed-relay.ts';
import type { ShopPlan } from './rehearsed-shop.ts';
import type { ReturnsPlan } from './returned-mail.ts';

/** What `--only` names. */
export const FAULT_KINDS = [
  'kill',
  'pause',
  'disk',
  'database',
  'clock',
  'relay',
  'returns',
  'shop',
  'schedulers',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Where a trial begins: an ordinary evening, or the last seconds before the clocks change. */
export const BEGINNINGS = {
  evening: { season: 'autumn', at: '2026-10-24T20:00:00Z' },
  'end of summer time': { season: 'autumn', at: '2026-10-25T00:59:58Z' },
  'begin of summer time': { season: 'spring', at: '2027-03-28T00:59:58Z' },
} as const;

export type Beginning = keyof typeof BEGINNINGS;

/** All that goes wrong in one trial; the same seed and number give the same plan. */
export interface TrialPlan {
  readonly seed: number;
  readonly trial: number;
  readonly kind: FaultKind;
  readonly beginning: Beginning;
  /** Whether the program finds the business date itself. */
  readonly ownDate: boolean;
  /** Of the first run, and of the run after it. */
  readonly faults: readonly Fault[];
  readonly faultsOfRerun: readonly Fault[];
  /** Whether a person calls a finished print file back between the two, and that command dies too. */
  readonly callsBack: boolean;
  /** Who else starts at the same moment as the first run. */
  readonly beside: 'nobody' | 'scheduler' | 'worker' | 'three workers';
  /** A paused process wakes up while its successor works, or after it. */
  readonly wakes: 'during' | 'after';
  /** Milliseconds that pass between two runs. */
  readonly pause: number;
  readonly relay: RelayPlan;
  readonly returns: ReturnsPlan;
  readonly shop: ShopPlan;
  readonly encrypted: boolean;
  /** Whether the insurer writes letters of its own tonight: the notice of a block (S18), why no e-mail came (S3). */
  readonly ownLetters: boolean;
}

/** Named points come first, each once, then everything else in turn: so many trials until it begins anew. */
export const CYCLE = 200;

/** After the named points, in turn. */
const TURNS: readonly FaultKind[] = [
  'disk',
  'kill',
  'database',
  'relay',
  'disk',
  'pause',
  'returns',
  'clock',
  'disk',
  'kill',
  'database',
  'shop',
  'clock',
  'schedulers',
];

/** What goes wrong in one trial. @param only kinds to choose from; empty: all */
export function planTrial(seed: number, trial: number, only: readonly FaultKind[] = []): TrialPlan {
  const random = new SeededRandom(Math.imul(seed, 1_000_003) + Math.imul(trial, 7_919));
  // Neighbouring seeds begin alike.
  random.next();
  const { kind, point } = subjectOf(trial, only);
  const beginning = kind === 'clock' ? random.pick(CLOCK_BEGINNINGS) : 'evening';
  const base = {
    seed,
    trial,
    kind,
    beginning,
    ownDate: beginning !== 'evening' || random.chance(0.1),
    callsBack: point === 'print.cancelled' || (kind === 'kill' && random.chance(0.1)),
    beside:
      kind === 'schedulers'
        ? random.pick(['scheduler', 'worker', 'three workers'] as const)
        : ('nobody' as const),
    wakes: random.pick(['during', 'after'] as const),
    pause: random.pick([0, 0, 5_000, 3_600_000]),
    relay: relayPlan(random, kind),
    returns: { genuine: returnsOf(random, kind, point), forged: random.chance(kind === 'returns' ? 1 : 0.3) },
    shop: shopPlan(random, kind, point),
    encrypted: point === 'print.encrypted' || random.chance(0.1),
    ownLetters: point?.startsWith('notice.') === true || random.chance(0.2),
  };
  return {
    ...base,
    faults: faultsOf(random, kind, point),
    faultsOfRerun: random.chance(0.15) ? [randomBlow(random, { does: 'kill' })] : [],
  };
}

const CLOCK_BEGINNINGS: readonly Beginning[] = [
  'evening',
  'evening',
  'end of summer time',
  'begin of summer time',
];

interface Subject {
  readonly kind: FaultKind;
  /** The named point at which the first run is killed; null: elsewhere, or not at all. */
  readonly point: CrashPoint | null;
}

function subjectOf(trial: number, only: readonly FaultKind[]): Subject {
  if (only.length === 0) {
    const turn = trial % CYCLE;
    const point = CRASH_POINTS[turn];
    if (point !== undefined) return { kind: 'kill', point };
    return { kind: TURNS[(turn - CRASH_POINTS.length) % TURNS.length] ?? 'kill', point: null };
  }
  const kind = only[trial % only.length] ?? 'kill';
  const turn = Math.floor(trial / only.length);
  // Named and random moments in turn.
  const point =
    kind === 'kill' && turn % 2 === 0 ? CRASH_POINTS[(turn / 2) % CRASH_POINTS.length] : undefined;
  return { kind, point: point ?? null };
}

function faultsOf(random: SeededRandom, kind: FaultKind, point: CrashPoint | null): readonly Fault[] {
  switch (kind) {
    case 'kill':
      return [point === null ? randomBlow(random, { does: 'kill' }) : killAt(random, point)];
    case 'pause':
      return [pauseAt(random)];
    case 'disk':
      return [diskFault(random)];
    case 'database':
      return [databaseFault(random)];
    case 'clock':
      return [randomBlow(random, { does: 'clock', byMs: random.pick(CLOCK_JUMPS) })];
    case 'relay':
    case 'returns':
    case 'shop':
    case 'schedulers':
      // These fail by themselves; a death comes on top of some.
      return random.chance(0.3) ? [randomBlow(random, { does: 'kill' })] : [];
  }
}

/** What every document passes is met somewhere in the middle. A file that is to be called back has to be sealed first. */
function killAt(random: SeededRandom, point: CrashPoint): Fault {
  const met = point === 'print.cancelled' ? 'print.sealed' : point;
  const isOften = /^(?:email|classify)\.|^print\.writing$|^collect\.chunk$/.test(met);
  return { strikes: 'point', point: met, times: isOften ? random.int(1, 3) : 1, blow: { does: 'kill' } };
}

/** Where somebody who sleeps too long does most harm: before the body, and before the shop is told. */
function pauseAt(random: SeededRandom): Fault {
  if (random.chance(0.4)) return randomBlow(random, { does: 'pause' });
  const point = random.pick(PAUSES);
  const times = point.startsWith('email.') ? random.int(1, 3) : 1;
  return { strikes: 'point', point, times, blow: { does: 'pause' } };
}

const PAUSES = [
  'email.claimed',
  'email.attempt-written',
  'email.body-begun',
  'email.reply-journalled',
  'work.claimed',
  'print.assigned',
  'print.written',
  'print.renamed',
  'print.handing-over',
  'print.file_renamed',
  'print.trigger_announced',
  'print.trigger_written',
  'report.reported',
] as const satisfies readonly CrashPoint[];

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const CLOCK_JUMPS: readonly number[] = [
  -24 * HOUR,
  -2 * HOUR,
  -HOUR,
  -30 * SECOND,
  30 * SECOND,
  HOUR,
  20 * HOUR,
];

function relayPlan(random: SeededRandom, kind: FaultKind): RelayPlan {
  // In one message of twenty, whatever else is rehearsed.
  const share = kind === 'relay' ? 0.3 : 0.05;
  const messages = Array.from({ length: 8 }, (_, index) => index);
  return {
    greylists: random.chance(0.2),
    dropsStored: messages.filter(() => random.chance(share)),
    dropsLost: messages.filter(() => random.chance(kind === 'relay' ? 0.15 : 0.02)),
    outage:
      kind === 'relay' && random.chance(0.4)
        ? random.pick(['no STARTTLS', 'STARTTLS refused', 'handshake hangs up', '421'] as const)
        : 'none',
  };
}

function returnsOf(random: SeededRandom, kind: FaultKind, point: CrashPoint | null): number {
  if (kind === 'returns') return random.int(1, 3);
  return point?.startsWith('bounce.') === true || random.chance(0.5) ? 1 : 0;
}

function shopPlan(random: SeededRandom, kind: FaultKind, point: CrashPoint | null): ShopPlan {
  const mustReport = point === 'shop.imported' || point === 'reprint.assigned';
  const words =
    kind === 'shop' ? (['twice', 'twice', 'never'] as const) : (['once', 'twice', 'never'] as const);
  return {
    acknowledges: mustReport ? 'once' : random.pick(words),
    // A reprint would be sealed first, and it is tonight's file that is to be called back.
    spoils: point === 'reprint.assigned' || (point !== 'print.cancelled' && random.chance(0.5)),
    empties: random.chance(0.7),
    isPrompt: random.chance(0.5),
  };
}
