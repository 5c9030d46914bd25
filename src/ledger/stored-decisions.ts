import type { BusinessDate } from '../domain/business-date.ts';
import type { Session } from './database.ts';
import { idOf, numberOrNull, textOf, textOrNull, type Row } from './rows.ts';

/** The decision that counts of one dispatch, as it was stored: JSON is left to the reader. */
export interface StoredDecision {
  readonly documentId: string;
  readonly result: string;
  readonly decidingRule: string;
  /** S16: whether paper went besides the e-mail. */
  readonly paperCopy: boolean;
  readonly facts: string;
  readonly context: string;
}

/** Ids of dispatches that are read at once: some 5 MB of facts and contexts. */
const WINDOW = 2_000;

/**
 * The last decision of every document and resend of these nights. Windows of the primary key, so that memory holds one
 * window and no statement sorts; nights beside them that share a window are left out here, not by the database, which
 * would rather walk the index of batches and sort each time. Scans the batches besides, one row a night.
 */
export async function* storedDecisions(
  session: Session,
  nights: { readonly from: BusinessDate; readonly to: BusinessDate },
): AsyncGenerator<readonly StoredDecision[]> {
  const batches: Row[] = await session
    .from('batch')
    .whereBetween('business_date', [nights.from, nights.to])
    .select('id');
  const batchIds = new Set(batches.map((row) => idOf(row, 'id')));
  if (batchIds.size === 0) return;
  const ends = await idRange(session, [...batchIds]);
  if (ends === null) return;
  for (let after = ends.first - 1; after < ends.last; after += WINDOW) {
    const rows = await windowOf(session, after, Math.min(after + WINDOW, ends.last));
    yield rows.filter((row) => batchIds.has(idOf(row, 'batch_id'))).map(storedDecisionOf);
  }
}

/** Seeks in ix_dispatch_batch_state. */
async function idRange(
  session: Session,
  batchIds: readonly string[],
): Promise<{ readonly first: number; readonly last: number } | null> {
  let first = Infinity;
  let last = -Infinity;
  for (const batchId of batchIds) {
    const row: Row | undefined = await session
      .from('dispatch')
      .where({ batch_id: batchId })
      .min({ first: 'id' })
      .max({ last: 'id' })
      .first();
    first = Math.min(first, (row === undefined ? null : numberOrNull(row, 'first')) ?? Infinity);
    last = Math.max(last, (row === undefined ? null : numberOrNull(row, 'last')) ?? -Infinity);
  }
  return first <= last ? { first, last } : null;
}

/** Range scan of the primary key, one seek into `decision` a row. */
async function windowOf(session: Session, after: number, upTo: number): Promise<readonly Row[]> {
  const rows: Row[] = await session
    .from('dispatch as d')
    .join(`${session.dialect.table('decision')} as c`, 'c.id', 'd.decision_id')
    .where('d.id', '>', after)
    .where('d.id', '<=', upTo)
    .whereIn('d.purpose', ['document', 'resend'])
    .select(
      'd.batch_id',
      'd.document_id',
      'd.paper_copy_basis',
      'c.result',
      'c.deciding_rule',
      'c.facts',
      'c.context',
    );
  return rows;
}

function storedDecisionOf(row: Row): StoredDecision {
  return {
    documentId: textOf(row, 'document_id'),
    result: textOf(row, 'result'),
    decidingRule: textOf(row, 'deciding_rule'),
    paperCopy: textOrNull(row, 'paper_copy_basis') !== null,
    facts: textOf(row, 'facts'),
    context: textOf(row, 'context'),
  };
}
