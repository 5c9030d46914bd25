import { parseEmailAddress } from '../../domain/email-address.ts';
import type { Rule } from './rule.ts';
import { fires, isBlank, passes } from './rule.ts';

const ADDRESS = passes('S15.address', 'one valid address');
const NOT_SHARED = passes('S15.shared-address', 'not known to be shared');
const COUNTED = passes('S15.address-users-unknown', 'stated by exactly one policyholder, or none is stated');

/** S15: one valid address, no lists (RFC 5321, 5322, 6531). */
export const addressIsValid: Rule = ({ emailAddress }) => {
  if (isBlank(emailAddress)) return fires('S15.address', 'no e-mail address is stated');
  return parseEmailAddress(emailAddress) === null
    ? fires('S15.address', 'the e-mail address is not one valid address')
    : ADDRESS;
};

/** S15: a mailbox that several policyholders state is not one that only the policyholder can reach. */
export const addressIsNotShared: Rule = ({ emailAddressUsers }) =>
  emailAddressUsers !== null && emailAddressUsers > 1
    ? fires('S15.shared-address', 'several policyholders state this address')
    : NOT_SHARED;

/** S15: uncounted is not proven to be one; without an address there is nothing to count. */
export const addressUsersAreCounted: Rule = ({ emailAddress, emailAddressUsers }) =>
  isBlank(emailAddress) || emailAddressUsers === 1 || (emailAddressUsers !== null && emailAddressUsers > 1)
    ? COUNTED
    : fires('S15.address-users-unknown', 'how many policyholders state this address is not known');
