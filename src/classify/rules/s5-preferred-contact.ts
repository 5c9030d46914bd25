import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

const PREFERRED = passes('S5.preferred-contact', 'e-mail is the preferred form of contact');

/** S5: an address alone is no wish. */
export const emailIsPreferred: Rule = ({ preferredContact }) => {
  if (preferredContact === 'email') return PREFERRED;
  return fires(
    'S5.preferred-contact',
    isBlank(preferredContact)
      ? 'no preferred form of contact is stated'
      : `the preferred form of contact is ${shown(preferredContact)}`,
  );
};
