import type { Session } from './database.ts';
import { numberOf, numberOrNull, textOf, textOrNull, timeOf, timeOrNull, type Row } from './rows.ts';

/** One line of a dispatch's history. */
export interface EventRecord {
  readonly at: string;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string;
  readonly runId: string | null;
  readonly person: string | null;
  readonly evidence: unknown;
}

/** The events of a dispatch, the oldest first. Seeks ix_dispatch_event_dispatch; touched are these rows. */
export async function listEvents(session: Session, dispatchId: string): Promise<readonly EventRecord[]> {
  const rows: Row[] = await session
    .from('dispatch_event')
    .where({ dispatch_id: dispatchId })
    .orderBy('id')
    .select();
  return rows.map((row) => {
    const evidence = textOrNull(row, 'evidence');
    return {
      at: timeOf(row, 'at'),
      from: textOrNull(row, 'from_state'),
      to: textOf(row, 'to_state'),
      reason: textOf(row, 'reason'),
      runId: textOrNull(row, 'run_id'),
      person: textOrNull(row, 'person'),
      evidence: evidence === null ? null : (JSON.parse(evidence) as unknown),
    };
  });
}

/** Where a document is in a print file. */
export interface PrintPlace {
  readonly printFileId: string;
  readonly status: string;
  readonly fileName: string | null;
  readonly mailpiece: number;
  readonly firstPage: number | null;
  readonly lastPage: number | null;
  readonly sheets: number | null;
  readonly handedOverAt: string | null;
}

/**
 * Seeks ix_print_file_entry_dispatch, then print files by their key; touched are these rows. A dispatch whose print file was
 * cancelled has several places.
 */
export async function listPrintPlaces(session: Session, dispatchId: string): Promise<readonly PrintPlace[]> {
  const rows: Row[] = await session
    .from('print_file_entry as e')
    .join(`${session.dialect.table('print_file')} as f`, 'f.id', 'e.print_file_id')
    .where('e.dispatch_id', dispatchId)
    .orderBy('f.assigned_at')
    .select(
      'f.id',
      'f.status',
      'f.file_name',
      'f.handed_over_at',
      'e.mailpiece',
      'e.sequence',
      'e.first_page',
      'e.last_page',
      'e.sheets',
    );
  return rows.map((row) => ({
    printFileId: textOf(row, 'id'),
    status: textOf(row, 'status'),
    fileName: textOrNull(row, 'file_name'),
    // A member that was held while rendering moved all behind it: the manifest's number is what the shop knows.
    mailpiece: numberOrNull(row, 'sequence') ?? numberOf(row, 'mailpiece'),
    firstPage: numberOrNull(row, 'first_page'),
    lastPage: numberOrNull(row, 'last_page'),
    sheets: numberOrNull(row, 'sheets'),
    handedOverAt: timeOrNull(row, 'handed_over_at'),
  }));
}

/**
 * Every dispatch of a batch with its state and deciding rule, page by page, for reports and checks. ix_dispatch_batch_state
 * does not have a batch in the order of the ids: each page reads its whole range and sorts what is above `afterId`, with
 * rows and decisions (by their key). For batches small enough to be looked at as a whole.
 */
export async function listOutcomes(
  session: Session,
  batchId: string,
  page: { readonly afterId: string; readonly count: number },
): Promise<
  readonly {
    readonly dispatchId: string;
    readonly documentId: string;
    readonly purpose: string;
    readonly state: string;
    readonly reason: string | null;
    readonly decidingRule: string | null;
  }[]
> {
  const rows: Row[] = await session
    .from('dispatch as d')
    .leftJoin(`${session.dialect.table('decision')} as c`, 'c.id', 'd.decision_id')
    .where('d.batch_id', batchId)
    .where('d.id', '>', page.afterId)
    .orderBy('d.id')
    .limit(page.count)
    .select('d.id', 'd.document_id', 'd.purpose', 'd.state', 'd.reason', 'c.deciding_rule');
  return rows.map((row) => ({
    dispatchId: String(row['id']),
    documentId: textOf(row, 'document_id'),
    purpose: textOf(row, 'purpose'),
    state: textOf(row, 'state'),
    reason: textOrNull(row, 'reason'),
    decidingRule: textOrNull(row, 'deciding_rule'),
  }));
}
