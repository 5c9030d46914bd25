import type { MailpieceStatus } from '../domain/print.ts';
import type { Session } from './database.ts';
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
 * second of two processes that read the same file at once.
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

/** @returns whether it was open */
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

/** Print files whose acknowledgement is overdue, or whose last one is a refusal, whatever became of them since. */
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
    .from('print_file_ack as a')
    .join(`${session.dialect.table('print_file')} as f`, 'f.id', 'a.print_file_id')
    .orderBy(['a.at', 'a.id'])
    .select('f.id', 'a.result');
  const latest = new Map(said.map((row) => [textOf(row, 'id'), textOf(row, 'result')]));
  return {
    overdue: overdue.map((row) => ({ id: textOf(row, 'id'), dueAt: timeOf(row, 'ack_due_at') })),
    rejected: [...latest].filter(([, result]) => result === 'rejected').map(([id]) => id),
  };
}

/** Print files of which the shop ever said that it spoiled or lost something. */
export async function listSpoiledFiles(session: Session): Promise<readonly string[]> {
  const rows: Row[] = await session
    .from('mailpiece_status')
    .whereIn('status', ['spoiled', 'lost'])
    .distinct('print_file_id')
    .orderBy('print_file_id');
  return rows.map((row) => textOf(row, 'print_file_id'));
}
