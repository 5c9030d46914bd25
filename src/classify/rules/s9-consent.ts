import type { Facts } from '../../domain/document.ts';
import { readDay } from '../calendar.ts';
import type { ConsentDemand } from '../catalogue.ts';
import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';
import { jurisdictionOf } from './s23-jurisdiction.ts';

const NOT_WITHDRAWN = passes('S9.consent-withdrawn', 'no withdrawal is on record');

/**
 * S9, L5: nothing without an express consent that was given by that night; where the catalogue says which methods and
 * wordings count, nothing without one of them either.
 */
export const consentIsGiven: Rule = (facts, { businessDate }, catalogue) => {
  const { consentGivenOn } = facts;
  if (consentGivenOn === null) return fires('S9.consent-missing', 'no consent is on record');
  const day = readDay(consentGivenOn);
  if (day === null) return fires('S9.consent-missing', 'the day of the consent is not a day');
  if (day > businessDate)
    return fires('S9.consent-missing', `consent is dated ${day}, after the business date`);
  const problem = catalogue.consent === null ? null : problemOf(facts, day, catalogue.consent);
  return problem === null
    ? passes('S9.consent-missing', `consent given on ${day}${stated(facts)}`)
    : fires('S9.consent-missing', problem);
};

/** Why a consent of that day does not count, or null. */
function problemOf(facts: Facts, day: string, { methods, wordings }: ConsentDemand): string | null {
  const { consentMethod, consentWording } = facts;
  if (isBlank(consentMethod)) return 'it is not stated how the consent was given';
  if (!methods.has(consentMethod)) return `consent by ${shown(consentMethod)}, which does not count`;
  if (isBlank(consentWording)) return 'it is not stated to which wording was consented';
  const wording = wordings.get(consentWording);
  if (wording === undefined)
    return `consent to wording ${shown(consentWording)}, which the catalogue does not know`;
  if (day < wording.from || (wording.until !== null && day > wording.until)) {
    return `consent of ${day} to wording ${shown(consentWording)}, which was not in use then`;
  }
  const jurisdiction = jurisdictionOf(facts);
  return wording.jurisdictions.has(jurisdiction)
    ? null
    : `consent to wording ${shown(consentWording)}, which does not satisfy the law of ${jurisdiction} (L5)`;
}

function stated({ consentMethod, consentWording }: Facts): string {
  const method = isBlank(consentMethod) ? '' : ` by ${shown(consentMethod)}`;
  return isBlank(consentWording) ? method : `${method} to wording ${shown(consentWording)}`;
}

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
