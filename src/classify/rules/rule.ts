import type { DecisionContext, RuleOutcome } from '../../domain/decision.ts';
import type { Facts } from '../../domain/document.ts';
import type { Catalogue } from '../catalogue.ts';
import type { RuleId } from '../rule-ids.ts';

/** One rule: pure, total over whatever the core system delivers, and silent about personal values (L8). */
export type Rule = (facts: Facts, context: DecisionContext, catalogue: Catalogue) => RuleOutcome;

/** The rule takes the document off e-mail, or holds it. */
export function fires(rule: RuleId, detail: string): RuleOutcome {
  return { rule, outcome: 'fires', detail };
}

/** The rule was looked at and stands against nothing. */
export function passes(rule: RuleId, detail: string): RuleOutcome {
  return { rule, outcome: 'passes', detail };
}

/** A code of the core system. What does not look like one may be personal data in the wrong column (L8). */
export const CODE = /^[\p{L}\p{N}_.-]{1,40}$/u;

/** A code for a detail; what is none is not shown. */
export function shown(code: string): string {
  return CODE.test(code) ? `\`${code}\`` : `a text of ${code.length} characters that is no code`;
}

/** Whether a column says nothing: views tend to deliver empty text where they mean NULL. */
export function isBlank(text: string | null): text is null {
  return text === null || text.trim() === '';
}
