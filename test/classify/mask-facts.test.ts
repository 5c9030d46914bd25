import { describe, expect, it } from 'vitest';

import { maskContext, unmaskContext } from '../../src/classify/mask-context.ts';
import { maskFacts, UNREADABLE } from '../../src/classify/mask-facts.ts';
import { unmaskFacts } from '../../src/classify/unmask-facts.ts';
import type { Facts } from '../../src/domain/document.ts';
import { decide } from '../support/decided.ts';
import { decisionContext, eligibleFacts, USABLE_ADDRESS } from '../support/facts.ts';

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

describe('unmaskContext', () => {
  it('gives back a context that no rule can tell from the one that was masked', () => {
    const closed = { channelClosed: { reason: 'fault' } };
    const nothing = decisionContext(closed);
    expect(unmaskContext(maskContext(nothing))).toEqual(nothing);
    const marked = decisionContext({
      domainWithoutTls: { domain: 'post.example', until: '2027-01-01' },
      addressSuppressed: { reason: '5.1.1' },
    });
    expect(unmaskContext(maskContext(marked))).toEqual({
      ...marked,
      domainWithoutTls: { domain: 'masked.example', until: '2027-01-01' },
      addressSuppressed: { reason: 'masked' },
    });
  });
});
