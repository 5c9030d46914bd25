import { parseEmailAddress } from '../domain/email-address.ts';
import type { Session } from './database.ts';
import { addressKey } from './recipient-store.ts';
import { idOf, textOf, timeOf, type Row } from './rows.ts';
import { addressSuppression } from './suppression-store.ts';

/** Why e-mail does not reach an address, and since when that is known. */
export interface EmailFailure {
  readonly cause: 'no-encryption' | 'undeliverable';
  /** ISO 8601 in UTC: the episode; a mark that is prolonged keeps its beginning. */
  readonly since: string;
}

/**
 * Documents that go by post tonight although they were decided for e-mail, or would have been but for what is known of
 * the address (S3). Seeks ix_dispatch_batch_state, then the decision of each by its key. Of one batch it ends with the page
 * and passes over what else is queued for print; for several the index has no order: each page sorts all above `afterId`.
 */
export async function listPostedInsteadOfEmail(
  session: Session,
  batchIds: readonly string[],
  page: { readonly afterId: string; readonly count: number },
): Promise<readonly { readonly dispatchId: string; readonly documentId: string }[]> {
  const rows: Row[] = await session
    .from('dispatch as d')
    .leftJoin(session.dialect.table('decision') + ' as c', 'c.id', 'd.decision_id')
    .whereIn('d.batch_id', batchIds)
    .where('d.state', 'queued_print')
    .whereIn('d.purpose', ['document', 'resend'])
    .where('d.id', '>', page.afterId)
    .where((either) => void either.where('d.attempts', '>', 0).orWhere('c.deciding_rule', 'like', 'S3.%'))
    .orderBy('d.id')
    .limit(page.count)
    .select('d.id', 'd.document_id');
  return rows.map((row) => ({ dispatchId: idOf(row, 'id'), documentId: textOf(row, 'document_id') }));
}

/** What stands against e-mail to this address as of now, or null. Primary key seeks. */
export async function emailFailureOf(session: Session, address: string): Promise<EmailFailure | null> {
  const parsed = parseEmailAddress(address);
  const domain: Row | undefined =
    parsed === null
      ? undefined
      : await session
          .from('recipient_domain')
          .where({ domain: parsed.domain })
          .where('no_tls_until', '>', session.now())
          .first('no_tls_since');
  if (domain !== undefined) return { cause: 'no-encryption', since: timeOf(domain, 'no_tls_since') };
  const mailbox = await addressSuppression(session, address);
  return mailbox === null ? null : { cause: 'undeliverable', since: mailbox.since };
}

/** Whether the customer was told already. Primary key seek, one row. */
export async function isToldByLetter(
  session: Session,
  address: string,
  failure: EmailFailure,
): Promise<boolean> {
  const row: unknown = await session
    .from('fallback_notice')
    .where({ address_sha256: addressKey(address), ...failure })
    .first('dispatch_id');
  return row !== undefined;
}

/** Records it in the transaction of the letter itself: a second worker's letter fails with it. One row. */
export async function recordToldByLetter(
  session: Session,
  address: string,
  failure: EmailFailure,
  dispatchId: string,
): Promise<void> {
  await session
    .from('fallback_notice')
    .insert({ address_sha256: addressKey(address), ...failure, dispatch_id: dispatchId });
}
