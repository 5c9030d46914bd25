/**
 * The one family of errors that this program throws on purpose. A message says what, where, what was
 * expected, what was found and what to do about it; it never carries personal data (L8), because it is logged.
 */
export abstract class PostausgangError extends Error {
  /** Stable name for programs: logs, `--json` answers, tests. */
  abstract readonly code: string;
  /** Whether trying the same thing again later can succeed without anybody changing anything. */
  readonly retryable: boolean = false;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Whether what a file system threw says that there is no such file: for a reader that is an answer, no failure. */
export function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The command line cannot be understood (exit 64). */
export class UsageError extends PostausgangError {
  readonly code = 'USAGE';
}

/** The configuration, the environment or the installation is not fit to start with (exit 78). */
export class ConfigurationError extends PostausgangError {
  readonly code: string = 'CONFIGURATION';
}

/** A transition that the table in `dispatch.ts` does not know: a defect in this program, never an operator's. */
export class IllegalTransitionError extends PostausgangError {
  readonly code = 'ILLEGAL_TRANSITION';

  constructor(dispatchId: string, from: string, to: string) {
    super(
      `Dispatch ${dispatchId}: no transition leads from \`${from}\` to \`${to}\`. Nothing was written. Please report this.`,
    );
  }
}

/** A fenced write found another token: somebody else owns the dispatch by now, so this worker must stop. */
export class LeaseLostError extends PostausgangError {
  readonly code = 'LEASE_LOST';

  constructor(dispatchId: string, attempted: string) {
    super(
      `Dispatch ${dispatchId}: the lease was lost before \`${attempted}\` could be written; its new owner decides.`,
    );
  }
}

/** Another run of the same batch is alive (exit 4). */
export class AlreadyRunningError extends PostausgangError {
  readonly code = 'ALREADY_RUNNING';

  constructor(businessDate: string, run: { id: string; host: string; heartbeatAt: string }) {
    super(
      `Batch ${businessDate} is being worked on by run ${run.id} on host ${run.host} (last heartbeat ${run.heartbeatAt}). ` +
        'Wait until it ends; a run that died is recognised by its heartbeat and taken over.',
    );
  }
}

/** The batch has nothing left to do (exit 3). */
export class AlreadyCompletedError extends PostausgangError {
  readonly code = 'ALREADY_COMPLETED';

  constructor(businessDate: string) {
    super(
      `Batch ${businessDate} is complete: every document is final. For a deliberate second copy use \`resend\`.`,
    );
  }
}

/** There is no batch, document or dispatch of that name. */
export class NotFoundError extends PostausgangError {
  readonly code = 'NOT_FOUND';
}

/** A person asked for something that the present state does not allow. */
export class RefusedError extends PostausgangError {
  readonly code = 'REFUSED';
}

/**
 * The way out for e-mail is broken on *our* side: relay down, no TLS to the relay, wrong certificate, login refused.
 * Never the recipient's fault: nothing is posted because of it, the e-mail step stops and documents stay queued.
 */
export class OurOutageError extends PostausgangError {
  readonly code = 'OUR_OUTAGE';
  override readonly retryable = true;
}

/** The books of a batch do not balance: the run fails, nothing is hidden. */
export class ReconciliationError extends PostausgangError {
  readonly code = 'RECONCILIATION';
}

/** The process was asked to stop: what was in flight is finished, the rest waits for the next run. */
export class InterruptedError extends PostausgangError {
  readonly code = 'INTERRUPTED';
  override readonly retryable = true;
}
