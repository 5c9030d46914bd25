import { describe, expect, it } from 'vitest';
import { createDecide } from '../../src/classify/decide.ts';
import { parseCatalogue } from '../../src/classify/catalogue.ts';
import { HARMLESS_CONTENT, decisionContext, eligibleFacts } from '../support/facts.ts';
import { decided, decideWith } from '../support/decided.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

describe('what the PDF itself says', () => {
  it('D6: nothing is e-mailed unread, and an unread text is no matter where another rule decides', () => {
    expect(decided({}, { content: null })).toBe('post by D6.unread');
    expect(decided({}, { content: { kind: 'unreadable', why: 'took_too_long' } })).toBe('post by D6.unread');
    expect(decided({ consentGivenOn: null }, { content: null })).toBe('post by S9.consent-missing');
  });

  it('D6: somebody else’s contract holds the document whatever else stands against e-mail, with a flag', () => {
    const content = { ...HARMLESS_CONTENT, names: 'other_contract' } as const;
    expect(decided({}, { content })).toBe('held by D6.other-contract');
    expect(decided({ preferredContact: 'post' }, { content })).toBe('held by D6.other-contract');
    expect(decideWith({}, { content }).flags).toContain('names_another_contract');
  });

  it('D6: a PDF that names nobody goes by post', () => {
    expect(decided({}, { content: { ...HARMLESS_CONTENT, names: 'nobody' } })).toBe('post by D6.not-named');
    expect(decided({}, { content: { ...HARMLESS_CONTENT, names: 'policyholder' } })).toBe(
      'email by S10.eligible',
    );
  });

  it('S11: protected words make the document protected; classes are told, words are not', () => {
    const decision = decideWith({}, { content: { ...HARMLESS_CONTENT, sensitive: ['diagnosis'] } });
    expect(decision).toMatchObject({ result: 'post', decidingRule: 'S11.content', category: 'protected' });
    expect(decision.rules.find(({ rule }) => rule === 'S11.content')?.detail).toContain('diagnosis');
  });

  it('D6: pages without text go by post, unless the type allows them', () => {
    const lax = createDecide(
      parseCatalogue(
        HOUSE_CATALOGUE_YAML.replace(
          'title: Beitragsrechnung\n',
          'title: Beitragsrechnung\n    emailWithoutText: true\n',
        ),
      ),
    );
    for (const content of [{ kind: 'no_text' }, { ...HARMLESS_CONTENT, pagesWithoutText: 1 }] as const) {
      expect(decided({}, { content })).toBe('post by D6.no-text');
      expect(lax(eligibleFacts(), decisionContext({ content })).result).toBe('email');
    }
  });
});
