import type { Database } from '../ledger/database.ts';
import { finishRun, runningRunsOnHost, staleRuns } from '../ledger/run-store.ts';
import type { Logger } from '../log/logger.ts';

export interface DeadRunOptions {
  readonly host: string;
  /** A run without a heartbeat for so long (ms) is dead. */
  readonly deadAfter: number;
}

/**
 * Marks runs whose process is gone as failed, so that their leases can be taken over. On this host a missing process
 * is known at once, and an operator who reruns after a crash need not wait; elsewhere the heartbeat tells. Declaring a
 * living run dead is the worse error, but harmless: its writes are fenced, and its next heartbeat stops it.
 */
export async function failDeadRuns(ledger: Database, options: DeadRunOptions, logger: Logger): Promise<void> {
  const gone = (await runningRunsOnHost(ledger, options.host)).filter(({ pid }) => !isAlive(pid));
  const stale = await staleRuns(ledger, options.deadAfter);
  const dead = new Map([...gone, ...stale].map((run) => [run.id, run]));
  for (const run of dead.values()) {
    const failure = `died: last heartbeat ${run.heartbeatAt}`;
    await finishRun(ledger, run.id, { status: 'failed', exitCode: null, failure });
    logger.warn('run.found-dead', { run: run.id, host: run.host, pid: run.pid, heartbeat: run.heartbeatAt });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
