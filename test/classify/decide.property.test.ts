import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isHardBlockedLine, isHardBlockedType } from '../../src/classify/protected-data.ts';
import { RULE_IDS } from '../../src/classify/rule-ids.ts';
import { SENSITIVE_CLASSES } from '../../src/domain/content.ts';
import type { DecisionContext } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/document.ts';
import { anyFacts, factsNearTheBorder } from '../support/arbitrary-facts.ts';
import { decide, detailOf } from '../support/decided.ts';
import { decisionContext, eligibleFacts, HARMLESS_CONTENT } from '../support/facts.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';

const RUNS = { numRuns: 2_000 };
const facts = fc.oneof(anyFacts, factsNearTheBorder);

const PROTECTED_TYPES = [...HOUSE_CATALOGUE.documentTypes]
  .filter(([, type]) => type.category === 'protected')
  .map(([code]) => code);
const PROTECTED_LINES = [...HOUSE_CATALOGUE.linesOfBusiness]
  .filter(([, line]) => line.protected)
  .map(([code]) => code);

type Change = readonly [Partial<Facts>, Partial<DecisionContext>];

/** Each takes one permission away; what it leaves behind is never more than was there. */
const REMOVALS: readonly Change[] = [
  [{ documentType: null }, {}],
  [{ documentType: 'NEUARTIG' }, {}],
  [{ lineOfBusiness: null }, {}],
  [{ lineOfBusiness: 'KRANKEN' }, {}],
  [{ contractId: null }, {}],
  [{ recipientRole: 'broker' }, {}],
  [{ recipientId: null }, {}],
  [{ residenceCountry: null }, {}],
  [{ residenceCountry: 'CH' }, {}],
  [{ emailAddress: null }, {}],
  [{ emailAddressUsers: 3 }, {}],
  [{ emailAddressUsers: null }, {}],
  [{ preferredContact: 'post' }, {}],
  [{ consentGivenOn: null }, {}],
  [{ consentWithdrawnOn: '2026-11-23' }, {}],
  [{ insurerNoticeOn: '2026-01-15' }, {}],
  [{ digitalPostFrom: null }, {}],
  [{ digitalPostUntil: '2026-11-22' }, {}],
  [{ abuseBlockId: 'B-1' }, {}],
  [{ protectedData: true }, {}],
  [{ protectedData: null }, {}],
  [{ form: 'written' }, {}],
  [{ dispatchOverride: 'post_required' }, {}],
  [{ withdrawnAt: '2026-11-22' }, {}],
  [{}, { content: null }],
  [{}, { content: { kind: 'no_text' } }],
  [{}, { content: { ...HARMLESS_CONTENT, names: 'nobody' } }],
  [{}, { content: { ...HARMLESS_CONTENT, names: 'other_contract' } }],
  [{}, { content: { ...HARMLESS_CONTENT, sensitive: ['diagnosis'] } }],
  [{}, { content: { ...HARMLESS_CONTENT, pagesWithoutText: 1 } }],
  [{ defects: [{ column: 'consent_given_on', expected: 'a day', found: 'object' }] }, {}],
  [{}, { domainWithoutTls: { domain: 'example.com', until: '2027-01-01' } }],
  [{}, { addressSuppressed: { reason: '5.1.1' } }],
  [{}, { channelClosed: { reason: 'fault' } }],
];

function seldom<T>(value: T): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.constant(value));
}

/** What our own ledger and the PDF may say, in every combination; mostly nothing against e-mail. */
const contexts: fc.Arbitrary<DecisionContext> = fc
  .record({
    domainWithoutTls: seldom({ domain: 'example.com', until: '2027-01-01' }),
    addressSuppressed: seldom({ reason: '5.1.1' }),
    channelClosed: seldom({ reason: 'fault' }),
    content: fc.oneof(
      { weight: 5, arbitrary: fc.constant(HARMLESS_CONTENT) },
      fc.constant(null),
      fc.record({
        kind: fc.constant('read' as const),
        names: fc.constantFrom('contract', 'policyholder', 'nobody', 'other_contract'),
        sensitive: fc.subarray([...SENSITIVE_CLASSES]),
        pagesWithoutText: fc.nat(2),
      }),
    ),
  })
  .map((given) => decisionContext(given));

