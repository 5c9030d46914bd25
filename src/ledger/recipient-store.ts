import { createHash } from 'node:crypto';
import type { Session } from './database.ts';
import { noteTlsFailure } from './mail-domain-store.ts';
import { cut, timeOf, type Row } from './rows.ts';

/** S3: what we learned about recipients' servers, with evidence; read before each decision. Mailboxes: `suppression-store.ts`. */

/**
 * Marks a domain as unable to take encrypted mail for `expiry` ms; a later mark prolongs an earlier one. The domain's
 * record (`mail-domain-store.ts`) counts the failure and says when somebody should look again. Primary key seeks, one row
 * each of mark and record.
 *
 * @param mark `domain` as A-labels in lower case, as `parseEmailAddress` gives it; `attemptId` of the try that proved it
 */
export async function markDomainWithoutTls(
  session: Session,
  mark: {
    readonly domain: string;
    readonly reason: string;
    readonly attemptId: string;
    readonly expiry: number;
  },
): Promise<void> {
  await noteTlsFailure(session, mark);
  const until = session.nowPlus(mark.expiry);
  // A mark that had run out begins anew: the customer is told of it anew (S3).
  await session
    .from('recipient_domain')
    .where({ domain: mark.domain })
    .where('no_tls_until', '<=', session.now())
    .update({ no_tls_since: session.now() });
  const updated = await session
    .from('recipient_domain')
    .where({ domain: mark.domain })
    .update({ no_tls_until: until, reason: cut(mark.reason), attempt_id: mark.attemptId });
  if (updated > 0) return;
  await insertUnlessKnown(session, 'recipient_domain', {
    domain: mark.domain,
    no_tls_since: session.now(),
    no_tls_until: until,
    reason: cut(mark.reason),
    attempt_id: mark.attemptId,
  });
}

/** The unexpired mark of a domain, or null. Primary key seek. */
export async function domainWithoutTls(
  session: Session,
  domain: string,
): Promise<{ readonly domain: string; readonly until: string } | null> {
  const row: Row | undefined = await session
    .from('recipient_domain')
    .where({ domain })
    .where('no_tls_until', '>', session.now())
    .first();
  return row === undefined ? null : { domain, until: timeOf(row, 'no_tls_until') };
}

/** Two workers may learn the same at the same moment: the second finds the row and is content. Adds one row. */
async function insertUnlessKnown(session: Session, table: string, row: Row): Promise<void> {
  try {
    await session.from(table).insert(row);
  } catch (error) {
    if (!session.dialect.isUniqueViolation(error)) throw error;
  }
}

/**
 * Local parts are case-sensitive by RFC 5321 and in no mailbox that matters; a wrongly matched twin only costs a stamp.
 */
export function addressKey(address: string): string {
  return createHash('sha256').update(address.trim().toLowerCase()).digest('hex');
}
