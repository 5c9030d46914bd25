import type { AttemptRecord } from './attempt-store.ts';
import { parseAttempt } from './attempt-store.ts';
import type { Session } from './database.ts';
import { addressKey } from './recipient-store.ts';
import { textOf, type Row } from './rows.ts';

/** Whom a try was for, without the address (L8). */
export interface AttemptEnvelope {
  readonly addressSha256: string;
  /** As A-labels, lower case. */
  readonly domain: string;
}

/** Call it in the transaction that writes the attempt. One row. */
export async function insertAttemptEnvelope(
  session: Session,
  envelope: { readonly attemptId: string; readonly address: string; readonly domain: string },
): Promise<void> {
  await session.from('attempt_envelope').insert({
    attempt_id: envelope.attemptId,
    address_sha256: addressKey(envelope.address),
    domain: envelope.domain,
  });
}

/** Null for tries from before envelopes were kept. Primary key seek, one row. */
export async function findAttemptEnvelope(
  session: Session,
  attemptId: string,
): Promise<AttemptEnvelope | null> {
  const row: Row | undefined = await session
    .from('attempt_envelope')
    .where({ attempt_id: attemptId })
    .first();
  return row === undefined
    ? null
    : { addressSha256: textOf(row, 'address_sha256'), domain: textOf(row, 'domain') };
}

/** Primary key seek, one row. */
export async function findAttempt(session: Session, attemptId: string): Promise<AttemptRecord | null> {
  const row: Row | undefined = await session.from('attempt').where({ id: attemptId }).first();
  return row === undefined ? null : parseAttempt(row);
}

/**
 * The newest try of a message: all tries of a dispatch carry the same Message-ID. Seeks ix_attempt_message_id; touched are
 * these tries.
 */
export async function findAttemptByMessageId(
  session: Session,
  messageId: string,
): Promise<AttemptRecord | null> {
  const row: Row | undefined = await session
    .from('attempt')
    .where({ message_id: messageId })
    .orderBy('number', 'desc')
    .first();
  return row === undefined ? null : parseAttempt(row);
}

/**
 * Accepted or doubtful tries for an address in the last `within` ms, two at most. Seeks ix_attempt_envelope_address, then
 * primary keys; touched is every try for the address that is kept.
 */
export async function findAttemptsForAddress(
  session: Session,
  address: string,
  within: number,
): Promise<readonly AttemptRecord[]> {
  const rows: Row[] = await session
    .from('attempt as a')
    .join(`${session.dialect.table('attempt_envelope')} as e`, 'e.attempt_id', 'a.id')
    .where('e.address_sha256', addressKey(address))
    .whereIn('a.outcome', ['accepted', 'in_doubt'])
    .where('a.started_at', '>', session.nowPlus(-within))
    .orderBy('a.started_at', 'desc')
    .limit(2)
    .select('a.*');
  return rows.map(parseAttempt);
}

/** Whether a try is younger than `window` ms, by the database's clock. Primary key seek, one row. */
export async function isWithin(session: Session, attemptId: string, window: number): Promise<boolean> {
  const row: unknown = await session
    .from('attempt')
    .where({ id: attemptId })
    .where('started_at', '>', session.nowPlus(-window))
    .first('id');
  return row !== undefined;
}

/** What was accepted has come back: the books must not count it as delivered any more. Primary key seek, one row. */
export async function markBounced(session: Session, attemptId: string, reason: string): Promise<void> {
  await session.from('attempt').where({ id: attemptId }).update({ outcome: 'bounced', reason });
}
