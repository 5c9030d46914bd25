import { describe, expect, it } from 'vitest';

import type { BusinessDate } from '../../src/domain/business-date.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { createDecide } from '../../src/classify/decide.ts';
import type { Facts } from '../../src/domain/document.ts';
import { decided, decideWith, detailOf } from '../support/decided.ts';
import { decisionContext, eligibleFacts } from '../support/facts.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';

const EMAIL = 'email by S10.eligible';

function on(day: string): { businessDate: BusinessDate } {
  return { businessDate: parseBusinessDate(day) };
}

describe('S9: nothing without consent', () => {
  it.each([null, '', 'letzten Mai', '2026-02-30', '2026-11-24'])(
    'S9: consent %j is none on 2026-11-23',
    (consentGivenOn) => {
      expect(decided({ consentGivenOn })).toBe('post by S9.consent-missing');
    },
  );

  it('S9: consent given on the business date counts', () => {
    expect(decided({ consentGivenOn: '2026-11-23' })).toBe(EMAIL);
  });

  it.each(['2026-11-23', '2026-12-24', '2020-01-01', 'gestern', ''])(
    'S9: a withdrawal on record counts, dated %j',
    (consentWithdrawnOn) => {
      expect(decided({ consentWithdrawnOn })).toBe('post by S9.consent-withdrawn');
    },
  );
});

/** Online or on paper; the first wording is for Germany only, the second for Austria too. */
const DEMANDING = createDecide({
  ...HOUSE_CATALOGUE,
  consent: {
    methods: new Set(['online', 'paper']),
    wordings: new Map([
      [
        '2024-1',
        {
          from: parseBusinessDate('2024-01-01'),
          until: parseBusinessDate('2025-12-31'),
          jurisdictions: new Set(['DE'] as const),
        },
      ],
      [
        '2026-1',
        {
          from: parseBusinessDate('2026-01-01'),
          until: null,
          jurisdictions: new Set(['DE', 'AT'] as const),
        },
      ],
    ]),
  },
});

describe('S9, L5: a consent of which method and wording are demanded', () => {
  const first = { consentGivenOn: '2024-05-01', consentMethod: 'online', consentWording: '2024-1' };
  const second = { consentGivenOn: '2026-05-01', consentMethod: 'paper', consentWording: '2026-1' };
  const austrian = { residenceCountry: 'AT' };

  it.each<[string, Partial<Facts>]>([
    ['Germany by the first wording', first],
    ['Germany by the second', second],
    ['Austria by the second', { ...second, ...austrian }],
    ['the last day of a wording', { ...first, consentGivenOn: '2025-12-31' }],
  ])('S9: counts for %s', (_what, facts) => {
    expect(DEMANDING(eligibleFacts(facts), decisionContext()).decidingRule).toBe('S10.eligible');
  });

  it.each<[string, Partial<Facts>, RegExp]>([
    ['without a method', { ...first, consentMethod: null }, /not stated how/],
    ['by an unknown method', { ...first, consentMethod: 'phone' }, /by `phone`, which does not count/],
    ['without a wording', { ...first, consentWording: null }, /not stated to which wording/],
    ['to an unknown wording', { ...first, consentWording: '2019-3' }, /which the catalogue does not know/],
    ['to a wording not yet in use', { ...second, consentGivenOn: '2025-12-31' }, /not in use then/],
    ['to a wording no longer in use', { ...first, consentGivenOn: '2026-01-01' }, /not in use then/],
    ['to a wording that is none for Austria', { ...first, ...austrian }, /law of AT \(L5\)/],
    ['with a name where the wording should be', { ...first, consentWording: 'Erika Muster' }, /no code/],
  ])('S9, L5: is none %s', (_what, facts, detail) => {
    const decision = DEMANDING(eligibleFacts(facts), decisionContext());
    expect(decision).toMatchObject({ result: 'post', decidingRule: 'S9.consent-missing' });
    expect(decision.rules.find(({ rule }) => rule === 'S9.consent-missing')?.detail).toMatch(detail);
  });

  it('S9: is told with the decision where it is stated, and not asked for where nobody demands it', () => {
    expect(decided({})).toBe(EMAIL);
    expect(detailOf(decideWith(first), 'S9.consent-missing')).toBe(
      'consent given on 2024-05-01 by `online` to wording `2024-1`',
    );
  });
});

