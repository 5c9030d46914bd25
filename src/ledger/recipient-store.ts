import { createHash } from 'node:crypto';
import type { Session } from './database.ts';
import { noteTlsFailure } from './mail-domain-store.ts';
import { cut, textOf, timeOf, type Row } from './rows.ts';

/** S3: what we learned about recipients' servers and mailboxes, with evidence; read before each decision. */

/**
 * Marks a domain as unable to take encrypted mail for `expiry` ms; a later mark prolongs an earlier one. The domain's
 * record (`mail-domain-store.ts`) counts the failure and says when somebody should look again.
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

/** Marks an address as proven undeliverable; S6: another address starts clean by itself. */
export async function suppressAddress(
  session: Session,
  mark: { readonly address: string; readonly reason: string; readonly attemptId: string },
): Promise<void> {
  const key = addressKey(mark.address);
  const known: unknown = await session
    .from('suppressed_address')
    .where({ address_sha256: key })
    .first('since');
  if (known !== undefined) return;
  await insertUnlessKnown(session, 'suppressed_address', {
    address_sha256: key,
    since: session.now(),
    reason: cut(mark.reason),
    attempt_id: mark.attemptId,
  });
}

/** Why an address is suppressed, or null. Primary key seek. */
export async function addressSuppression(
  session: Session,
  address: string,
): Promise<{ readonly reason: string } | null> {
  const row: Row | undefined = await session
    .from('suppressed_address as s')
    .leftJoin(`${session.dialect.table('suppression_term')} as t`, 't.address_sha256', 's.address_sha256')
    .where('s.address_sha256', addressKey(address))
    .where((valid) => void valid.whereNull('t.until').orWhere('t.until', '>', session.now()))
    .first('s.reason');
  return row === undefined ? null : { reason: textOf(row, 'reason') };
}

/** Two workers may learn the same at the same moment: the second finds the row and is content. */
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
