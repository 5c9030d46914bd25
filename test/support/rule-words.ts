import { describe, expect, it } from 'vitest';
import type { DecisionContext, RuleOutcome } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/document.ts';
import { decideWith } from './decided.ts';

/** What a rule records of an otherwise eligible document. */
export type RuleWords = readonly [
  outcome: RuleOutcome['outcome'],
  rule: string,
  detail: string,
  facts: Partial<Facts>,
  context?: Partial<DecisionContext>,
];

/** Of every row: the outcome, and the words in which a person reads why. */
export function describeWords(topic: string, rows: readonly RuleWords[]): void {
  describe(`what is recorded of ${topic}, in words that a person can follow`, () => {
    for (const [outcome, rule, detail, facts, context] of rows) {
      it(`${rule} ${outcome}: ${detail}`, () => {
        const { rules } = decideWith(facts, context);
        expect(rules.find((other) => other.rule === rule)).toEqual({ rule, outcome, detail });
      });
    }
  });
}
