import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { maskContext, unmaskContext, type MaskedContext } from '../../src/classify/mask-context.ts';
import { maskFacts, UNREADABLE, type MaskedFacts } from '../../src/classify/mask-facts.ts';
import { unmaskFacts } from '../../src/classify/unmask-facts.ts';
import type { DecisionContext } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/document.ts';
import { anyFacts, factsNearTheBorder } from '../support/arbitrary-facts.ts';
import { decide } from '../support/decided.ts';
import { decisionContext, eligibleFacts, USABLE_ADDRESS } from '../support/facts.ts';

/** As the ledger keeps it. */
function asKept(masked: unknown): unknown {
  return JSON.parse(JSON.stringify(masked));
}

/** The core view gives whole numbers and nothing else. */
function wholeOrNull(users: number | null): number | null {
  return Number.isSafeInteger(users) ? users : null;
}

const anyContext: fc.Arbitrary<DecisionContext> = fc
  .record({
    domainWithoutTls: fc.option(
      fc.record({ domain: fc.domain(), until: fc.constantFrom('2026-11-22', '2027-01-01', 'soon') }),
    ),
    addressSuppressed: fc.option(fc.record({ reason: fc.string() })),
    channelClosed: fc.option(fc.record({ reason: fc.string() }), { freq: 3 }),
  })
  .map(decisionContext);

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

  it('is enough to decide again: what was stored comes to the same decision', () => {
    fc.assert(
      fc.property(fc.oneof(anyFacts, factsNearTheBorder), anyContext, (any, context) => {
        const facts = { ...any, emailAddressUsers: wholeOrNull(any.emailAddressUsers) };
        const first = decide(facts, context);
        const again = decide(
          unmaskFacts(asKept(maskFacts(facts)) as MaskedFacts),
          unmaskContext(asKept(maskContext(context)) as MaskedContext),
        );
        expect(again.result).toBe(first.result);
        expect(again.paperCopy).toEqual(first.paperCopy);
        expect(again.jurisdiction).toBe(first.jurisdiction);
        expect(again.category).toBe(first.category);
        expect(again.neverBundle).toBe(first.neverBundle);
        expect(again.decidingRule).toBe(first.decidingRule);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each<Partial<Facts>>([
    { documentType: 'Arztbrief für Annegret' },
    { lineOfBusiness: 'Kranken- und Pflegeversicherung' },
    { lineOfBusiness: 'Leben, fondsgebunden' },
    { residenceCountry: 'Deutschland' },
    { preferredContact: 'E-Mail bitte' },
  ])('S11: %j, which is no code and is not kept, comes to the same rule again', (unusual) => {
    const facts = eligibleFacts(unusual);
    const again = decide(unmaskFacts(maskFacts(facts)), decisionContext());
    expect(again.decidingRule).toBe(decide(facts, decisionContext()).decidingRule);
  });
});

describe('maskContext', () => {
  it('L8: keeps neither the domain, which may be a name, nor the words of a foreign server', () => {
    const context = decisionContext({
      domainWithoutTls: { domain: 'annegret-beispielhuber.example', until: '2027-01-01' },
      addressSuppressed: { reason: 'no such user annegret.beispielhuber' },
    });
    expect(JSON.stringify(maskContext(context))).not.toContain('annegret');
    expect(maskContext(context)).toMatchObject({
      domainWithoutTls: { until: '2027-01-01' },
      addressSuppressed: true,
    });
  });
});
