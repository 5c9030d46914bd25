import { describe, expect, it } from 'vitest';

import type { BusinessDate } from '../../src/domain/business-date.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { decided, decideWith, detailOf } from '../support/decided.ts';

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
