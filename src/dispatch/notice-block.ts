import type { AbuseBlock } from '../domain/abuse-block.ts';
import type { Facts, PostalAddress } from '../domain/document.ts';
import { addOwnLetter, knownBlockNotices, type OwnLetter } from '../ledger/own-letter-store.ts';
import { UnprintableLetterError } from '../print/errors.ts';
import type { RunContext } from './run-context.ts';
import { sha256Of } from './sha256.ts';

/** A letter of our own, made. */
export interface MadeLetter {
  readonly pdf: Uint8Array;
  readonly pages: number;
}

export interface NoticeTools {
  readonly isPostable: (address: PostalAddress) => boolean;
  /** The letter about a block, to its policyholder. */
  readonly renderBlockNotice: (block: AbuseBlock) => Promise<MadeLetter>;
}

/** The block that stops a document, as far as the document can tell: only one to the policyholder has the address. */
export function blockOf(facts: Facts): AbuseBlock | null {
  const { abuseBlockId, recipientRole, recipientId, recipient, residenceCountry, contractId } = facts;
  if (abuseBlockId === null || recipientRole !== 'policyholder') return null;
  return {
    blockId: abuseBlockId,
    policyholderId: recipientId,
    address: recipient,
    residenceCountry,
    reference: contractId,
  };
}

/** Longer ids do not fit the ledger's column (100) behind `abuse-block:`; half of one could be another block's. */
const LONGEST_ID = 88;

/**
 * Under which ids the notice of a block may stand: its own first, then its hash. To the ledger's unique index two blocks
 * may have one id, where capitals or accents do not count; the hash tells them apart in every collation.
 */
export function noticeIdsOf(blockId: string): readonly string[] {
  const id = blockId.trim();
  const hashed = `abuse-block:${sha256Of(Buffer.from(id))}`;
  return id.length <= LONGEST_ID ? [`abuse-block:${id}`, hashed] : [hashed];
}

/**
 * S18: whoever is blocked on suspicion of abuse is told by letter, exactly once per block; the unique index decides
 * between two workers. Without a usable address there is no letter yet: the next document, or the view of the blocks,
 * may have one.
 */
export async function noticeBlock(
  context: RunContext,
  tools: NoticeTools,
  block: AbuseBlock | null,
): Promise<void> {
  if (block === null || !tools.isPostable(block.address)) return;
  if (await isNoticed(context, noticeIdsOf(block.blockId))) return;
  await addNotice(context, block, await contentOf(() => tools.renderBlockNotice(block)));
}

/** @returns whether it was this call that added the notice: another worker may have been first */
export async function addNotice(
  context: RunContext,
  block: Pick<AbuseBlock, 'blockId' | 'policyholderId' | 'address'>,
  content: OwnLetter['content'],
): Promise<boolean> {
  for (const documentId of noticeIdsOf(block.blockId)) {
    if (await addUnder(context, documentId, block, content)) return true;
    // Either another worker wrote it, or the ledger takes this id for another block's, and knows nothing of this one.
    if (await isNoticed(context, [documentId])) return false;
  }
  return false;
}

async function isNoticed({ ledger }: RunContext, documentIds: readonly string[]): Promise<boolean> {
  const known = await knownBlockNotices(ledger, documentIds);
  return documentIds.some((id) => known.has(id));
}

async function addUnder(
  context: RunContext,
  documentId: string,
  block: Pick<AbuseBlock, 'policyholderId' | 'address'>,
  content: OwnLetter['content'],
): Promise<boolean> {
  try {
    const dispatch = await context.ledger.transaction((session) =>
      addOwnLetter(
        session,
        {
          batchId: context.batchIds[0] ?? '',
          purpose: 'block_notice',
          documentId,
          reason: 'S18: notice of the block, once per block',
          recipientId: block.policyholderId,
          address: block.address,
          addressKey: null,
          content,
        },
        context.runId,
      ),
    );
    context.logger.info('notice.queued', { dispatch });
    return true;
  } catch (error) {
    if (!context.ledger.dialect.isUniqueViolation(error)) throw error;
    return false;
  }
}

/** A name in a script that the house font lacks, or an address that the window cannot show: a person writes it. */
export async function contentOf(render: () => Promise<MadeLetter>): Promise<OwnLetter['content']> {
  try {
    const { pdf, pages } = await render();
    return { pdf, pages, sha256: sha256Of(pdf) };
  } catch (error) {
    if (!(error instanceof UnprintableLetterError)) throw error;
    return { unprintable: error.message };
  }
}
