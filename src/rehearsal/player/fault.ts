import type { CrashPoint } from '../../domain/crash-point.ts';

/** What happens to a whole process at one moment. `clock`: the clock of the machine jumps, forward or back. */
export type Blow =
  { readonly does: 'kill' } | { readonly does: 'pause' } | { readonly does: 'clock'; readonly byMs: number };

/** What a write, a flush or a change of names meets. */
export type DiskError = 'ENOSPC' | 'EDQUOT' | 'EIO' | 'EROFS';

/**
 * One fault of one run. `at` counts from 1 and is reached by the run itself, not by a timer, so that the same plan strikes
 * at the same place again.
 */
export type Fault =
  | { readonly strikes: 'point'; readonly point: CrashPoint; readonly times: number; readonly blow: Blow }
  | { readonly strikes: 'effect'; readonly of: Effect; readonly at: number; readonly blow: Blow }
  | {
      readonly strikes: 'disk';
      readonly on: DiskOperation;
      readonly at: number;
      readonly error: DiskError;
      /** So many operations of the kind fail; Infinity travels as null. */
      readonly lasts: number | null;
    }
  | {
      readonly strikes: 'database';
      readonly does: DatabaseFault;
      readonly at: number;
      readonly lasts: number;
    };

/**
 * `gone`: cannot be opened; `locked`: somebody else has it for too long. `full` and `lost answer` are counted by commits:
 * one is not done, the other is, and its answer does not arrive.
 */
export type DatabaseFault = 'gone' | 'locked' | 'full' | 'lost answer';

/**
 * What a process does to the world; `append`: a file grows, which is what a journal does; `any`: what is written to
 * connections too, all counted together.
 */
export type Effect = 'any' | 'commit' | 'append' | DiskOperation;

/** `name`: files are made, renamed, linked or removed. */
export type DiskOperation = 'write' | 'flush' | 'name';

/** What the director asks of a player. */
export interface Order {
  readonly argv: readonly string[];
  readonly faults: readonly Fault[];
  /** Holds the milliseconds by which the clock of the rehearsal is ahead of the machine's. */
  readonly clockFile: string;
}

/** What a player answers when its command line has ended. */
export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** File descriptor on which a player notes what struck, at once: what is killed right after it has been heard. */
export const NOTES = 4;
