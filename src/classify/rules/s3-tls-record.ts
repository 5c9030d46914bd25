import { readDay } from '../calendar.ts';
import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

const NO_RECORD = passes('S3.domain-without-tls', 'no refusal of TLS on record');
const EXPIRED = passes('S3.domain-without-tls', 'the record of a refusal of TLS has expired');
const NOT_SUPPRESSED = passes('S3.address-suppressed', 'the address is not proven undeliverable');

/** S3: no second try while the refusal is on record. The domain itself may name a person and is not shown (L8). */
export const domainOffersTls: Rule = (_facts, { businessDate, domainWithoutTls }) => {
  if (domainWithoutTls === null) return NO_RECORD;
  const until = readDay(domainWithoutTls.until.slice(0, 10));
  if (until !== null && until < businessDate) return EXPIRED;
  return fires(
    'S3.domain-without-tls',
    `the recipient's domain refused TLS; on record until ${until ?? 'a day that cannot be read'}`,
  );
};

/** S3: a mailbox that is proven dead is not tried again; a changed address starts clean (S6). */
export const addressIsNotSuppressed: Rule = (_facts, { addressSuppressed }) =>
  addressSuppressed === null
    ? NOT_SUPPRESSED
    : fires('S3.address-suppressed', 'the address is proven undeliverable');
