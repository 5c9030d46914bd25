import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performTrial, type TrialResult } from './perform-trial.ts';
import type { TrialPlan } from './plan.ts';
import { Cast, type PlayerOptions } from './player-process.ts';
import { Stage } from './stage.ts';

export interface RehearsalOptions {
  readonly plans: readonly TrialPlan[];
  /** Trials at a time. */
  readonly parallel: number;
  /** Whether the folder of a failed trial stays. */
  readonly keep: boolean;
  readonly player: PlayerOptions;
  /** Made before, for several rehearsals; whoever made it removes it. Default: one of its own, played by the same. */
  readonly stage?: Stage;
  /** Aborted: trials that are under way are finished, no other begins. */
  readonly signal?: AbortSignal;
  readonly onTrial?: (result: TrialResult, folder: string | null) => void;
}

/**
 * Performs trials, several at a time, each on a copy of one scratch insurer. Nothing outside the scratch folder is
 * written, and no real system is known to it.
 *
 * @returns the results in the order of their numbers
 */
export async function runRehearsal(options: RehearsalOptions): Promise<readonly TrialResult[]> {
  const directory = mkdtempSync(join(scratchRoot(), 'postausgang-rehearsal-'));
  const casts = Array.from({ length: options.parallel }, () => new Cast(options.player));
  const results: TrialResult[] = [];
  let kept = 0;
  try {
    const stage = options.stage ?? (await Stage.build(directory, casts[0] ?? new Cast(options.player)));
    const waiting = [...options.plans];
    const perform = async (cast: Cast): Promise<void> => {
      for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
        if (options.signal?.aborted === true) return;
        const folder = join(directory, `trial-${plan.trial}`);
        const result = await performOne(plan, stage, folder, cast);
        const stays = options.keep && result.breaches.length > 0;
        if (stays) kept += 1;
        else rmSync(folder, { recursive: true, force: true });
        results.push(result);
        options.onTrial?.(result, stays ? folder : null);
      }
    };
    await Promise.all(casts.map(perform));
  } finally {
    await Promise.all(casts.map((cast) => cast.close()));
    if (kept === 0) rmSync(directory, { recursive: true, force: true });
  }
  return results.toSorted((one, other) => one.plan.trial - other.plan.trial);
}

async function performOne(plan: TrialPlan, stage: Stage, folder: string, cast: Cast): Promise<TrialResult> {
  const scene = await stage.set(folder, plan);
  try {
    return await performTrial(plan, scene, cast);
  } catch (error) {
    // Neither passed nor a reason to perform no other.
    const why = error instanceof Error ? error.message : String(error);
    return { plan, struck: [], deaths: 0, waiting: new Map(), breaches: [`not performed: ${why}`] };
  } finally {
    await scene.relay.close();
  }
}

/** A kill loses nothing of what was written, so the trials need no real disk, and without one they take half the time. */
function scratchRoot(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
