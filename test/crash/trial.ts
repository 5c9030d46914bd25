import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CrashPoint } from '../../src/domain/crash-point.ts';
import { EXIT } from '../../src/domain/exit-code.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { createCrashWorld, type CrashWorld } from './crash-world.ts';
import { fatesOf, helpIn, judge, type Fate, type Verdict } from './witness.ts';

export interface TrialOptions {
  readonly seed: number;
  readonly documents: number;
  /** Kill the coordinating run when it reaches this point; null: kill any process at random moments. */
  readonly point: CrashPoint | null;
  /** Processes beside the coordinating one. Default 2. */
  readonly workers?: number;
}

export interface TrialResult extends Verdict {
  readonly options: TrialOptions;
  /** Processes that ended by SIGKILL. */
  readonly kills: number;
  /** Pieces of shared work that a worker did, not the coordinating run. */
  readonly helped: number;
  readonly fates: readonly Fate[];
  /** Exit code of the last run; what it said, when that was a failure. */
  readonly lastExit: number | null;
  readonly complaint: string;
}

const ROOT = join(import.meta.dirname, '../..');
const DATE = '2026-11-23';
const NIGHTLY = ['nightly', '--date', DATE];
/** Random kills fall into the first seconds of a run: later nothing is left to kill. On a server a run takes longer. */
const RANDOM_KILL_WITHIN = ON_SQL_SERVER ? 9_000 : 2_500;
const RANDOM_ROUNDS = 4;
const CLEAN_ROUNDS = 3;

/**
 * One night of several processes (a coordinating run and its workers) that is killed on its way, rerun until nothing
 * is left to do, and judged by the relay's and the letter shop's own records. Workers that live help the next run.
 */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const random = mulberry32(options.seed);
  const world = await createCrashWorld(options.documents, random);
  const processes: Started[] = [];
  try {
    if (options.point === null) {
      for (let round = 0; round < RANDOM_ROUNDS; round += 1)
        await randomRound(world, processes, options.workers ?? 2, random);
    } else {
      await pointRound(world, processes, options.workers ?? 2, options.point, random);
    }
    const last = await cleanRounds(world);
    const ends = await Promise.all(processes.map(({ ended }) => ended));
    const kills = ends.filter(({ killed }) => killed).length;
    const fates = await fatesOf(world);
    return { options, kills, helped: helpIn(world), fates, ...last, ...judge(fates) };
  } finally {
    for (const { child } of processes) child.kill('SIGKILL');
    await world.close();
  }
}

/** Points that every document passes are met somewhere in the middle; the others come a few times a night at most. */
function timesFor(point: CrashPoint, random: () => number): number {
  return point.startsWith('email.') || point === 'print.writing' ? 1 + Math.floor(random() * 4) : 1;
}

/**
 * The coordinating process dies when it reaches the point for the n-th time, if it does. Where work is shared, workers
 * die there as well: pieces are taken over from whoever has them, by whoever is left.
 */
async function pointRound(
  world: CrashWorld,
  processes: Started[],
  workers: number,
  point: CrashPoint,
  random: () => number,
): Promise<void> {
  const dies = { POSTAUSGANG_CRASH_AT: `${point}:${timesFor(point, random)}` };
  const night = start(world, NIGHTLY, dies);
  processes.push(night);
  topUp(world, processes, workers, point.startsWith('work.') ? dies : {});
  await night.ended;
}

/** The coordinating process and about half of the workers are killed, each at a moment of its own. */
async function randomRound(
  world: CrashWorld,
  processes: Started[],
  workers: number,
  random: () => number,
): Promise<void> {
  const night = start(world, NIGHTLY);
  processes.push(night);
  topUp(world, processes, workers);
  const victims = processes.filter((each) => each === night || (isAlive(each) && random() < 0.5));
  await Promise.all(
    victims.map(async ({ child }) => {
      await delay(300 + random() * RANDOM_KILL_WITHIN);
      child.kill('SIGKILL');
    }),
  );
  await Promise.all(victims.map(({ ended }) => ended));
}

/** Starts workers until so many are alive; they wait for the night to begin, and for its next run when one dies. */
function topUp(
  world: CrashWorld,
  processes: Started[],
  workers: number,
  env: Readonly<Record<string, string>> = {},
): void {
  const alive = processes.filter((each) => each.isWorker && isAlive(each)).length;
  for (let more = alive; more < workers; more += 1) {
    processes.push(start(world, ['work', '--date', DATE, '--wait', '1'], env));
  }
}

function isAlive({ child }: Started): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function cleanRounds(world: CrashWorld): Promise<{ lastExit: number | null; complaint: string }> {
  let last: Ended = { code: null, killed: false, stderr: '' };
  for (let round = 0; round < CLEAN_ROUNDS; round += 1) {
    last = await start(world, NIGHTLY).ended;
    const settled: readonly (number | null)[] = [
      EXIT.completed,
      EXIT.completedWithOpen,
      EXIT.alreadyCompleted,
    ];
    if (settled.includes(last.code)) return { lastExit: last.code, complaint: '' };
  }
  return { lastExit: last.code, complaint: last.stderr };
}

interface Ended {
  readonly code: number | null;
  readonly killed: boolean;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly isWorker: boolean;
  readonly ended: Promise<Ended>;
}

function start(
  world: CrashWorld,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'jobs/postausgang.mjs'), ...args, '--config', world.configPath],
    {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk.toString()}`.slice(-4_000);
  });
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    killed: signal === 'SIGKILL',
    stderr,
  }));
  return { child, isWorker: args[0] === 'work', ended };
}

/** A small seeded generator: the same seed, the same documents and the same moments. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
