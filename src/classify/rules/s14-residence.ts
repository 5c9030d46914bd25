import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

/** S14: in a member state on the business date; membership itself has dates. */
export const livesInTheUnion: Rule = ({ residenceCountry }, { businessDate }, { euMembership }) => {
  if (isBlank(residenceCountry)) return fires('S14.residence', 'no country of residence is stated');
  const member = euMembership
    .get(residenceCountry)
    ?.some(({ from, until }) => from <= businessDate && (until === null || businessDate <= until));
  return member === true
    ? passes('S14.residence', `${shown(residenceCountry)} is a member state`)
    : fires('S14.residence', `${shown(residenceCountry)} is no member state of the EU on the business date`);
};
