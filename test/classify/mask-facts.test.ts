import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { MaskedFacts } from '../../src/classify/mask-facts.ts';
import { maskFacts, UNREADABLE } from '../../src/classify/mask-facts.ts';
import type { Facts } from '../../src/domain/document.ts';
import { anyFacts, factsNearTheBorder } from '../support/arbitrary-facts.ts';
import { decide } from '../support/decided.ts';
import { decisionContext, eligibleFacts, USABLE_ADDRESS } from '../support/facts.ts';

/** Facts that nobody's data is in and that a decision cannot tell from the masked ones. */
function standIn(masked: MaskedFacts): Facts {
  const { problem, country } = masked.recipient;
  const usable =
    country === 'AT' ? { ...USABLE_ADDRESS, postalCode: '1010', country } : { ...USABLE_ADDRESS, country };
  return {
    ...masked,
    emailAddress: { absent: null, malformed: 'malformed', valid: 'masked@example.com' }[masked.emailAddress],
    recipient: problem === null ? usable : { ...usable, city: null },
    defects: masked.defects.map(({ column }) => ({ column, expected: '', found: '' })),
  };
}

describe('maskFacts', () => {
  it('keeps ids, codes and days, and of the person only what explains the decision', () => {
    expect(maskFacts(eligibleFacts())).toEqual({
      ...eligibleFacts(),
      emailAddress: 'valid',
      recipient: { country: 'DE', postalCodeArea: '69', problem: null },
      defects: [],
    });
  });

  it('L8: holds neither name, street, city, postal code nor e-mail address', () => {
    const stored = JSON.stringify(maskFacts(eligibleFacts()));
    for (const personal of [
      'Beispielhuber',
      'Annegret',
      'Musterweg',
      'Heidelberg',
      '69123',
      'example.com',
      '@',
    ]) {
      expect(stored.toLowerCase()).not.toContain(personal.toLowerCase());
    }
  });

  it('L8: a name that stands in the column of a code is not kept', () => {
    const facts = eligibleFacts({
      documentType: 'Annegret Beispielhuber',
      preferredContact: 'annegret@example.com',
      consentGivenOn: 'seit Annegret 18 ist',
      defects: [{ column: 'Annegret Beispielhuber', expected: 'a text', found: 'Annegret' }],
    });
    expect(JSON.stringify(maskFacts(facts)).toLowerCase()).not.toContain('annegret');
    expect(maskFacts(facts).documentType).toBe(UNREADABLE);
  });

  it.each([
    [null, 'absent'],
    [' ', 'absent'],
    ['kein', 'malformed'],
    ['a@example.com', 'valid'],
  ])('states of the e-mail address %j only that it is %s', (emailAddress, expected) => {
    expect(maskFacts(eligibleFacts({ emailAddress })).emailAddress).toBe(expected);
  });

  it('names what is wrong with the postal address', () => {
    const recipient = { ...USABLE_ADDRESS, street: null, postalCode: 'D-69123' };
    expect(maskFacts(eligibleFacts({ recipient })).recipient).toEqual({
      country: 'DE',
      postalCodeArea: '69',
      problem: 'no street or post-office box',
    });
  });

  it('is enough to decide again: the stored snapshot comes to the same decision', () => {
    fc.assert(
      fc.property(fc.oneof(anyFacts, factsNearTheBorder), (facts) => {
        const again = decide(standIn(maskFacts(facts)), decisionContext());
        const first = decide(facts, decisionContext());
        expect(again.result).toBe(first.result);
        expect(again.paperCopy).toEqual(first.paperCopy);
        expect(again.jurisdiction).toBe(first.jurisdiction);
        expect(again.decidingRule).toBe(first.decidingRule);
      }),
      { numRuns: 3_000 },
    );
  });
});
