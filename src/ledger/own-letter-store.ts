import type { DispatchState, OwnLetterPurpose } from '../domain/dispatch.ts';
import type { PostalAddress } from '../domain/document.ts';
import type { Session } from './database.ts';
import { chunksFor, cut, idOf, LedgerCorruptError, textOf, type Row } from './rows.ts';
import { recordEvent } from './transition.ts';

/** A letter that we write ourselves, ready for print. */
export interface OwnLetter {
  readonly batchId: string;
  readonly purpose: OwnLetterPurpose;
  /** `abuse-block:<block id>`: unique among the notices of blocks, so that a block has exactly one (S18). */
  readonly documentId: string;
  /** Clause and cause, told with the dispatch: `S18: notice of the block, once per block`. */
  readonly reason: string;
  readonly recipientId: string | null;
  readonly address: Pick<PostalAddress, 'country' | 'postalCode'>;
  /** Null: shares no envelope; else it may travel with the same person's documents to the same address. */
  readonly addressKey: string | null;
  readonly content:
    | { readonly pdf: Uint8Array; readonly pages: number; readonly sha256: string }
    /** It cannot be printed as it should: held, so that a person writes it. */
    | { readonly unprintable: string };
}

/** Those of these notices of blocks that exist already. Unique index ux_dispatch_block_notice. */
export async function knownBlockNotices(
  session: Session,
  documentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const chunk of chunksFor(documentIds, 1)) {
    const rows: Row[] = await session
      .from('dispatch')
      .where({ purpose: 'block_notice' })
      .whereIn('document_id', chunk)
      .select('document_id');
    for (const row of rows) known.add(textOf(row, 'document_id'));
  }
  return known;
}

/**
 * Adds the letter with its dispatch, queued for print or held. Call it inside a transaction of its own. Adds one row each
 * of dispatch, letter and event.
 *
 * @returns the id of its dispatch
 */
export async function addOwnLetter(session: Session, letter: OwnLetter, runId: string): Promise<string> {
  const { content } = letter;
  const state: DispatchState = 'pdf' in content ? 'queued_print' : 'held';
  const reason =
    'pdf' in content ? letter.reason : `${letter.reason}; to be written by hand: ${content.unprintable}`;
  const inserted: Row[] = await session
    .from('dispatch')
    .insert({
      batch_id: letter.batchId,
      document_id: letter.documentId,
      purpose: letter.purpose,
      state,
      token: 0,
      tries: 0,
      attempts: 0,
      never_bundle: letter.addressKey === null ? 1 : 0,
      reason: cut(reason),
      recipient_id: isId(letter.recipientId) ? letter.recipientId : null,
      address_key: letter.addressKey,
      ...('pdf' in content
        ? {
            country: letter.address.country,
            postal_code: cut(letter.address.postalCode ?? '', MAX_POSTAL_CODE),
            pages: content.pages,
            pdf_bytes: content.pdf.byteLength,
            pdf_sha256: content.sha256,
          }
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
  return dispatchId;
}

/** Lengths of our columns (001-ledger); half of a person's id could be somebody else's (L3). */
const MAX_PERSON_ID = 100;
const MAX_POSTAL_CODE = 20;

function isId(id: string | null): boolean {
  return id !== null && id.length <= MAX_PERSON_ID;
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
