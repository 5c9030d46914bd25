import { writeSync } from 'node:fs';
import type { Blow, DatabaseFault, DiskOperation, Effect, Fault } from './fault.ts';
import { NOTES } from './fault.ts';
import { jumpClock } from './rehearsed-clock.ts';

/** The faults of the run that is under way in this process, and how far it has come. */
interface Armed {
  readonly faults: readonly Fault[];
  readonly struck: Set<Fault>;
  readonly counts: Record<Effect | 'statement', number>;
}

let armed: Armed = unarmed([]);

const kill = process.kill.bind(process);
const write = writeSync;

/** Counts begin anew with each run. */
export function arm(faults: readonly Fault[]): void {
  armed = unarmed(faults);
}

function unarmed(faults: readonly Fault[]): Armed {
  const counts = { any: 0, statement: 0, commit: 0, append: 0, write: 0, flush: 0, name: 0 };
  return { faults, struck: new Set(), counts };
}

/** The program would kill itself here, as it was asked to: the plan may have something else in mind. */
export function meetPoint(): void {
  for (const fault of armed.faults) {
    if (fault.strikes === 'point') strike(fault, fault.blow, `${fault.point}:${fault.times}`);
  }
}

/** Called before something is written to a connection. */
export function meetSending(): void {
  meet('any');
}

/** Nothing of the effect has happened when the process dies here. */
function meet(effect: Effect): void {
  armed.counts[effect] += 1;
  for (const fault of armed.faults) {
    if (fault.strikes === 'effect' && fault.of === effect && fault.at === armed.counts[effect])
      strike(fault, fault.blow, `${effect} ${fault.at}`);
  }
}

/** Called before an open file grows. */
export function meetAppending(): void {
  meet('append');
}

/** @returns the error that the operation shall fail with; null: it may go on */
export function meetDisk(on: DiskOperation): NodeJS.ErrnoException | null {
  meet('any');
  meet(on);
  const count = armed.counts[on];
  for (const fault of armed.faults) {
    if (fault.strikes !== 'disk' || fault.on !== on) continue;
    if (count < fault.at || count >= fault.at + (fault.lasts ?? Infinity)) continue;
    note(fault, `disk ${on} ${fault.at} ${fault.error}`);
    return Object.assign(new Error(`${fault.error}: rehearsed fault of the disk, ${on}`), {
      code: fault.error,
    });
  }
  return null;
}

/** What becomes of a statement: it goes on, it fails before it is run, or it is run and fails all the same. */
export function meetStatement(isCommit: boolean): 'goes on' | DatabaseFault {
  meet('any');
  armed.counts.statement += 1;
  if (isCommit) meet('commit');
  for (const fault of armed.faults) {
    if (fault.strikes !== 'database') continue;
    const isOfCommits = fault.does === 'full' || fault.does === 'lost answer';
    if (isOfCommits && !isCommit) continue;
    const count = armed.counts[isOfCommits ? 'commit' : 'statement'];
    if (count < fault.at || count >= fault.at + fault.lasts) continue;
    note(fault, `database ${fault.does} ${fault.at}`);
    return fault.does;
  }
  return 'goes on';
}

function strike(fault: Fault, blow: Blow, where: string): void {
  note(fault, `${blow.does} ${where}`);
  if (blow.does === 'clock') jumpClock(blow.byMs);
  else {
    if (blow.does === 'pause') write(NOTES, 'paused\n');
    kill(process.pid, blow.does === 'pause' ? 'SIGSTOP' : 'SIGKILL');
  }
}

/** Written, not sent: the next moment this process may be dead. */
function note(fault: Fault, what: string): void {
  if (armed.struck.has(fault)) return;
  armed.struck.add(fault);
  write(NOTES, `struck ${what}\n`);
}
