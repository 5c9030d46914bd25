import { describe, expect, it } from 'vitest';

import { explainDecidingRule, explainDecision, textOfRule } from '../../src/classify/explain-decision.ts';
import { LATER_REASON_IDS, RULE_IDS } from '../../src/classify/rule-ids.ts';
import { decideWith } from '../support/decided.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';

describe('explainDecision', () => {
  it('words every rule in German with its citation, in the order of the decision', () => {
    const explained = explainDecision(decideWith({ preferredContact: 'post' }), HOUSE_CATALOGUE);
    expect(explained.map(({ rule }) => rule)).toEqual(RULE_IDS);
    for (const { german, citation, english } of explained) {
      expect(german).toMatch(/\.$/);
      expect(citation).not.toBe('');
      expect(english).not.toBe('');
    }
  });

  it('marks exactly the rule that decided', () => {
    for (const facts of [{}, { preferredContact: 'post' }, { withdrawnAt: '2026-11-22' }]) {
      const decision = decideWith(facts);
      const deciding = explainDecision(decision, HOUSE_CATALOGUE).filter((rule) => rule.deciding);
      expect(deciding.map(({ rule }) => rule)).toEqual([decision.decidingRule]);
    }
  });

  it('answers why something came by post', () => {
    const deciding = explainDecidingRule(decideWith({ consentWithdrawnOn: '2026-05-01' }), HOUSE_CATALOGUE);
    expect(deciding).toMatchObject({
      rule: 'S9.consent-withdrawn',
      clause: 'S9',
      outcome: 'fires',
      detail: 'withdrawn, dated 2026-05-01',
      german: 'Die Zustimmung zum Versand per E-Mail wurde widerrufen. Seitdem kommt die Post als Brief.',
    });
    expect(deciding.citation).toContain('Art. 7 Abs. 3 DSGVO');
  });

  it('says so when the catalogue is not the one of that time', () => {
    const old = { ...decideWith({}), decidingRule: 'S99.long-gone' };
    expect(explainDecidingRule(old, HOUSE_CATALOGUE)).toMatchObject({
      clause: 'S99',
      citation: `nicht im Regelwerk ${HOUSE_CATALOGUE.version}`,
      german:
        'Der Wortlaut dieser Regel steht nicht in diesem Regelwerk, sondern in dem der damaligen Entscheidung.',
      english: 'This catalogue does not word the rule; look into the one whose hash the decision names.',
      outcome: 'fires',
      detail: 'not among the rules that were recorded with the decision',
      deciding: true,
    });
  });

  it('words what can take a document off e-mail after the decision', () => {
    for (const id of LATER_REASON_IDS) {
      expect(textOfRule(id, HOUSE_CATALOGUE).german).toMatch(/Post\.$/);
    }
  });
});
