import { LeaseLostError } from '../../src/domain/errors.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { openEmailProgram, type Defect, type EmailProgram } from './email-process.ts';
import { EMAIL_TABLES, type EmailPlace } from './email-place.ts';
import { RUNS, type RunName } from './model-ledger.ts';
import { EmailWorld, type Answer } from './email-world.ts';
import type { Choose, Ending } from './explore.ts';
import { gatedLedger } from './gated-ledger.ts';
import { interleave, runToEnd } from './interleave.ts';
import { Process, type Gate } from './scheduler.ts';

export interface EmailScenario {
  /** What the server does with the first, second, … body; accepts those behind the last. */
  readonly answers: readonly Answer[];
  /** Why B may take over what A holds, whether A still lives or not. */
  readonly takeOver: 'run declared dead' | 'lease ran out';
  readonly defect?: Defect;
}

/**
 * One schedule of two workers and one document. A claims and sends. B takes over from A, at whatever moment, recovers,
 * claims and sends. When both have ended, have crashed or sleep, C declares them dead and does what is left; who only
 * slept wakes up after that, and C comes once more.
 */
export async function runEmailSchedule(
  place: EmailPlace,
  scenario: EmailScenario,
  choose: Choose,
): Promise<Ending> {
  place.setBack();
  const world = new EmailWorld(scenario.answers);
  const open = (name: RunName): Promise<EmailProgram> =>
    openEmailProgram(place, world, name, scenario.defect ?? {});
  const programs = { A: await open('A'), B: await open('B'), C: await open('C') };
  const steps: string[] = [];
  const workers = [
    new Process('A', (gate) => programs.A.work(gate)),
    new Process('B', async (gate) => {
      await takeOver(place, scenario, gate);
      await programs.B.recover(gate);
      await programs.B.work(gate);
    }),
  ];
  const third = async (): Promise<void> => {
    const process = new Process('C', async (gate) => {
      await declareDead(place, ['A', 'B'], gate);
      await programs.C.recover(gate);
      await programs.C.work(gate);
    });
    await runToEnd(place.state, process, steps);
    failures.push(...failureOf(process));
  };
  const failures: string[] = [];
  try {
    const sleepers = await interleave(place.state, workers, choose, steps);
    await third();
    for (const sleeper of sleepers) {
      steps.push(`${sleeper.name} wakes up`);
      await runToEnd(place.state, sleeper, steps);
    }
    if (sleepers.length > 0) await third();
    failures.push(...workers.flatMap(failureOf));
  } finally {
    for (const name of RUNS) await programs[name].close();
  }
  const copies = world.copies.length === 1 ? '1 copy' : `${world.copies.length} copies`;
  const end = `${place.state()}, ${copies}, ${world.bodies.length} bodies, ${place.attempts().length} attempts`;
  return { steps, end, violation: [...failures, ...violations(place, world)][0] ?? null };
}

async function takeOver(place: EmailPlace, scenario: EmailScenario, gate: Gate): Promise<void> {
  if (scenario.takeOver === 'run declared dead') return declareDead(place, ['A'], gate);
  await gate('leases run out');
  place.expireLeases();
}

async function declareDead(place: EmailPlace, names: readonly RunName[], gate: Gate): Promise<void> {
  const ledger = gatedLedger(place.ledger, EMAIL_TABLES, gate);
  const end = { status: 'failed', exitCode: null, failure: 'declared dead' } as const;
  for (const name of names) await finishRun(ledger, place.runIds[name], end);
}

/** A worker may only be ended by having nothing left to do. */
function failureOf({ name, failure }: Process): readonly string[] {
  if (failure === null || failure instanceof LeaseLostError) return [];
  return [`${name} failed: ${failure.stack ?? failure.message}`];
}

/** The promise, against the record of the other side. */
function violations(place: EmailPlace, { copies, guesses }: EmailWorld): readonly string[] {
  const state = place.state();
  const found: string[] = [];
  if (copies.length > 1) found.push(`${copies.length} copies left the house`);
  if (guesses > 0) found.push('it was sent again while an earlier try was in doubt');
  if (copies.length > 0 && state !== 'emailed' && state !== 'in_doubt') {
    found.push(`a copy left the house, and the ledger says ${state}`);
  }
  if (copies.length === 0 && state === 'emailed')
    found.push('the ledger says emailed, and nothing left the house');
  if (['queued_email', 'claimed', 'sending'].includes(state))
    found.push(`nobody works any more, and it is ${state}`);
  for (const { id, outcome } of place.attempts()) {
    const left = copies.includes(id);
    if (outcome === 'accepted' && !left) found.push('an attempt counts as accepted that was not');
    if (left && outcome !== 'accepted' && outcome !== 'in_doubt') {
      found.push(`an attempt counts as ${outcome ?? 'open'} that was accepted`);
    }
  }
  return found;
}
