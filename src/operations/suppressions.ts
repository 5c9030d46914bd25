import { parseEmailAddress } from '../domain/email-address.ts';
import { NotFoundError, UsageError } from '../domain/errors.ts';
import { recordAction } from '../ledger/audit/audit-actions.ts';
import type { Database } from '../ledger/database.ts';
import { suppress, suppressionKey, unsuppress } from '../ledger/suppression-store.ts';
import { parsePerson } from './person.ts';

export interface SuppressionOrder {
  readonly action: 'add' | 'remove';
  /** The address, or (to remove) its SHA-256. */
  readonly address: string;
  readonly reason: string;
  readonly person: string;
}

/**
 * Puts an address on the suppression list, or takes it off, by a person's word.
 *
 * @throws UsageError for what is no address; NotFoundError when one to be removed is not on the list
 */
export async function changeSuppression(ledger: Database, order: SuppressionOrder): Promise<void> {
  const person = parsePerson(order.person);
  const { action, address, reason } = order;
  const isHash = /^[0-9a-f]{64}$/iu.test(address);
  if (
    action === 'add' ? parseEmailAddress(address) === null : !isHash && parseEmailAddress(address) === null
  ) {
    throw new UsageError(
      'address: expected one e-mail address such as `kunde@mail.example`. Nothing was changed.',
    );
  }
  const addressSha256 = isHash ? address.toLowerCase() : suppressionKey(address);
  await ledger.transaction(async (session) => {
    const subject = `address ${addressSha256.slice(0, 12)}`;
    const done = action === 'add' ? 'suppression_added' : 'suppression_removed';
    await recordAction(session, { action: done, subject, person, runId: null, reason });
    if (action === 'add') {
      await suppress(session, { addressSha256, reason, attemptId: null, person, expiry: null });
    } else if (!(await unsuppress(session, { addressSha256, reason, person }))) {
      throw new NotFoundError('The address is not on the suppression list. `suppressions list` shows it.');
    }
  });
}
