import type { Enablement } from '../catalogue.ts';
import type { Rule } from './rule.ts';
import { fires, isBlank, passes } from './rule.ts';

/** S7: step by step, by document type, line of business and country of residence, from a day on. */
export const typeIsEnabled: Rule = (facts, { businessDate }, { documentTypes }) => {
  const { documentType, lineOfBusiness, residenceCountry } = facts;
  if (isBlank(documentType) || isBlank(lineOfBusiness) || isBlank(residenceCountry)) {
    return fires('S7.not-enabled', 'type, line of business or country is not stated');
  }
  const matching = (documentTypes.get(documentType)?.enabledForEmail ?? []).filter((enabled) =>
    covers(enabled, lineOfBusiness, residenceCountry),
  );
  const open = matching.find(({ from }) => from <= businessDate);
  if (open !== undefined) return passes('S7.not-enabled', `enabled for e-mail since ${open.from}`);
  const [next] = matching.map(({ from }) => from).sort();
  return fires(
    'S7.not-enabled',
    next === undefined
      ? 'not enabled for e-mail in this line of business and country'
      : `enabled for e-mail only from ${next} on`,
  );
};

function covers(enabled: Enablement, line: string, country: string): boolean {
  return (
    (enabled.linesOfBusiness === 'all' || enabled.linesOfBusiness.has(line)) &&
    (enabled.countries === 'all' || enabled.countries.has(country))
  );
}
