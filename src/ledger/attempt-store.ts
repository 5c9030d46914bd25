import type { DeliveryEvidence } from '../domain/delivery.ts';
import type { Session } from './database.ts';
import { cut, idOf, numberOf, textOf, textOrNull, timeOf, timeOrNull, type Row } from './rows.ts';

/** One try to send, written before the try. */
export interface AttemptRecord {
  readonly id: string;
  readonly dispatchId: string;
  readonly number: number;
  readonly runId: string;
  readonly token: number;
  readonly messageId: string;
  /** ISO 8601, seconds; the Date header of the message, the same on every try. */
  readonly messageDate: string;
  readonly messageSha256: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly evidence: DeliveryEvidence | null;
}

export interface NewAttempt {
  readonly id: string;
  readonly dispatchId: string;
  readonly number: number;
  readonly runId: string;
  readonly token: number;
  readonly messageId: string;
  readonly messageDate: string;
  readonly messageSha256: string;
}

/** One row. Unique index ux_attempt_number: a second writer of the same try fails here. */
export async function insertAttempt(session: Session, attempt: NewAttempt): Promise<void> {
  await session.from('attempt').insert({
    id: attempt.id,
    dispatch_id: attempt.dispatchId,
    number: attempt.number,
    run_id: attempt.runId,
    token: attempt.token,
    message_id: attempt.messageId,
    message_date: attempt.messageDate,
    message_sha256: attempt.messageSha256,
    started_at: session.now(),
  });
}

/**
 * The end of a try. An end that is written already stays, a doubt aside: the first knowledge of it is the evidence. What
 * settles a doubt later knows nothing of the connection, so the evidence of the doubtful try stays with it.
 * Primary key seek, one row.
 */
export async function finishAttempt(
  session: Session,
  attemptId: string,
  end: {
    readonly outcome: string;
    readonly reason: string | null;
    readonly evidence: DeliveryEvidence | null;
  },
): Promise<void> {
  await session
    .from('attempt')
    .where({ id: attemptId })
    .where((open) => void open.whereNull('outcome').orWhere({ outcome: 'in_doubt' }))
    .update({
      outcome: end.outcome,
      reason: end.reason === null ? null : cut(end.reason),
      ...(end.evidence === null ? {} : { evidence: JSON.stringify(end.evidence) }),
      finished_at: session.now(),
    });
}

/** The newest attempt of a dispatch, or null. Seeks the end of its range in ux_attempt_number, one row. */
export async function latestAttempt(session: Session, dispatchId: string): Promise<AttemptRecord | null> {
  const row: Row | undefined = await session
    .from('attempt')
    .where({ dispatch_id: dispatchId })
    .orderBy('number', 'desc')
    .first();
  return row === undefined ? null : parseAttempt(row);
}

/** Every attempt of a dispatch in order. Seeks ux_attempt_number; touched are these rows. */
export async function listAttempts(session: Session, dispatchId: string): Promise<readonly AttemptRecord[]> {
  const rows: Row[] = await session
    .from('attempt')
    .where({ dispatch_id: dispatchId })
    .orderBy('number')
    .select();
  return rows.map(parseAttempt);
}

export function parseAttempt(row: Row): AttemptRecord {
  const evidence = textOrNull(row, 'evidence');
  return {
    id: textOf(row, 'id'),
    dispatchId: idOf(row, 'dispatch_id'),
    number: numberOf(row, 'number'),
    runId: textOf(row, 'run_id'),
    token: numberOf(row, 'token'),
    messageId: textOf(row, 'message_id'),
    messageDate: textOf(row, 'message_date'),
    messageSha256: textOf(row, 'message_sha256'),
    startedAt: timeOf(row, 'started_at'),
    finishedAt: timeOrNull(row, 'finished_at'),
    outcome: textOrNull(row, 'outcome'),
    reason: textOrNull(row, 'reason'),
    evidence: evidence === null ? null : (JSON.parse(evidence) as DeliveryEvidence),
  };
}
