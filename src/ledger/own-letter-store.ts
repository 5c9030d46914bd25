import type { DispatchState } from '../domain/dispatch.ts';
import type { Session } from './database.ts';
import { cut, idOf, LedgerCorruptError, type Row } from './rows.ts';
import { recordEvent } from './transition.ts';

/** A letter that we write ourselves, ready for print. */
export interface OwnLetter {
  readonly batchId: string;
  /** `abuse-block:<block id>`: unique, so that a block has exactly one notice (S18). */
  readonly documentId: string;
  readonly recipientId: string | null;
  readonly country: string;
  readonly postalCode: string;
  readonly content:
    | { readonly pdf: Uint8Array; readonly pages: number; readonly sha256: string }
    /** It cannot be printed as it should: held, so that a person writes it. */
    | { readonly unprintable: string };
}

/** Whether the letter exists already. Unique index ux_dispatch_block_notice. */
export async function hasOwnLetter(session: Session, documentId: string): Promise<boolean> {
  const row: unknown = await session
    .from('dispatch')
    .where({ purpose: 'block_notice', document_id: documentId })
    .first('id');
  return row !== undefined;
}

/** Adds the letter with its dispatch, queued for print or held. Call it inside a transaction of its own. */
export async function addOwnLetter(session: Session, letter: OwnLetter, runId: string): Promise<void> {
  const { content } = letter;
  const state: DispatchState = 'pdf' in content ? 'queued_print' : 'held';
  const reason =
    'pdf' in content
      ? 'S18: notice of the block, once per block'
      : `S18: notice of the block, to be written by hand: ${content.unprintable}`;
  const inserted: Row[] = await session
    .from('dispatch')
    .insert({
      batch_id: letter.batchId,
      document_id: letter.documentId,
      purpose: 'block_notice',
      state,
      token: 0,
      tries: 0,
      attempts: 0,
      never_bundle: 1,
      reason: cut(reason),
      recipient_id: letter.recipientId,
      country: letter.country,
      postal_code: letter.postalCode,
      ...('pdf' in content
        ? { pages: content.pages, pdf_bytes: content.pdf.byteLength, pdf_sha256: content.sha256 }
        : {}),
      created_at: session.now(),
      updated_at: session.now(),
    })
    .returning('id');
  const [row] = inserted;
  if (row === undefined) throw new Error('The database returned no id for a new dispatch.');
  const dispatchId = idOf(row, 'id');
  if ('pdf' in content) {
    await session.from('own_letter').insert({ dispatch_id: dispatchId, pdf: Buffer.from(content.pdf) });
  }
  await recordEvent(session, dispatchId, null, state, { reason, runId });
}

/** The bytes of one letter. Primary key seek. */
export async function ownLetterPdf(session: Session, dispatchId: string): Promise<Uint8Array> {
  const row: Row | undefined = await session
    .from('own_letter')
    .where({ dispatch_id: dispatchId })
    .first('pdf');
  const pdf = row?.['pdf'];
  if (!(pdf instanceof Uint8Array)) throw new LedgerCorruptError('own_letter.pdf', 'a PDF', pdf ?? null);
  return pdf;
}
