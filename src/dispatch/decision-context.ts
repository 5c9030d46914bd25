import type { BusinessDate } from '../domain/business-date.ts';
import type { DecisionContext } from '../domain/decision.ts';
import type { Facts } from '../domain/document.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { channelClosedOn } from '../ledger/channel-switch-store.ts';
import type { Session } from '../ledger/database.ts';
import { domainWithoutTls } from '../ledger/recipient-store.ts';
import { addressSuppression } from '../ledger/suppression-store.ts';

/** What the classifier needs to know besides the facts, read from the ledger as it stands now. */
export async function decisionContext(
  session: Session,
  facts: Facts,
  businessDate: BusinessDate,
  found: Pick<DecisionContext, 'pdf' | 'content'>,
): Promise<DecisionContext> {
  const closed = await channelClosedOn(session, businessDate);
  const address = facts.emailAddress === null ? null : parseEmailAddress(facts.emailAddress);
  const suppression =
    facts.emailAddress === null ? null : await addressSuppression(session, facts.emailAddress);
  return {
    businessDate,
    ...found,
    domainWithoutTls: address === null ? null : await domainWithoutTls(session, address.domain),
    addressSuppressed: suppression === null ? null : { reason: suppression.reason },
    channelClosed: closed === null ? null : { reason: closed.reason },
  };
}
