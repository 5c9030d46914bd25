import type { Session } from './database.ts';
import { cut, idOf, numberOf, textOf, textOrNull, timeOf, type Row } from './rows.ts';

/** What became of a report. `person`: it waits for one. */
export type BounceEffect = 'posted' | 'held' | 'accepted' | 'noted' | 'person';

export interface NewBounceReport {
  /** SHA-256 of Message-ID and body, see `identityOf`. */
  readonly identity: string;
  readonly source: 'imap' | 'maildir' | 'file';
  /** Where the mail lies: file name, or folder and UID. */
  readonly place: string;
  readonly kind: string;
  readonly status: string | null;
  /** May hold the address: for the ledger, never for a log (L8). */
  readonly diagnostic: string | null;
  readonly attemptId: string | null;
  readonly matchedBy: string | null;
  readonly authentic: boolean;
  readonly effect: BounceEffect;
  readonly reason: string;
}

/** Seeks unique index ux_bounce_report_identity, one row. */
export async function isKnownReport(session: Session, identity: string): Promise<boolean> {
  const row: unknown = await session.from('bounce_report').where({ identity_sha256: identity }).first('id');
  return row !== undefined;
}

/**
 * Call it in the transaction of its effect: ux_bounce_report_identity stops the second of two that read the same report at
 * once. One row.
 */
export async function addBounceReport(session: Session, report: NewBounceReport): Promise<void> {
  await session.from('bounce_report').insert({
    identity_sha256: report.identity,
    seen_at: session.now(),
    source: report.source,
    place: cut(report.place),
    kind: report.kind,
    status: report.status,
    diagnostic: report.diagnostic,
    attempt_id: report.attemptId,
    matched_by: report.matchedBy,
    authentic: report.authentic ? 1 : 0,
    effect: report.effect,
    reason: cut(report.reason),
  });
}

/** A report that a person must look at. */
export interface OpenReport {
  readonly id: string;
  readonly seenAt: string;
  readonly kind: string;
  readonly status: string | null;
  readonly source: string;
  readonly place: string;
  readonly reason: string;
  readonly attemptId: string | null;
  readonly dispatchId: string | null;
  readonly documentId: string | null;
}

/** The oldest first, `count` at most. Seeks ix_bounce_report_open, then primary keys; touched is what it gives. */
export async function listOpenReports(session: Session, count: number): Promise<readonly OpenReport[]> {
  const rows: Row[] = await openReports(session)
    .orderBy('b.id')
    .limit(count)
    .select('b.*', 'd.id as dispatch_id', 'd.document_id');
  return rows.map(parseOpen);
}

/** A report that waits for a person; null: it does not, or there is none. Primary key seeks, one row. */
export async function findOpenReport(session: Session, id: string): Promise<OpenReport | null> {
  if (!/^\d{1,15}$/u.test(id)) return null;
  const row: Row | undefined = await openReports(session)
    .where('b.id', id)
    .first('b.*', 'd.id as dispatch_id', 'd.document_id');
  return row === undefined ? null : parseOpen(row);
}

/** Seeks ix_bounce_report_open; touched is what waits for a person, by the index alone. */
export async function countOpenReports(session: Session): Promise<number> {
  const row: Row | undefined = await session
    .from('bounce_report')
    .where({ effect: 'person' })
    .whereNull('settled_at')
    .count({ n: '*' })
    .first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

function openReports(session: Session): ReturnType<Session['from']> {
  const table = (name: string): string => session.dialect.table(name);
  return session
    .from('bounce_report as b')
    .leftJoin(`${table('attempt')} as a`, 'a.id', 'b.attempt_id')
    .leftJoin(`${table('dispatch')} as d`, 'd.id', 'a.dispatch_id')
    .where('b.effect', 'person')
    .whereNull('b.settled_at');
}

function parseOpen(row: Row): OpenReport {
  return {
    id: idOf(row, 'id'),
    seenAt: timeOf(row, 'seen_at'),
    kind: textOf(row, 'kind'),
    status: textOrNull(row, 'status'),
    source: textOf(row, 'source'),
    place: textOf(row, 'place'),
    reason: textOf(row, 'reason'),
    attemptId: textOrNull(row, 'attempt_id'),
    dispatchId: row['dispatch_id'] === null ? null : idOf(row, 'dispatch_id'),
    documentId: textOrNull(row, 'document_id'),
  };
}

/**
 * Primary key seek, one row.
 *
 * @returns whether it was open
 */
export async function settleReport(
  session: Session,
  settlement: { readonly id: string; readonly person: string; readonly evidence: string },
): Promise<boolean> {
  const updated = await session
    .from('bounce_report')
    .where({ id: settlement.id })
    .whereNull('settled_at')
    .update({
      settled_at: session.now(),
      settled_by: settlement.person,
      evidence: cut(settlement.evidence),
    });
  return updated === 1;
}

/**
 * Removes envelopes and reports of the tries of these dispatches, before the tries themselves go. A report that arrives
 * afterwards matches nothing and waits for a person. Seeks ux_attempt_number for the tries, then the key of attempt_envelope
 * and ix_bounce_report_attempt; touched is what goes.
 */
export async function removeReturnsOf(session: Session, dispatchIds: readonly string[]): Promise<void> {
  for (const table of ['attempt_envelope', 'bounce_report']) {
    const attempts = session
      .from('attempt')
      .whereIn('dispatch_id', [...dispatchIds])
      .select('id');
    await session.from(table).whereIn('attempt_id', attempts).delete();
  }
}