describe('S18: a block on suspicion of abuse stops digital dispatch', () => {
  it('S18: goes by post, with a flag', () => {
    expect(decided({ abuseBlockId: 'B-17' })).toBe('post by S18.abuse-block');
    expect(decideWith({ abuseBlockId: 'B-17' }).flags).toContain('abuse_block');
  });

  it('S18: decides before missing consent, as the customer was told of the block', () => {
    expect(decided({ abuseBlockId: 'B-17', consentGivenOn: null })).toBe('post by S18.abuse-block');
  });
});

describe('S19: the contract precedes the terms', () => {
  it('S19: post_required goes by post', () => {
    expect(decided({ dispatchOverride: 'post_required', dispatchOverrideBasis: 'AVB § 7' })).toBe(
      'post by S19.post-required',
    );
  });

  it('S19, S16: email_and_post is e-mail with a paper copy that names its basis', () => {
    const decision = decideWith({ dispatchOverride: 'email_and_post', dispatchOverrideBasis: 'AVB § 7' });
    expect(decision).toMatchObject({ result: 'email', paperCopy: { basis: 'AVB § 7' } });
  });

  it('S19: email_and_post makes nothing eligible, and what goes by post has no copy besides', () => {
    const decision = decideWith({
      dispatchOverride: 'email_and_post',
      dispatchOverrideBasis: 'AVB § 7',
      preferredContact: 'post',
    });
    expect(decision).toMatchObject({ result: 'post', paperCopy: null });
  });

  it.each([
    ['email_only', 'AVB § 7', 'post by S19.unknown-override', 'unknown_dispatch_override'],
    ['email_and_post', null, 'post by S19.override-without-basis', 'dispatch_override_without_basis'],
    ['email_and_post', ' ', 'post by S19.override-without-basis', 'dispatch_override_without_basis'],
    [null, 'AVB § 7', 'post by S19.basis-without-override', 'dispatch_override_missing'],
  ])('S19: %j on the basis %j is unclear: post, flagged', (override, basis, expected, flag) => {
    const facts = { dispatchOverride: override, dispatchOverrideBasis: basis };
    expect(decided(facts)).toBe(expected);
    expect(decideWith(facts).flags).toContain(flag);
  });

  it('S19: never over S11', () => {
    expect(
      decided({
        lineOfBusiness: 'KRANKEN',
        dispatchOverride: 'email_and_post',
        dispatchOverrideBasis: 'AVB § 7',
      }),
    ).toBe('post by S11.line-of-business');
  });
});

describe('S20: a contract with digital post must be in force', () => {
  it.each([
    [null, null],
    ['2026-11-24', null],
    ['2024-01-01', '2026-11-22'],
    ['2026-06-01', '2026-01-01'],
    ['bald', null],
    ['2024-01-01', 'offen'],
  ])('S20: from %j until %j it is post', (digitalPostFrom, digitalPostUntil) => {
    expect(decided({ digitalPostFrom, digitalPostUntil })).toBe('post by S20.contract-in-force');
  });

  it('S20: first and last day are included', () => {
    expect(decided({ digitalPostFrom: '2026-11-23', digitalPostUntil: '2026-11-23' })).toBe(EMAIL);
  });
});

describe("S21: the insurer's notice ends the agreement to the end of a month", () => {
  it.each([
    ['2026-11-02', '2026-11-29', EMAIL],
    ['2026-11-02', '2026-11-30', 'post by S21.insurer-notice'],
    ['2026-11-03', '2026-12-30', EMAIL],
    ['2026-11-03', '2026-12-31', 'post by S21.insurer-notice'],
    ['2026-11-03', '2027-01-01', 'post by S21.insurer-notice'],
  ])('S21: notice on %s, night of %s: %s', (insurerNoticeOn, night, expected) => {
    expect(decided({ insurerNoticeOn }, on(night))).toBe(expected);
  });

  it('S21: a notice that is still to come changes nothing, one that cannot be read does', () => {
    expect(decided({ insurerNoticeOn: '9999-12-31' })).toBe(EMAIL);
    expect(decided({ insurerNoticeOn: 'im Mai' })).toBe('post by S21.insurer-notice');
  });
});

describe('S22: terms must be in force', () => {
  it('S22: before the first terms took effect it is post', () => {
    const facts = { consentGivenOn: '2024-03-01', digitalPostFrom: '2024-01-01' };
    expect(decided(facts, on('2024-03-31'))).toBe('post by S22.terms-in-force');
    expect(decided(facts, on('2024-04-01'))).toBe(EMAIL);
  });

  it('S22: the decision names the version that applied', () => {
    expect(detailOf(decideWith({}, on('2025-12-31')), 'S22.terms-in-force')).toContain('terms 1.0');
    expect(detailOf(decideWith({}, on('2026-01-01')), 'S22.terms-in-force')).toContain('terms 1.1');
  });
});
