import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CrashPoint } from '../../src/domain/crash-point.ts';
import { EXIT } from '../../src/domain/exit-code.ts';
import { createCrashWorld, type CrashWorld } from './crash-world.ts';
import { fatesOf, judge, type Fate, type Verdict } from './witness.ts';

export interface TrialOptions {
  readonly seed: number;
  readonly documents: number;
  /** Kill the coordinating run when it reaches this point; null: kill any process at random moments. */
  readonly point: CrashPoint | null;
}

export interface TrialResult extends Verdict {
  readonly options: TrialOptions;
  /** Processes that ended by SIGKILL. */
  readonly kills: number;
  readonly fates: readonly Fate[];
  /** Exit code of the last run; what it said, when that was a failure. */
  readonly lastExit: number | null;
  readonly complaint: string;
}

const ROOT = join(import.meta.dirname, '../..');
const DATE = '2026-11-23';
/** Random kills fall into the first seconds of a run: later nothing is left to kill. */
const RANDOM_KILL_WITHIN = 2_500;
const RANDOM_ROUNDS = 4;
const CLEAN_ROUNDS = 3;

/**
 * One night of three processes (a coordinating run and two workers) that is killed on its way, rerun until nothing
 * is left to do, and judged by the relay's and the letter shop's own records.
 */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const random = mulberry32(options.seed);
  const world = await createCrashWorld(options.documents, random);
  try {
    let kills = 0;
    if (options.point === null) {
      for (let round = 0; round < RANDOM_ROUNDS; round += 1) kills += await randomRound(world, random);
    } else {
      kills += await pointRound(world, options.point, timesFor(options.point, random));
    }
    const last = await cleanRounds(world);
    const fates = await fatesOf(world);
    return { options, kills, fates, ...last, ...judge(fates) };
  } finally {
    await world.close();
  }
}

/** Points that every document passes are met somewhere in the middle; the others come a few times a night at most. */
function timesFor(point: CrashPoint, random: () => number): number {
  return point.startsWith('email.') || point === 'print.writing' ? 1 + Math.floor(random() * 4) : 1;
}

/** Three processes; the coordinating one dies when it reaches the point for the n-th time, if it does. */
async function pointRound(world: CrashWorld, point: CrashPoint, times: number): Promise<number> {
  const night = start(world, ['nightly', '--date', DATE], { POSTAUSGANG_CRASH_AT: `${point}:${times}` });
  const others = workers(world);
  const results = await Promise.all([night, ...others].map(({ ended }) => ended));
  return results.filter(({ killed }) => killed).length;
}

/** Three processes; one to three of them are killed, each at a moment of its own. */
async function randomRound(world: CrashWorld, random: () => number): Promise<number> {
  const processes = [start(world, ['nightly', '--date', DATE]), ...workers(world)];
  const victims = processes.filter((_, index) => index === 0 || random() < 0.5);
  await Promise.all(
    victims.map(async ({ child }) => {
      await delay(300 + random() * RANDOM_KILL_WITHIN);
      child.kill('SIGKILL');
    }),
  );
  const results = await Promise.all(processes.map(({ ended }) => ended));
  return results.filter(({ killed }) => killed).length;
}

function workers(world: CrashWorld): readonly Started[] {
  return [start(world, ['work', '--date', DATE]), start(world, ['work', '--date', DATE])];
}

async function cleanRounds(world: CrashWorld): Promise<{ lastExit: number | null; complaint: string }> {
  let last: Ended = { code: null, killed: false, stderr: '' };
  for (let round = 0; round < CLEAN_ROUNDS; round += 1) {
    last = await start(world, ['nightly', '--date', DATE]).ended;
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
  return { child, ended };
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
