import type { Facts } from '../domain/document.ts';
import { addOwnLetter, hasOwnLetter, type OwnLetter } from '../ledger/own-letter-store.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { UnprintableLetterError } from '../print/errors.ts';
import type { RunContext } from './run-context.ts';
import { sha256Of } from './sha256.ts';

export interface NoticeTools {
  readonly isPostable: (facts: Facts) => boolean;
  /** The letter about a block, for this policyholder. */
  readonly renderBlockNotice: (facts: Facts) => Promise<{ readonly pdf: Uint8Array; readonly pages: number }>;
}

/**
 * S18: whoever is blocked on suspicion of abuse is told by letter, exactly once per block; the unique index decides
 * between two workers. The block is the policyholder's, so only a document addressed to the policyholder carries the
 * address for it; without a usable one there is no letter yet, and the next document tries again.
 */
export async function noticeBlock(
  context: RunContext,
  tools: NoticeTools,
  facts: Facts,
  dispatch: DispatchRecord,
): Promise<void> {
  if (facts.abuseBlockId === null || facts.recipientRole !== 'policyholder' || !tools.isPostable(facts))
    return;
  const documentId = `abuse-block:${facts.abuseBlockId}`;
  if (await hasOwnLetter(context.ledger, documentId)) return;
  const content = await contentOf(tools, facts);
  try {
    await context.ledger.transaction((session) =>
      addOwnLetter(
        session,
        {
          batchId: dispatch.batchId,
          documentId,
          recipientId: facts.recipientId,
          country: facts.recipient.country ?? '',
          postalCode: facts.recipient.postalCode ?? '',
          content,
        },
        context.runId,
      ),
    );
    context.logger.info('notice.queued', { dispatch: dispatch.dispatchId });
  } catch (error) {
    if (!context.ledger.dialect.isUniqueViolation(error)) throw error;
  }
}

/** A name in a script that the house font lacks, or an address that the window cannot show: a person writes it. */
async function contentOf(tools: NoticeTools, facts: Facts): Promise<OwnLetter['content']> {
  try {
    const { pdf, pages } = await tools.renderBlockNotice(facts);
    return { pdf, pages, sha256: sha256Of(pdf) };
  } catch (error) {
    if (!(error instanceof UnprintableLetterError)) throw error;
    return { unprintable: error.message };
  }
}
