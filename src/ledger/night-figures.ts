import type { DispatchPurpose, DispatchState } from '../domain/dispatch.ts';
import type { Session } from './database.ts';
import { stateOf } from './dispatch-record.ts';
import { idOf, numberOf, numberOrNull, textOf, textOrNull, timeOf, timeOrNull, type Row } from './rows.ts';

/** So many dispatches of a batch have all of this in common. */
export interface Tally {
  readonly purpose: DispatchPurpose;
  readonly documentType: string | null;
  readonly state: DispatchState;
  /** What the decision came to; null: none was made. */
  readonly result: string | null;
  readonly decidingRule: string | null;
  /** What the last try by e-mail came to; null: there was none, or it has no end yet. */
  readonly lastOutcome: string | null;
  readonly printFileId: string | null;
  readonly count: number;
}

/** A batch counted by all that its report shows. Indexes ix_dispatch_batch_state, ux_attempt_number; one scan of the batch. */
export async function tallyBatch(session: Session, batchId: string): Promise<readonly Tally[]> {
  const by = [
    'd.purpose',
    'd.document_type',
    'd.state',
    'c.result',
    'c.deciding_rule',
    'a.outcome',
    'd.print_file_id',
  ] as const;
  const rows: Row[] = await session
    .from('dispatch as d')
    .leftJoin(`${session.dialect.table('decision')} as c`, 'c.id', 'd.decision_id')
    .leftJoin(`${session.dialect.table('attempt')} as a`, (join) => {
      void join.on('a.dispatch_id', 'd.id').andOn('a.number', 'd.attempts');
    })
    .where('d.batch_id', batchId)
    .groupBy([...by])
    .select([...by])
    .count({ n: '*' });
  return rows.map((row) => ({
    purpose: textOf(row, 'purpose') as DispatchPurpose,
    documentType: textOrNull(row, 'document_type'),
    state: stateOf(row, 'state'),
    result: textOrNull(row, 'result'),
    decidingRule: textOrNull(row, 'deciding_rule'),
    lastOutcome: textOrNull(row, 'outcome'),
    printFileId: textOrNull(row, 'print_file_id'),
    count: numberOf(row, 'n'),
  }));
}

/** One try to send, with its evidence as it was stored. */
export interface TriedEmail {
  readonly startedAt: string;
  readonly outcome: string | null;
  /** JSON of a `DeliveryEvidence`; null: none was kept. */
  readonly evidence: string | null;
}

/** Dispatches whose tries are read at once. */
const WINDOW = 2_000;

/**
 * Every try of a batch, window by window of dispatch ids: memory holds one window. Its ends by ix_dispatch_batch_state,
 * then the primary key of `dispatch` and ux_attempt_number; touched are the tries between the first and the last dispatch of the batch. Other batches are left out
 * here: asked for them in the statement, SQLite walks the whole batch for each window, the square of a night.
 */
export async function* triedEmails(session: Session, batchId: string): AsyncGenerator<readonly TriedEmail[]> {
  const ends: Row | undefined = await session
    .from('dispatch')
    .where({ batch_id: batchId })
    .min({ first: 'id' })
    .max({ last: 'id' })
    .first();
  const first = ends === undefined ? null : numberOrNull(ends, 'first');
  const last = ends === undefined ? null : numberOrNull(ends, 'last');
  if (first === null || last === null) return;
  for (let after = first - 1; after < last; after += WINDOW) {
    const rows: Row[] = await session
      .from('attempt as a')
      .join(`${session.dialect.table('dispatch')} as d`, 'd.id', 'a.dispatch_id')
      .where('a.dispatch_id', '>', after)
      .where('a.dispatch_id', '<=', Math.min(after + WINDOW, last))
      .select('a.started_at', 'a.outcome', 'a.evidence', 'd.batch_id');
    yield rows
      .filter((row) => idOf(row, 'batch_id') === batchId)
      .map((row) => ({
        startedAt: timeOf(row, 'started_at'),
        outcome: textOrNull(row, 'outcome'),
        evidence: textOrNull(row, 'evidence'),
      }));
  }
}

/** How long one step of one run took. */
export interface StepTime {
  readonly batchId: string;
  readonly step: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** Steps of the nightly runs of these batches; a night that was run twice has each step twice. Index ix_run_batch. */
export async function stepTimes(session: Session, batchIds: readonly string[]): Promise<readonly StepTime[]> {
  const rows: Row[] = await session
    .from('run_step as s')
    .join(`${session.dialect.table('run')} as r`, 'r.id', 's.run_id')
    .whereIn('r.batch_id', batchIds)
    .whereNot('r.kind', 'worker')
    .orderBy('s.started_at')
    .select('r.batch_id', 's.step', 's.started_at', 's.finished_at');
  return rows.map((row) => ({
    batchId: idOf(row, 'batch_id'),
    step: textOf(row, 'step'),
    startedAt: timeOf(row, 'started_at'),
    finishedAt: timeOrNull(row, 'finished_at'),
  }));
}

/** Collected documents of one batch and type, and how many of them the decision sent by post. */
export interface TypeCount {
  readonly batchId: string;
  readonly documentType: string | null;
  readonly count: number;
  readonly post: number;
}

/**
 * What the batches held, by type: what a night is compared with. One scan of these batches in ix_dispatch_batch_state,
 * one seek into `decision` a row.
 */
export async function typeCounts(
  session: Session,
  batchIds: readonly string[],
): Promise<readonly TypeCount[]> {
  const rows: Row[] = await session
    .from('dispatch as d')
    .leftJoin(`${session.dialect.table('decision')} as c`, 'c.id', 'd.decision_id')
    .whereIn('d.batch_id', batchIds)
    .where('d.purpose', 'document')
    .groupBy('d.batch_id', 'd.document_type')
    .select('d.batch_id', 'd.document_type')
    .count({ n: '*' })
    .sum({ post: session.knex.raw(`CASE WHEN c.result = 'post' THEN 1 ELSE 0 END`) });
  return rows.map((row) => ({
    batchId: idOf(row, 'batch_id'),
    documentType: textOrNull(row, 'document_type'),
    count: numberOf(row, 'n'),
    post: numberOf(row, 'post'),
  }));
}

/** The last word of the shop on each of these print files. Index ix_print_file_ack_file. */
export async function lastAcknowledgements(
  session: Session,
  printFileIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly result: string; readonly at: string }>> {
  if (printFileIds.length === 0) return new Map();
  const rows: Row[] = await session
    .from('print_file_ack')
    .whereIn('print_file_id', printFileIds)
    .orderBy(['at', 'id'])
    .select('print_file_id', 'result', 'at');
  return new Map(
    rows.map((row) => [
      textOf(row, 'print_file_id'),
      { result: textOf(row, 'result'), at: timeOf(row, 'at') },
    ]),
  );
}
