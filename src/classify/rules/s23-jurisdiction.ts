import type { Jurisdiction, RuleOutcome } from '../../domain/decision.ts';
import type { Facts } from '../../domain/document.ts';
import { passes } from './rule.ts';

const GERMAN = passes('S23.jurisdiction', 'German law');
const AUSTRIAN = passes('S23.jurisdiction', 'Austrian law: resident of Austria');

/** S23: German law, Austrian law for residents of Austria. */
export function jurisdictionOf(facts: Facts): Jurisdiction {
  return facts.residenceCountry === 'AT' ? 'AT' : 'DE';
}

export function jurisdictionOutcome(jurisdiction: Jurisdiction): RuleOutcome {
  return jurisdiction === 'AT' ? AUSTRIAN : GERMAN;
}
