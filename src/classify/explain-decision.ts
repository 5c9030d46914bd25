import type { Decision } from '../domain/decision.ts';
import type { RuleText } from './catalogue.ts';
import type { RuleTexts } from './rule-texts.ts';
import { clauseOf } from './rule-ids.ts';

/** One rule of a decision, as somebody on the phone with a customer needs it. */
export interface ExplainedRule extends RuleText {
  readonly rule: string;
  readonly outcome: 'fires' | 'passes';
  /** What was read, in English, without personal values. */
  readonly detail: string;
  /** Whether this rule decided; exactly one of a decision does. */
  readonly deciding: boolean;
}

/** What is kept of a decision and can be explained years later. */
export type RecordedDecision = Pick<Decision, 'rules' | 'decidingRule'>;

/** Every rule of the decision in its order, worded by the catalogue: best the one whose hash the decision names. */
export function explainDecision(decision: RecordedDecision, catalogue: RuleTexts): readonly ExplainedRule[] {
  return decision.rules.map(({ rule, outcome, detail }) => ({
    rule,
    ...textOfRule(rule, catalogue),
    outcome,
    detail,
    deciding: rule === decision.decidingRule,
  }));
}

/** The rule that decided: the answer to "why did this come by post?". */
export function explainDecidingRule(decision: RecordedDecision, catalogue: RuleTexts): ExplainedRule {
  const deciding = explainDecision(decision, catalogue).find((rule) => rule.deciding);
  return (
    deciding ?? {
      rule: decision.decidingRule,
      ...textOfRule(decision.decidingRule, catalogue),
      outcome: 'fires',
      detail: 'not among the rules that were recorded with the decision',
      deciding: true,
    }
  );
}

/** The wording of a rule or of a later reason; for an id from another time it says that it has none. */
export function textOfRule(id: string, catalogue: RuleTexts): RuleText {
  return (
    catalogue.texts.get(id) ?? {
      clause: clauseOf(id),
      citation: `nicht im Regelwerk ${catalogue.version}`,
      german:
        'Der Wortlaut dieser Regel steht nicht in diesem Regelwerk, sondern in dem der damaligen Entscheidung.',
      english: 'This catalogue does not word the rule; look into the one whose hash the decision names.',
    }
  );
}
