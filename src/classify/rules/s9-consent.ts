import { readDay } from '../calendar.ts';
import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

const NOT_WITHDRAWN = passes('S9.consent-withdrawn', 'no withdrawal is on record');

/** S9, L5: nothing without an express consent that was given by that night. */
export const consentIsGiven: Rule = ({ consentGivenOn }, { businessDate }) => {
  if (consentGivenOn === null) return fires('S9.consent-missing', 'no consent is on record');
  const day = readDay(consentGivenOn);
  if (day === null) return fires('S9.consent-missing', 'the day of the consent is not a day');
  return day > businessDate
    ? fires('S9.consent-missing', `consent is dated ${day}, after the business date`)
    : passes('S9.consent-missing', `consent given on ${day}`);
};

/**
 * S9: any withdrawal on record counts, whatever its day. One dated ahead is a wish that is known already; one
 * dated before the consent contradicts it, and a letter too many is the smaller harm than e-mail against a will.
 */
export const consentIsNotWithdrawn: Rule = ({ consentWithdrawnOn }) => {
  if (consentWithdrawnOn === null) return NOT_WITHDRAWN;
  const day = readDay(consentWithdrawnOn);
  return fires(
    'S9.consent-withdrawn',
    day === null ? 'a withdrawal is on record, its day is not a day' : `withdrawn, dated ${day}`,
  );
};
