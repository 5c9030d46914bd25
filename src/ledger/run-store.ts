import { randomUUID } from 'node:crypto';
import type { RunKind, RunStatus, Step } from '../domain/batch.ts';
import { AlreadyRunningError } from '../domain/errors.ts';
import type { ExitCode } from '../domain/exit-code.ts';
import type { Database, Session } from './database.ts';
import {
  chunksFor,
  cut,
  idOf,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  timeOf,
  timeOrNull,
  type Row,
} from './rows.ts';

export interface RunRecord {
  readonly id: string;
  readonly batchId: string;
  readonly kind: RunKind;
  readonly host: string;
  readonly pid: number;
  /** Who started it: the person named, or the account it runs under. Four eyes need another one. */
  readonly startedBy: string;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly heartbeatAt: string;
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  readonly failure: string | null;
}

function parseRun(row: Row): RunRecord {
  return {
    id: textOf(row, 'id'),
    batchId: idOf(row, 'batch_id'),
    kind: textOf(row, 'kind') as RunKind,
    host: textOf(row, 'host'),
    pid: numberOf(row, 'pid'),
    startedBy: textOf(row, 'started_by'),
    status: textOf(row, 'status') as RunStatus,
    startedAt: timeOf(row, 'started_at'),
    heartbeatAt: timeOf(row, 'heartbeat_at'),
    finishedAt: timeOrNull(row, 'finished_at'),
    exitCode: numberOrNull(row, 'exit_code'),
    failure: textOrNull(row, 'failure'),
  };
}

export interface RunStart {
  readonly batchId: string;
  readonly businessDate: string;
  readonly kind: RunKind;
  readonly host: string;
  readonly pid: number;
  readonly startedBy: string;
}

/**
 * Begins a run. The unique filtered index ux_run_one_running decides between two starters, not an application lock:
 * session-owned locks survive in a connection pool. Adds one row.
 *
 * @throws AlreadyRunningError when a live run of the batch exists
 */
export async function startRun(database: Database, start: RunStart): Promise<string> {
  const id = randomUUID();
  try {
    await database.from('run').insert({
      id,
      batch_id: start.batchId,
      kind: start.kind,
      host: start.host,
      pid: start.pid,
      started_by: start.startedBy,
      status: 'running',
      started_at: database.now(),
      heartbeat_at: database.now(),
    });
  } catch (error) {
    if (!database.dialect.isUniqueViolation(error)) throw error;
    const [other] = await runningRuns(database, start.batchId);
    throw new AlreadyRunningError(
      start.businessDate,
      other ?? { id: 'unknown', host: 'unknown', heartbeatAt: 'just now' },
    );
  }
  return id;
}

/**
 * Runs of a batch that have not ended, the workers that joined it included. Index ix_run_batch; touched are the runs of
 * the batch.
 */
export async function runningRuns(session: Session, batchId: string): Promise<readonly RunRecord[]> {
  const rows: Row[] = await session
    .from('run')
    .where({ batch_id: batchId, status: 'running' })
    .orderBy('kind')
    .select();
  return rows.map(parseRun);
}

/**
 * Batches that other coordinating runs have in hand, besides these. Index ux_run_one_running: its filter stands here word
 * for word, and holds one row a running night.
 */
export async function batchesInHand(
  session: Session,
  besides: readonly string[],
): Promise<readonly string[]> {
  const rows: Row[] = await session
    .from('run')
    .whereRaw(`status = 'running' AND kind <> 'worker'`)
    .select('batch_id');
  return rows.map((row) => idOf(row, 'batch_id')).filter((id) => !besides.includes(id));
}

/**
 * Of these runs, the ones whose last heartbeat is older than `deadAfter` ms by the database's clock. Scans the runs of
 * all nights, some a night: ux_run_one_running leaves out the workers.
 */
export async function staleRuns(session: Session, deadAfter: number): Promise<readonly RunRecord[]> {
  const rows: Row[] = await session
    .from('run')
    .where({ status: 'running' })
    .where('heartbeat_at', '<', session.nowPlus(-deadAfter))
    .select();
  return rows.map(parseRun);
}

/**
 * Runs on this host that claim to be running; whether their process still exists is for the caller to find out. Scans the
 * runs of all nights, as `staleRuns`.
 */
export async function runningRunsOnHost(session: Session, host: string): Promise<readonly RunRecord[]> {
  const rows: Row[] = await session.from('run').where({ status: 'running', host }).select();
  return rows.map(parseRun);
}

/**
 * Writes the heartbeat of these runs, one statement. Primary key seeks, one row each.
 *
 * @returns false when one of them is no longer `running`: somebody declared it dead, so it must stop
 */
export async function heartbeat(session: Session, runIds: readonly string[]): Promise<boolean> {
  const updated = await session
    .from('run')
    .whereIn('id', runIds)
    .where({ status: 'running' })
    .update({ heartbeat_at: session.now() });
  return updated === runIds.length;
}

export interface RunEnd {
  readonly status: RunStatus;
  readonly exitCode: ExitCode | null;
  readonly failure: string | null;
}

/**
 * Ends a run; only a running one, so that a run that was declared dead stays so. Primary key seek, one row.
 *
 * @returns whether it was running
 */
export async function finishRun(session: Session, runId: string, end: RunEnd): Promise<boolean> {
  const updated = await session
    .from('run')
    .where({ id: runId, status: 'running' })
    .update({
      status: end.status,
      exit_code: end.exitCode,
      failure: end.failure === null ? null : cut(end.failure, 200),
      finished_at: session.now(),
    });
  return updated === 1;
}

/** Of these run ids, the ones that have no row. Primary key seeks, by statements of 2,000 ids. */
export async function unknownRuns(session: Session, runIds: readonly string[]): Promise<readonly string[]> {
  const known = new Set<string>();
  for (const chunk of chunksFor(runIds, 1)) {
    const rows: Row[] = await session.from('run').whereIn('id', chunk).select('id');
    for (const row of rows) known.add(textOf(row, 'id'));
  }
  return runIds.filter((id) => !known.has(id));
}

/** Primary key seek, one row. */
export async function findRun(session: Session, runId: string): Promise<RunRecord | null> {
  const row: Row | undefined = await session.from('run').where({ id: runId }).first();
  return row === undefined ? null : parseRun(row);
}

/** The earliest first. Index ix_run_batch; touched are the runs of the batch. */
export async function listRuns(session: Session, batchId: string): Promise<readonly RunRecord[]> {
  const rows: Row[] = await session.from('run').where({ batch_id: batchId }).orderBy('started_at').select();
  return rows.map(parseRun);
}

/** Adds one row. */
export async function startStep(session: Session, runId: string, step: Step): Promise<void> {
  await session.from('run_step').insert({ run_id: runId, step, started_at: session.now() });
}

/** Primary key seek, one row. */
export async function finishStep(
  session: Session,
  runId: string,
  step: Step,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  await session
    .from('run_step')
    .where({ run_id: runId, step })
    .update({ finished_at: session.now(), counts: JSON.stringify(counts) });
}

export interface StepRecord {
  readonly step: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** The earliest first. A range of the primary key: touched are the steps of the run. */
export async function listSteps(session: Session, runId: string): Promise<readonly StepRecord[]> {
  const rows: Row[] = await session.from('run_step').where({ run_id: runId }).orderBy('started_at').select();
  return rows.map((row) => ({
    step: textOf(row, 'step'),
    startedAt: timeOf(row, 'started_at'),
    finishedAt: timeOrNull(row, 'finished_at'),
    counts: JSON.parse(textOrNull(row, 'counts') ?? '{}') as Record<string, number>,
  }));
}
