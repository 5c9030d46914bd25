import { setTimeout as delay } from 'node:timers/promises';
import { addDays, businessDateAt } from '../domain/business-date.ts';
import { EXIT } from '../domain/exit-code.ts';
import { attachments, gatherEvidence, readStates } from './evidence.ts';
import { judge } from './judge.ts';
import { BEGINNINGS, type TrialPlan } from './plan.ts';
import type { Cast, Performance, Player } from './player-process.ts';
import type { Fault } from './player/fault.ts';
import type { Scene } from './stage.ts';

/** How one trial went. */
export interface TrialResult {
  readonly plan: TrialPlan;
  /** What of the plan happened, in the words of the processes in which it did. */
  readonly struck: readonly string[];
  /** Processes that died on their way. */
  readonly deaths: number;
  /** What waits for a person in the end, by document. */
  readonly waiting: ReadonlyMap<string, string>;
  /** Promises that were broken, one sentence each; none: the trial is passed. */
  readonly breaches: readonly string[];
}

/** Longer than a lease, and than a run may be silent: whoever slept through it has lost what it held. */
const LONG_SLEEP = 30 * 60_000;
const DAY = 24 * 3_600_000;
/** So many runs without a fault must be enough. */
const CLEAN_RUNS = 4;
const SETTLED: ReadonlySet<number | null> = new Set([
  EXIT.completed,
  EXIT.completedWithOpen,
  EXIT.alreadyCompleted,
]);

const GONE: ReadonlySet<string> = new Set(['emailed', 'handed_over']);

/**
 * One night under faults, rerun until nothing is left to do, and the night after it; judged by what relay and letter shop
 * have really got.
 */
export async function performTrial(plan: TrialPlan, scene: Scene, cast: Cast): Promise<TrialResult> {
  const director = new Director(plan, scene, cast);
  await director.firstRun();
  if (plan.shop.isPrompt) await scene.shop.collect();
  await scene.relay.mend();
  if (plan.callsBack) await director.callBack();
  if (plan.faultsOfRerun.length > 0) await director.run(director.night, plan.faultsOfRerun);
  const unfinished = [await director.settle(director.night)];
  await scene.shop.collect();
  scene.clock.set(new Date(Date.parse(BEGINNINGS[plan.beginning].at) + DAY));
  unfinished.push(await director.settle(['nightly', '--date', director.nextDate]));
  await scene.shop.collect();
  await scene.relay.close();
  const states = readStates(scene);
  const allGone = [...states.values()].every((state) => GONE.has(state));
  // Where nothing is said to wait, there is nothing to be shown.
  const waiting = allGone ? new Map<string, string>() : await director.waiting();
  const evidence = gatherEvidence(scene, { states, waiting, attached: await attachments() });
  return {
    plan,
    struck: director.struck,
    deaths: director.deaths,
    waiting,
    breaches: [
      ...unfinished.flatMap((each) => (each === null ? [] : [each])),
      ...judge(plan, evidence, [...director.struck, ...director.hurried]),
    ],
  };
}

/** Says who does what, and notes what became of it. */
class Director {
  readonly #plan: TrialPlan;
  readonly #scene: Scene;
  readonly #cast: Cast;
  readonly struck: string[] = [];
  /** Each time that the clock was moved while a run was under way: whoever lives seems dead to the others by then. */
  readonly hurried: string[] = [];
  deaths = 0;

  constructor(plan: TrialPlan, scene: Scene, cast: Cast) {
    this.#plan = plan;
    this.#scene = scene;
    this.#cast = cast;
  }

