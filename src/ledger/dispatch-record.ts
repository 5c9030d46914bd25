import type { ContentFindings } from '../domain/content.ts';
import { DISPATCH_STATES, type DispatchPurpose, type DispatchState, type Lease } from '../domain/dispatch.ts';
import {
  idOf,
  idOrNull,
  LedgerCorruptError,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  timeOrNull,
  type Row,
} from './rows.ts';

/** One row of `dispatch`: the way of one document out of the house, and the state that it has reached. */
export interface DispatchRecord extends Lease {
  readonly batchId: string;
  readonly documentId: string;
  readonly purpose: DispatchPurpose;
  readonly originalId: string | null;
  readonly state: DispatchState;
  /** Tries that came as far as the recipient's side; the retry table counts these. */
  readonly tries: number;
  /** All attempts, our own outages included. */
  readonly attempts: number;
  readonly reason: string | null;
  readonly retryAt: string | null;
  readonly cutOffAt: string | null;
  readonly paperCopyBasis: string | null;
  readonly pages: number | null;
  readonly pdfBytes: number | null;
  readonly pdfSha256: string | null;
  /** What was found in the PDF's own text; null = it was not read. */
  readonly content: ContentFindings | null;
  /** What that finding holds for; see `contentKey`. */
  readonly contentKey: string | null;
  readonly printFileId: string | null;
}

/** The columns that `parseDispatch` reads. */
export const DISPATCH_COLUMNS = [
  'id',
  'token',
  'batch_id',
  'document_id',
  'purpose',
  'original_id',
  'state',
  'tries',
  'attempts',
  'reason',
  'retry_at',
  'cut_off_at',
  'paper_copy_basis',
  'pages',
  'pdf_bytes',
  'pdf_sha256',
  'content',
  'content_key',
  'print_file_id',
] as const;

export function parseDispatch(row: Row): DispatchRecord {
  return {
    dispatchId: idOf(row, 'id'),
    token: numberOf(row, 'token'),
    batchId: idOf(row, 'batch_id'),
    documentId: textOf(row, 'document_id'),
    purpose: textOf(row, 'purpose') as DispatchPurpose,
    originalId: idOrNull(row, 'original_id'),
    state: stateOf(row, 'state'),
    tries: numberOf(row, 'tries'),
    attempts: numberOf(row, 'attempts'),
    reason: textOrNull(row, 'reason'),
    retryAt: timeOrNull(row, 'retry_at'),
    cutOffAt: timeOrNull(row, 'cut_off_at'),
    paperCopyBasis: textOrNull(row, 'paper_copy_basis'),
    pages: numberOrNull(row, 'pages'),
    pdfBytes: numberOrNull(row, 'pdf_bytes'),
    pdfSha256: textOrNull(row, 'pdf_sha256'),
    content: contentOf(row),
    contentKey: textOrNull(row, 'content_key'),
    printFileId: textOrNull(row, 'print_file_id'),
  };
}

function contentOf(row: Row): ContentFindings | null {
  const written = textOrNull(row, 'content');
  return written === null ? null : (JSON.parse(written) as ContentFindings);
}

export function stateOf(row: Row, column: string): DispatchState {
  const value = textOf(row, column);
  const state = DISPATCH_STATES.find((candidate) => candidate === value);
  if (state === undefined) throw new LedgerCorruptError(column, 'a dispatch state', value);
  return state;
}
