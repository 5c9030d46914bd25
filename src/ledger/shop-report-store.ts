import type { MailpieceStatus } from '../domain/print.ts';
import type { Session } from './database.ts';
import { removedPart } from './print-file-retention-store.ts';
import { chunksFor, cut, idOf, textOf, timeOf, type Row } from './rows.ts';

/** One line of a report about mailpieces that exist. */
export interface StatusRow {
  readonly printFileId: string;
  readonly sequence: number;
  readonly status: MailpieceStatus;
  readonly at: string;
  readonly reason: string | null;
}

export interface AckRow {
  readonly printFileId: string;
  readonly result: 'accepted' | 'rejected';
  readonly at: string;
  readonly reason: string | null;
}

/** Unique index ux_shop_report_sha256. */
export async function isImported(session: Session, sha256: string): Promise<boolean> {
  const row: unknown = await session.from('shop_report').where({ sha256 }).first('id');
  return row !== undefined;
}

/**
 * Takes a report whole, with what a person must look at. Call it inside a transaction; the unique hash stops the
 * second of two processes that read the same file at once. Adds one row for the report and one for each line of it, some
 * hundred a statement.
 */
export async function addShopReport(
  session: Session,
  report: {
    readonly sha256: string;
    readonly fileName: string;
    readonly acks: readonly AckRow[];
    readonly statuses: readonly StatusRow[];
    readonly findings: readonly string[];
  },
): Promise<void> {
  const inserted: Row[] = await session
    .from('shop_report')
    .insert({
      sha256: report.sha256,
      file_name: cut(report.fileName, 200),
      imported_at: session.now(),
      entries: report.acks.length + report.statuses.length,
    })
    .returning('id');
  const [row] = inserted;
  if (row === undefined) throw new Error('The database returned no id for a new report.');
  const shopReportId = idOf(row, 'id');
  const reference = { shop_report_id: shopReportId };
  const acks = report.acks.map(({ printFileId, ...ack }) => ({
    ...reference,
    print_file_id: printFileId,
    ...ack,
  }));
  const statuses = report.statuses.map(({ printFileId, ...status }) => ({
    ...reference,
    print_file_id: printFileId,
    ...status,
  }));
  const findings = report.findings.map((finding) => ({ ...reference, finding: cut(finding) }));
  for (const chunk of chunksFor(acks, 5)) await session.from('print_file_ack').insert([...chunk]);
  for (const chunk of chunksFor(statuses, 6)) await session.from('mailpiece_status').insert([...chunk]);
  for (const chunk of chunksFor(findings, 2)) await session.from('shop_finding').insert([...chunk]);
}

/** What a shop said that cannot be true as it stands, until a person settles it. */
export interface ShopFinding {
  readonly id: string;
  readonly finding: string;
  readonly fileName: string;
  readonly importedAt: string;
}

/** Index ix_shop_finding_open. */
export async function listOpenFindings(session: Session): Promise<readonly ShopFinding[]> {
  const rows: Row[] = await session
    .from('shop_finding as s')
    .join(`${session.dialect.table('shop_report')} as r`, 'r.id', 's.shop_report_id')
    .whereNull('s.settled_at')
    .orderBy('s.id')
    .select('s.id', 's.finding', 'r.file_name', 'r.imported_at');
  return rows.map((row) => ({
    id: idOf(row, 'id'),
    finding: textOf(row, 'finding'),
    fileName: textOf(row, 'file_name'),
    importedAt: timeOf(row, 'imported_at'),
  }));
}

/** Primary key seek, one row. @returns whether it was open */
export async function settleFinding(
  session: Session,
  id: string,
  person: string,
  evidence: string,
): Promise<boolean> {
  const updated = await session
    .from('shop_finding')
    .where({ id })
    .whereNull('settled_at')
    .update({ settled_at: session.now(), settled_by: person, evidence: cut(evidence) });
  return updated === 1;
}

/**
 * Print files whose acknowledgement is overdue, or whose last one is a refusal, whatever became of them since, but those
 * of which retention removed the PDF: it removes none of which this is true. Index ix_print_file_status: touched is every
 * print file that was ever handed over; then a scan of all acknowledgements, with primary key seeks for each: some rows a
 * night, and none of them is ever removed.
 */
export async function listUnacknowledged(session: Session): Promise<{
  readonly overdue: readonly { readonly id: string; readonly dueAt: string }[];
  readonly rejected: readonly string[];
}> {
  const acks = session.from('print_file_ack as a').where('a.print_file_id', session.knex.ref('f.id'));
  const overdue: Row[] = await session
    .from('print_file as f')
    .where('f.status', 'handed_over')
    .where('f.ack_due_at', '<', session.now())
    .whereNotExists(acks.clone().select(session.knex.raw('1')))
    .orderBy('f.id')
    .select('f.id', 'f.ack_due_at');
  const said: Row[] = await session
    .from('print_file as f')
    .join(`${session.dialect.table('print_file_ack')} as a`, 'a.print_file_id', 'f.id')
    .whereNotExists(removedPart(session, 'pdf'))
    .orderBy(['a.at', 'a.id'])
    .select('f.id', 'a.result');
  const latest = new Map(said.map((row) => [textOf(row, 'id'), textOf(row, 'result')]));
  return {
    overdue: overdue.map((row) => ({ id: textOf(row, 'id'), dueAt: timeOf(row, 'ack_due_at') })),
    rejected: [...latest].filter(([, result]) => result === 'rejected').map(([id]) => id),
  };
}

/**
 * Print files of which the shop said that it spoiled or lost something, but those that retention has removed: it removes
 * none of which that is open. Index ix_print_file_status, and ix_mailpiece_status_file for each of the last weeks' files:
 * what the shop ever said of a mailpiece grows with every letter, and is not read.
 */
export async function listSpoiledFiles(session: Session): Promise<readonly string[]> {
  const spoiled = session
    .from('mailpiece_status as m')
    .where('m.print_file_id', session.knex.ref('f.id'))
    .whereIn('m.status', ['spoiled', 'lost']);
  const rows: Row[] = await session
    .from('print_file as f')
    .whereIn('f.status', ['handing_over', 'handed_over'])
    .whereNotExists(removedPart(session, 'pdf'))
    .whereExists(spoiled.select(session.knex.raw('1')))
    .orderBy('f.id')
    .select('f.id');
  return rows.map((row) => textOf(row, 'id'));
}

/**
 * SHA-256 of the reports that were imported more than `olderThan` milliseconds ago and of which nothing is to be cleared
 * any more. Scans the reports, one row for each file of the shop, with a seek in ix_shop_finding_open for each.
 */
export async function listAgedShopReports(session: Session, olderThan: number): Promise<readonly string[]> {
  const open = session
    .from('shop_finding as s')
    .where('s.shop_report_id', session.knex.ref('r.id'))
    .whereNull('s.settled_at');
  const rows: Row[] = await session
    .from('shop_report as r')
    .where('r.imported_at', '<', session.nowPlus(-olderThan))
    .whereNotExists(open.select(session.knex.raw('1')))
    .select('r.sha256');
  return rows.map((row) => textOf(row, 'sha256'));
}