/** Eligible but for what contract and law provide about paper: random facts hardly ever hold both and still go by e-mail. */
const withProvisions: fc.Arbitrary<Facts> = fc
  .record({
    residenceCountry: fc.constantFrom('DE', 'AT', 'FR'),
    lineOfBusiness: fc.constantFrom('KFZ', 'LEBEN', 'RENTE'),
    dispatchOverride: fc.constantFrom(null, 'email_and_post', 'email_and_post', 'post_required'),
    dispatchOverrideBasis: fc.constantFrom(null, ' ', 'AVB § 7'),
  })
  .map(eligibleFacts);

/** What asks for paper besides an e-mail, told apart from the code: the contract first, then Austrian law. */
function basesOf(any: Facts): { readonly agreed: string | null; readonly byLaw: string | null } {
  const basis = any.dispatchOverrideBasis ?? '';
  const line = HOUSE_CATALOGUE.linesOfBusiness.get(any.lineOfBusiness ?? '');
  return {
    agreed: any.dispatchOverride === 'email_and_post' && basis.trim() !== '' ? basis : null,
    byLaw: any.residenceCountry === 'AT' && line?.lifeOrPension === true ? '§ 5a, § 3 VersVG' : null,
  };
}

describe('decide, whatever the facts', () => {
  it('S11: never e-mails a PDF that speaks of anything protected, whatever else is true', () => {
    const sensitive = fc.subarray([...SENSITIVE_CLASSES], { minLength: 1 });
    fc.assert(
      fc.property(facts, contexts, sensitive, (any, given, found) => {
        const content = { ...HARMLESS_CONTENT, sensitive: found };
        expect(decide(any, { ...given, content }).result).not.toBe('email');
      }),
      RUNS,
    );
  });

  it('S8: post, or a person, is where everything ends that was not proven eligible in each single point', () => {
    fc.assert(
      fc.property(facts, contexts, (any, given) => {
        const { result, rules } = decide(any, given);
        const against = rules.filter(({ rule, outcome }) => outcome === 'fires' && rule !== 'S10.eligible');
        expect(result === 'email').toBe(against.length === 0);
      }),
      RUNS,
    );
  });

  it('S16, S19, L5: one way for each document, and paper besides an e-mail exactly on the bases that are named', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(facts, withProvisions), contexts, (any, given) => {
        const decision = decide(any, given);
        const { result, paperCopy } = decision;
        const { agreed, byLaw } = basesOf(any);
        const bases = [agreed, byLaw].filter((basis) => basis !== null);
        expect(paperCopy).toEqual(
          result === 'email' && bases.length > 0 ? { basis: bases.join('; ') } : null,
        );
        // The rules that stand against e-mail hide a basis too many from the copy, but not from what is recorded.
        expect(detailOf(decision, 'S19.paper-copy')).toBe(
          agreed === null ? 'no paper copy agreed' : 'the contract agrees on a paper copy',
        );
        expect(detailOf(decision, 'L5.paper-copy')).toBe(
          byLaw === null ? 'no paper copy by law' : `paper copy by ${byLaw}`,
        );
        seen.add(`${result} on ${bases.length}`);
      }),
      RUNS,
    );
    // Were none of these ever drawn, the property would hold of anything.
    expect([...seen]).toEqual(
      expect.arrayContaining(['email on 0', 'email on 1', 'email on 2', 'post on 1']),
    );
  });

  it('is monotone in any number of permissions at once: taking some away never turns post into e-mail', () => {
    fc.assert(
      fc.property(facts, contexts, fc.subarray([...REMOVALS]), (any, given, taken) => {
        const before = decide(any, given).result;
        const fewer: Facts = Object.assign({}, any, ...taken.map(([change]) => change));
        const closed: DecisionContext = Object.assign({}, given, ...taken.map(([, change]) => change));
        const after = decide(fewer, closed).result;
        if (before !== 'email' || taken.length > 0) expect(after).not.toBe('email');
      }),
      RUNS,
    );
  });

  it('S11: never e-mails what any one signal calls protected, whatever else is true', () => {
    const signal = fc.oneof(
      fc.constantFrom(...PROTECTED_TYPES).map((documentType) => ({ documentType })),
      fc.constantFrom(...PROTECTED_LINES).map((lineOfBusiness) => ({ lineOfBusiness })),
      fc.constantFrom(true, null).map((protectedData) => ({ protectedData })),
    );
    fc.assert(
      fc.property(facts, signal, (any, protectedBy) => {
        expect(decide({ ...any, ...protectedBy }, decisionContext()).result).not.toBe('email');
      }),
      RUNS,
    );
  });

  it('S11: what is e-mailed carries none of the words of the hard block', () => {
    fc.assert(
      fc.property(facts, (any) => {
        if (decide(any, decisionContext()).result !== 'email') return;
        expect(isHardBlockedType(any.documentType ?? '')).toBe(false);
        expect(isHardBlockedLine(any.lineOfBusiness ?? '')).toBe(false);
        expect(any.protectedData).toBe(false);
      }),
      RUNS,
    );
  });

  it('answers for any garbage: post or held unless each single permission is there, and never throws', () => {
    fc.assert(
      fc.property(facts, (any) => {
        const decision = decide(any, decisionContext());
        expect(decision.rules.map(({ rule }) => rule)).toEqual(RULE_IDS);
        expect(RULE_IDS).toContain(decision.decidingRule);
        if (decision.result !== 'email') return;
        expect(any).toMatchObject({
          recipientRole: 'policyholder',
          preferredContact: 'email',
          emailAddressUsers: 1,
          consentWithdrawnOn: null,
          abuseBlockId: null,
          protectedData: false,
          defects: [],
        });
        expect(any.consentGivenOn).not.toBeNull();
        expect(any.contractId).not.toBeNull();
        expect(any.recipientId).toBe(any.policyholderId);
      }),
      RUNS,
    );
  });

  it('goes by post, or is held for its address, when nothing is stated at all', () => {
    const nothing: Facts = {
      ...eligibleFacts(),
      ...Object.fromEntries(Object.keys(eligibleFacts()).map((column) => [column, null])),
      documentId: 'D-1',
      recipient: eligibleFacts().recipient,
      defects: [],
    };
    expect(decide(nothing, decisionContext()).result).toBe('post');
  });

  it('is monotone: taking a permission away never turns post into e-mail', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...REMOVALS), (any, [fewer, closed]) => {
        const before = decide(any, decisionContext()).result;
        const after = decide({ ...any, ...fewer }, decisionContext(closed)).result;
        if (before !== 'email') expect(after).not.toBe('email');
      }),
      RUNS,
    );
  });

  it.each(REMOVALS)('takes the eligible document off e-mail by %j %j', (fewer, closed) => {
    expect(decide(eligibleFacts(fewer), decisionContext(closed)).result).not.toBe('email');
  });

  it('S12: knows two ways out of the house and no third one', () => {
    fc.assert(
      fc.property(facts, (any) => {
        expect(['email', 'post', 'held', 'cancelled']).toContain(decide(any, decisionContext()).result);
      }),
      RUNS,
    );
  });

  it('gives the same decision for the same facts and catalogue', () => {
    fc.assert(
      fc.property(facts, (any) => {
        expect(decide(structuredClone(any), decisionContext())).toEqual(decide(any, decisionContext()));
      }),
      RUNS,
    );
  });

  it('L8: shows no name, street, city or e-mail address in any reason', () => {
    const secret = 'Zirkusdirektorin';
    fc.assert(
      fc.property(facts, (any) => {
        const marked: Facts = {
          ...any,
          emailAddress: `${secret}@example.com`,
          recipient: { ...any.recipient, name: secret, addition: secret, street: secret, city: secret },
        };
        expect(JSON.stringify(decide(marked, decisionContext()))).not.toContain(secret);
      }),
      RUNS,
    );
  });

  it('reaches e-mail often enough for these properties to mean something', () => {
    const sample = fc.sample(factsNearTheBorder, { numRuns: 1_000, seed: 42 });
    const emailed = sample.filter((any) => decide(any, decisionContext()).result === 'email').length;
    expect(emailed).toBeGreaterThan(200);
    expect(emailed).toBeLessThan(800);
  });
});
