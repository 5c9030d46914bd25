import { describe, expect, it } from 'vitest';

import { RULE_IDS } from '../../src/classify/rule-ids.ts';
import type { Facts } from '../../src/domain/document.ts';
import { decided, decideWith, detailOf } from '../support/decided.ts';
import { USABLE_ADDRESS } from '../support/facts.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';

describe('decide', () => {
  it('records every rule in the order of the decision, whatever the result', () => {
    const decisions = [
      decideWith({}),
      decideWith({ lineOfBusiness: 'KRANKEN' }),
      decideWith({ withdrawnAt: '2026-11-22' }),
      decideWith({ documentType: null, recipient: { ...USABLE_ADDRESS, name: null } }),
    ];
    for (const decision of decisions) {
      expect(decision.rules.map(({ rule }) => rule)).toEqual(RULE_IDS);
    }
  });

  it('says of each rule what it read', () => {
    const agreed = { dispatchOverride: 'email_and_post', dispatchOverrideBasis: 'AVB § 7' };
    const life = { lineOfBusiness: 'LEBEN', residenceCountry: 'AT' };
    const defects = Array.from({ length: 5 }, (_, n) => ({ column: `c${n}`, expected: '', found: '' }));
    const details: readonly (readonly [Partial<Facts>, string, string])[] = [
      [{}, 'S10.eligible', 'nothing stands against e-mail'],
      [{ form: 'proof' }, 'S10.eligible', 'not reached: a rule before it stands against e-mail'],
      [{}, 'S16.one-channel', 'exactly one channel'],
      [agreed, 'S16.one-channel', 'paper besides the e-mail, on a named basis'],
      [life, 'S16.one-channel', 'paper besides the e-mail, on a named basis'],
      [{}, 'S19.paper-copy', 'no paper copy agreed'],
      [agreed, 'S19.paper-copy', 'the contract agrees on a paper copy'],
      [{}, 'L5.paper-copy', 'no paper copy by law'],
      [{ lineOfBusiness: 'LEBEN' }, 'L5.paper-copy', 'no paper copy by law'],
      [life, 'L5.paper-copy', 'paper copy by § 5a, § 3 VersVG'],
      [{ ...agreed, dispatchOverride: 'post_required' }, 'S19.paper-copy', 'no paper copy agreed'],
      [{}, 'S23.jurisdiction', 'German law'],
      [life, 'S23.jurisdiction', 'Austrian law: resident of Austria'],
      [{ recipientId: null }, 'S13.recipient-is-policyholder', 'recipient or policyholder is not stated'],
      [{}, 'S20.contract-in-force', 'digital post since 2024-01-01'],
      [
        { digitalPostUntil: '2027-01-31' },
        'S20.contract-in-force',
        'digital post from 2024-01-01 until 2027-01-31',
      ],
      [
        { digitalPostUntil: '2023-01-31' },
        'S20.contract-in-force',
        'contradiction: digital post ends on 2023-01-31, before it begins on 2024-01-01',
      ],
      [
        { insurerNoticeOn: '2026-11-23' },
        'S21.insurer-notice',
        'notice on 2026-11-23 ends the agreement on 2026-12-31',
      ],
      [{ documentType: null }, 'S7.not-enabled', 'type, line of business or country is not stated'],
      [{ lineOfBusiness: null }, 'S7.not-enabled', 'type, line of business or country is not stated'],
      [{ residenceCountry: null }, 'S7.not-enabled', 'type, line of business or country is not stated'],
      [
        { documentType: 'BEDINGUNGSAENDERUNG' },
        'S7.not-enabled',
        'not enabled for e-mail in this line of business and country',
      ],
      [
        { documentType: 'STEUERBESCHEINIGUNG' },
        'S7.not-enabled',
        'enabled for e-mail only from 2027-01-01 on',
      ],
      [{ form: 'written' }, 'L1.form-of-document', 'the core system asks for the form `written`'],
      [{ form: 'proof' }, 'L1.form-of-document', 'the core system asks for the form `proof`'],
      [{ form: 'fax' }, 'L1.form-of-document', 'the form is `fax`, which is none of text, written, proof'],
      [{ defects }, 'D4.defects', 'not readable as their type: `c0`, `c1`, `c2`, `c3`, `c4`'],
      [
        { defects: [...defects, ...defects] },
        'D4.defects',
        'not readable as their type: `c0`, `c1`, `c2`, `c3`, `c4` and 5 more',
      ],
    ];
    for (const [facts, rule, detail] of details) expect(detailOf(decideWith(facts), rule)).toBe(detail);
  });

  it('names the hash of the catalogue that it decided by', () => {
    expect(decideWith({}).catalogueHash).toBe(HOUSE_CATALOGUE.hash);
  });

  it('lets the first rule that fires decide: one obstacle after the other is taken away', () => {
    const worst = {
      withdrawnAt: '2026-11-22T10:00:00Z',
      defects: [{ column: 'withdrawn_at', expected: 'a time', found: 'object' }],
      recipient: { ...USABLE_ADDRESS, city: null },
      documentType: 'NEUARTIG',
      lineOfBusiness: 'LEBEN',
      protectedData: true,
      form: 'written',
      contractId: null,
      dispatchOverride: 'post_required',
      abuseBlockId: 'B-1',
      consentGivenOn: null,
      consentWithdrawnOn: '2026-01-01',
      insurerNoticeOn: '2026-01-01',
      digitalPostFrom: null,
      recipientRole: 'broker',
      recipientId: 'P-0002',
      residenceCountry: 'CH',
      emailAddress: 'kein',
      emailAddressUsers: 2,
      preferredContact: 'post',
    };
    const repairs: readonly (readonly [string, object])[] = [
      ['cancelled by D1.withdrawn', { withdrawnAt: null }],
      [
        'held by D1.withdrawal-unreadable',
        { defects: [{ column: 'form', expected: 'a text', found: 'object' }] },
      ],
      ['held by D3.postal-address', { recipient: USABLE_ADDRESS }],
      ['post by S11.life-secrecy', { lineOfBusiness: 'RAUMFAHRT' }],
      ['post by S11.core-flag', { protectedData: false }],
      ['post by L1.form-of-document', { form: null }],
      ['post by S8.unknown-document-type', { documentType: 'SF_BESCHEINIGUNG' }],
      ['post by S8.unknown-line-of-business', { lineOfBusiness: 'HAUS' }],
      ['post by D4.defects', { defects: [] }],
      ['post by D5.contract-missing', { contractId: 'V-1' }],
      ['post by S19.post-required', { dispatchOverride: null }],
      ['post by S18.abuse-block', { abuseBlockId: null }],
      ['post by S9.consent-missing', { consentGivenOn: '2025-01-01' }],
      ['post by S9.consent-withdrawn', { consentWithdrawnOn: null }],
      ['post by S21.insurer-notice', { insurerNoticeOn: null }],
      ['post by S20.contract-in-force', { digitalPostFrom: '2024-01-01' }],
      ['post by S13.recipient-role', { recipientRole: 'policyholder' }],
      ['post by S13.recipient-is-policyholder', { recipientId: 'P-0001' }],
      ['post by S14.residence', { residenceCountry: 'DE' }],
      ['post by S15.address', { emailAddress: 'a@example.com' }],
      ['post by S15.shared-address', { emailAddressUsers: null }],
      ['post by S15.address-users-unknown', { emailAddressUsers: 1 }],
      ['post by S5.preferred-contact', { preferredContact: 'email' }],
      ['post by S7.not-enabled', { lineOfBusiness: 'KFZ' }],
      ['email by S10.eligible', {}],
    ];
    const facts = { ...worst };
    for (const [expected, repair] of repairs) {
      expect(decided(facts)).toBe(expected);
      Object.assign(facts, repair);
    }
  });
});
