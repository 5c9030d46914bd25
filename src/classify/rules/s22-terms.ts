import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

/** S22: without terms in force there is no offer of digital post to accept. */
export const termsAreInForce: Rule = (_facts, { businessDate }, { terms }) => {
  const current = terms.findLast(({ effectiveOn }) => effectiveOn <= businessDate);
  return current === undefined
    ? fires('S22.terms-in-force', 'no terms of use in force on the business date')
    : passes('S22.terms-in-force', `terms ${current.version}, in force since ${current.effectiveOn}`);
};
