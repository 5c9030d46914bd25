import type { Session } from './database.ts';
import { chunksFor, idOf, numberOf, textOf, textOrNull, timeOf, timeOrNull, type Row } from './rows.ts';

/**
 * Reports of mail systems about no known try that were done with more than `olderThan` milliseconds ago; those about a
 * try go with the record of its document. Index ix_bounce_report_attempt; touched are all reports without a try.
 */
export async function countAgedReports(session: Session, olderThan: number): Promise<number> {
  const row: Row | undefined = await agedReports(session, olderThan).count({ n: '*' }).first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

/**
 * Removes them. The same mail, should it arrive again, would match nothing again. Index ix_bounce_report_attempt, as the
 * count.
 *
 * @returns how many
 */
export async function removeAgedReports(session: Session, olderThan: number): Promise<number> {
  return agedReports(session, olderThan).delete();
}

/** Index ix_bounce_report_attempt; touched are all reports without a try. */
function agedReports(session: Session, olderThan: number): ReturnType<Session['from']> {
  const over = session.nowPlus(-olderThan);
  return session
    .from('bounce_report')
    .whereNull('attempt_id')
    .where(
      (done) =>
        void done
          .where('settled_at', '<', over)
          .orWhere((noted) => void noted.whereNot('effect', 'person').where('seen_at', '<', over)),
    );
}

/**
 * Where the mails of reports lay in the maildir that a person may still look at: open ones, and those that were done with
 * less than `olderThan` milliseconds ago. Scans the reports that retention has left: no index has their age.
 */
export async function placesOfNeededMails(session: Session, olderThan: number): Promise<readonly string[]> {
  const over = session.nowPlus(-olderThan);
  const rows: Row[] = await session
    .from('bounce_report')
    .where('source', 'maildir')
    .where(
      (needed) =>
        void needed
          .where('settled_at', '>=', over)
          .orWhere('seen_at', '>=', over)
          .orWhere((open) => void open.where('effect', 'person').whereNull('settled_at')),
    )
    .select('place');
  return rows.map((row) => textOf(row, 'place'));
}

/** A report about a document of somebody. */
export interface ReportAboutDocument {
  readonly id: string;
  readonly documentId: string;
  readonly seenAt: string;
  readonly kind: string;
  readonly status: string | null;
  readonly reason: string;
}

/**
 * Reports about tries of these dispatches. Indexes ux_attempt_number and ix_bounce_report_attempt; touched are the tries
 * of the dispatches.
 */
export async function listReportsAbout(
  session: Session,
  dispatchIds: readonly string[],
): Promise<readonly ReportAboutDocument[]> {
  const table = (name: string): string => session.dialect.table(name);
  const found: ReportAboutDocument[] = [];
  for (const ids of chunksFor(dispatchIds, 1)) {
    const rows: Row[] = await session
      .from('bounce_report as b')
      .join(`${table('attempt')} as a`, 'a.id', 'b.attempt_id')
      .join(`${table('dispatch')} as d`, 'd.id', 'a.dispatch_id')
      .whereIn('a.dispatch_id', [...ids])
      .orderBy('b.id')
      .select('b.id', 'd.document_id', 'b.seen_at', 'b.kind', 'b.status', 'b.reason');
    found.push(
      ...rows.map((row) => ({
        id: idOf(row, 'id'),
        documentId: textOf(row, 'document_id'),
        seenAt: timeOf(row, 'seen_at'),
        kind: textOf(row, 'kind'),
        status: textOrNull(row, 'status'),
        reason: textOf(row, 'reason'),
      })),
    );
  }
  return found;
}

/** That an address is on the list, or was. */
export interface SuppressionOfAddress {
  readonly addressSha256: string;
  readonly since: string;
  /** Null: until a person removes it. */
  readonly until: string | null;
  readonly reason: string;
  readonly person: string | null;
}

/**
 * Entries of addresses that tries of these dispatches were for. Index ux_attempt_number, then primary key seeks; touched
 * are the tries of the dispatches.
 */
export async function listSuppressionsAbout(
  session: Session,
  dispatchIds: readonly string[],
): Promise<readonly SuppressionOfAddress[]> {
  const table = (name: string): string => session.dialect.table(name);
  const found = new Map<string, SuppressionOfAddress>();
  for (const ids of chunksFor(dispatchIds, 1)) {
    const rows: Row[] = await session
      .from('attempt as a')
      .join(`${table('attempt_envelope')} as e`, 'e.attempt_id', 'a.id')
      .join(`${table('suppressed_address')} as s`, 's.address_sha256', 'e.address_sha256')
      .leftJoin(`${table('suppression_term')} as t`, 't.address_sha256', 's.address_sha256')
      .whereIn('a.dispatch_id', [...ids])
      .orderBy('s.since')
      .select('s.address_sha256', 's.since', 's.reason', 't.until', 't.person');
    for (const row of rows) {
      const addressSha256 = textOf(row, 'address_sha256');
      found.set(addressSha256, {
        addressSha256,
        since: timeOf(row, 'since'),
        until: timeOrNull(row, 'until'),
        reason: textOf(row, 'reason'),
        person: textOrNull(row, 'person'),
      });
    }
  }
  return [...found.values()];
}
