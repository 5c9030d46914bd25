import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

const ROLE = passes('S13.recipient-role', 'addressed to the policyholder');
const SAME_PERSON = passes('S13.recipient-is-policyholder', 'recipient and policyholder are the same person');

/** S13: digital documents are for the policyholder only. */
export const roleIsPolicyholder: Rule = ({ recipientRole }) => {
  if (recipientRole === 'policyholder') return ROLE;
  return fires(
    'S13.recipient-role',
    isBlank(recipientRole) ? "the recipient's role is not stated" : `addressed to ${shown(recipientRole)}`,
  );
};

/** S13: the role is a word, the ids are the person; when they disagree, the address may be somebody else's. */
export const recipientIsPolicyholder: Rule = ({ recipientId, policyholderId }) => {
  if (isBlank(recipientId) || isBlank(policyholderId)) {
    return fires('S13.recipient-is-policyholder', 'recipient or policyholder is not stated');
  }
  return recipientId === policyholderId
    ? SAME_PERSON
    : fires('S13.recipient-is-policyholder', 'recipient and policyholder are different persons');
};
