import type { Facts, PostalAddress } from '../domain/document.ts';
import {
  emailFailureOf,
  isToldByLetter,
  listPostedInsteadOfEmail,
  recordToldByLetter,
  type EmailFailure,
} from '../ledger/fallback-notice-store.ts';
import { addOwnLetter } from '../ledger/own-letter-store.ts';
import { addressKeyOf } from '../print/address-key.ts';
import { contentOf, type MadeLetter } from './notice-block.ts';
import type { RunContext } from './run-context.ts';

/** A customer whom e-mail does not reach, and what comes on paper instead. */
export interface Fallback {
  /** Of the first document. */
  readonly facts: Facts;
  readonly email: string;
  readonly cause: EmailFailure['cause'];
  /** Codes of the documents' types, in their order. */
  readonly documentTypes: readonly (string | null)[];
}

export interface FallbackTools {
  readonly isPostable: (address: PostalAddress) => boolean;
  readonly renderFallbackNotice: (fallback: Fallback) => Promise<MadeLetter>;
  /** Whether the letter may travel in the envelope of the documents that it lists. */
  readonly withDocuments: boolean;
}

const CHUNK = 500;

const REASONS: Readonly<Record<EmailFailure['cause'], string>> = {
  'no-encryption': 'S3: notice that e-mail cannot be delivered encrypted, once per address and episode',
  undeliverable: 'S3: notice that the mailbox cannot be reached, once per address and episode',
};

/**
 * S3: tells the customer on paper why tonight's documents come by post although e-mail was agreed, once for each address
 * and episode. What goes by post for a reason of ours (a cut-off, a message too large) needs no letter: the customer has
 * nothing to mend. A crash anywhere leaves whole letters only: the letter and the record that it exists are one commit.
 *
 * @returns how many letters were added, the held ones among them
 */
export async function noticeFallbacks(context: RunContext, tools: FallbackTools): Promise<number> {
  let added = 0;
  let afterId = '0';
  for (;;) {
    const page = { afterId, count: CHUNK };
    const posted = await listPostedInsteadOfEmail(context.ledger, context.batchIds, page);
    const last = posted.at(-1);
    if (last === undefined) return added;
    afterId = last.dispatchId;
    for (const [dispatchId, facts, ...more] of await byAddress(context, tools, posted)) {
      context.signal.throwIfAborted();
      if (await notice(context, tools, dispatchId, [facts, ...more])) added += 1;
    }
  }
}

type SameAddress = [dispatchId: string, first: Facts, ...more: Facts[]];

/** Only mail to the policyholder's own address: a letter about an e-mail address is for whoever has it. */
async function byAddress(
  context: RunContext,
  tools: FallbackTools,
  posted: readonly { readonly dispatchId: string; readonly documentId: string }[],
): Promise<readonly SameAddress[]> {
  const lookups = await context.source.factsOf(posted.map(({ documentId }) => documentId));
  const groups = new Map<string, SameAddress>();
  for (const { dispatchId, documentId } of posted) {
    const lookup = lookups.get(documentId);
    if (lookup?.kind !== 'found') continue;
    const { facts } = lookup;
    const isTheirs = facts.recipientRole === 'policyholder' && facts.recipientId === facts.policyholderId;
    if (facts.emailAddress === null || !isTheirs || !tools.isPostable(facts.recipient)) continue;
    const key = facts.emailAddress.toLowerCase();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [dispatchId, facts]);
    else group.push(facts);
  }
  return [...groups.values()];
}

async function notice(
  context: RunContext,
  tools: FallbackTools,
  dispatchId: string,
  documents: readonly [Facts, ...Facts[]],
): Promise<boolean> {
  const [facts] = documents;
  const email = facts.emailAddress ?? '';
  const failure = await emailFailureOf(context.ledger, email);
  if (failure === null || (await isToldByLetter(context.ledger, email, failure))) return false;
  const fallback = {
    facts,
    email,
    cause: failure.cause,
    documentTypes: documents.map(({ documentType }) => documentType),
  };
  const content = await contentOf(() => tools.renderFallbackNotice(fallback));
  try {
    const own = await context.ledger.transaction(async (session) => {
      const letter = {
        batchId: context.batchIds[0] ?? '',
        purpose: 'fallback_notice',
        documentId: `email-fallback:${dispatchId}`,
        reason: REASONS[failure.cause],
        recipientId: facts.recipientId,
        address: facts.recipient,
        addressKey: tools.withDocuments ? addressKeyOf(facts.recipient) : null,
        content,
      } as const;
      const id = await addOwnLetter(session, letter, context.runId);
      await recordToldByLetter(session, email, failure, id);
      return id;
    });
    context.atPoint('notice.queued');
    context.logger.info('notice.queued', { dispatch: own });
    return true;
  } catch (error) {
    if (!context.ledger.dialect.isUniqueViolation(error)) throw error;
    return false;
  }
}