  get #date(): string {
    return businessDateAt(new Date(BEGINNINGS[this.#plan.beginning].at), 'Europe/Berlin');
  }

  get nextDate(): string {
    return addDays(businessDateAt(new Date(BEGINNINGS[this.#plan.beginning].at), 'Europe/Berlin'), 1);
  }

  get night(): readonly string[] {
    return this.#plan.ownDate ? ['nightly'] : ['nightly', '--date', this.#date];
  }

  /** The run that the plan has in mind, with whoever starts at the same moment. */
  async firstRun(): Promise<void> {
    const { beside, faults } = this.#plan;
    const both = [this.run(this.night, faults)];
    if (beside === 'scheduler') both.push(this.run(this.night, []));
    const workers = beside === 'three workers' ? 3 : beside === 'worker' ? 1 : 0;
    for (let worker = 1; worker <= workers; worker += 1)
      both.push(this.run(['work', '--date', this.#date, '--wait', '5'], []));
    await Promise.all(both);
  }

  /** A person calls back what is finished and not handed over; that command dies at its point. */
  async callBack(): Promise<void> {
    const status = await this.run(['status', '--date', this.#date, '--json'], []);
    for (const id of sealedIn(status.stdout)) {
      const order = ['cancel-print', id, '--reason', 'rehearsed', '--by', 'R. Muster'];
      const blow = { does: 'kill' } as const;
      await this.run(order, [{ strikes: 'point', point: 'print.cancelled', times: 1, blow }]);
    }
  }

  /**
   * Runs a night without a fault until it says that it is done.
   *
   * @returns what it said in the end where it never did; null: it is done
   */
  async settle(argv: readonly string[]): Promise<string | null> {
    let last: Performance | null = null;
    for (let run = 1; run <= CLEAN_RUNS; run += 1) {
      this.#scene.clock.move(this.#plan.pause);
      last = await this.run(argv, []);
      if (SETTLED.has(last.exitCode)) return null;
      // A command line that has ended is a process that has ended: nobody may take it for alive.
      await this.#cast.dismiss();
    }
    return `unfinished: ${argv.join(' ')} ended with exit ${last?.exitCode ?? 'by its death'} after ${CLEAN_RUNS} runs without a fault: ${last?.stderr.trim() ?? ''}`;
  }

  /** Documents that the program shows to people as waiting for them, with their state. */
  async waiting(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const command of ['held', 'in-doubt']) {
      const { stdout } = await this.run([command, '--json'], []);
      for (const { documentId } of JSON.parse(stdout) as readonly { documentId: string }[])
        found.set(documentId, command);
    }
    return found;
  }

  async run(argv: readonly string[], faults: readonly Fault[]): Promise<Performance> {
    const { clock, configuration } = this.#scene;
    const player = await this.#cast.take(faults.some(mayKill));
    const order = { argv: [...argv, '--config', configuration], faults, clockFile: clock.file };
    let overtaking: Promise<void> = Promise.resolve();
    player.whenPaused(() => {
      overtaking = this.#overtake(player);
    });
    const performance = await this.#letTimePass(player.perform(order));
    await overtaking;
    this.struck.push(...player.struck);
    if (performance.exitCode === null) this.deaths += 1;
    this.#cast.giveBack(player);
    return performance;
  }

  /** A night that waits for an hour to come need not be waited for: the hour comes. */
  async #letTimePass(ending: Promise<Performance>): Promise<Performance> {
    for (let step = FIRST_STEP, wait = PATIENCE; ; step *= 2, wait = 1_000) {
      const ended = await Promise.race([ending, delay(wait, undefined, { ref: false })]);
      if (ended !== undefined) return ended;
      this.#scene.clock.move(Math.min(step, LONGEST_STEP));
      this.hurried.push('time passed');
    }
  }

  /** While one sleeps, time passes, and another run does its work. */
  async #overtake(sleeper: Player): Promise<void> {
    this.#scene.clock.move(LONG_SLEEP);
    const successor = this.run(this.night, []);
    if (this.#plan.wakes === 'after') await successor;
    // Somewhere in the middle: the successor takes over within its first moments.
    else await delay(WAKES_WITHIN);
    sleeper.wake();
    await successor;
  }
}

function mayKill(fault: Fault): boolean {
  return (fault.strikes === 'point' || fault.strikes === 'effect') && fault.blow.does === 'kill';
}

const WAKES_WITHIN = 120;
/** Milliseconds that a run has before its time passes faster; then by how much with each second. */
const PATIENCE = 4_000;
const FIRST_STEP = 60_000;
const LONGEST_STEP = 3_600_000;

function sealedIn(status: string): readonly string[] {
  if (status === '') return [];
  const { printFiles } = JSON.parse(status) as {
    printFiles: readonly { readonly id: string; readonly status: string }[];
  };
  return printFiles.filter((file) => file.status === 'sealed').map(({ id }) => id);
}
