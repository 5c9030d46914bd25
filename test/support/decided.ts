import { createDecide } from '../../src/classify/decide.ts';
import type { Decision, DecisionContext } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/document.ts';
import { decisionContext, eligibleFacts } from './facts.ts';
import { HOUSE_CATALOGUE } from './house-catalogue.ts';

export const decide = createDecide(HOUSE_CATALOGUE);

/** The decision on an otherwise eligible document. */
export function decideWith(facts: Partial<Facts>, context: Partial<DecisionContext> = {}): Decision {
  return decide(eligibleFacts(facts), decisionContext(context));
}

/** `post by S5.preferred-contact`: result and deciding rule in one line, so that a test reads like the table of rules. */
export function decided(facts: Partial<Facts>, context: Partial<DecisionContext> = {}): string {
  const { result, decidingRule } = decideWith(facts, context);
  return `${result} by ${decidingRule}`;
}

export function detailOf(decision: Decision, rule: string): string | null {
  return decision.rules.find((outcome) => outcome.rule === rule)?.detail ?? null;
}
