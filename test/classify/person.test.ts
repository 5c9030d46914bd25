import { describe, expect, it } from 'vitest';

import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { decided, decideWith } from '../support/decided.ts';
import { USABLE_ADDRESS } from '../support/facts.ts';

const EMAIL = 'email by S10.eligible';

describe('S5: e-mail must be the preferred form of contact', () => {
  it.each(['post', 'phone', 'EMAIL', 'mail', null, ''])('S5: %j is post', (preferredContact) => {
    expect(decided({ preferredContact })).toBe('post by S5.preferred-contact');
  });
});

describe('S7: step by step, by type, line of business and country', () => {
  it('S7: a type without an entry is not enabled', () => {
    expect(decided({ documentType: 'BEDINGUNGSAENDERUNG' })).toBe('post by S7.not-enabled');
  });

  it('S7: enabled from its day on, not before', () => {
    const facts = { documentType: 'STEUERBESCHEINIGUNG' };
    expect(decided(facts, { businessDate: parseBusinessDate('2026-12-31') })).toBe('post by S7.not-enabled');
    expect(decided(facts, { businessDate: parseBusinessDate('2027-01-01') })).toBe(EMAIL);
  });

  it('S7: per line of business and per country', () => {
    expect(decided({ documentType: 'SF_BESCHEINIGUNG', lineOfBusiness: 'HAUS' })).toBe(
      'post by S7.not-enabled',
    );
    expect(decided({ documentType: 'BEITRAGSANPASSUNG' })).toBe(EMAIL);
    expect(decided({ documentType: 'BEITRAGSANPASSUNG', residenceCountry: 'AT' })).toBe(
      'post by S7.not-enabled',
    );
  });
});

describe('S13: digital documents are for the policyholder only', () => {
  it.each(['insured_person', 'claimant', 'broker', 'Policyholder', null])(
    'S13: %j gets post',
    (recipientRole) => {
      expect(decided({ recipientRole })).toBe('post by S13.recipient-role');
    },
  );

  it('S13: the ids must agree with the role', () => {
    const decision = decideWith({ recipientId: 'P-0002' });
    expect(decision).toMatchObject({ result: 'post', decidingRule: 'S13.recipient-is-policyholder' });
    expect(decision.flags).toContain('recipient_contradicts_policyholder');
    expect(decided({ recipientId: null })).toBe('post by S13.recipient-is-policyholder');
    expect(decided({ recipientId: '', policyholderId: '' })).toBe('post by S13.recipient-is-policyholder');
  });
});

describe('S14: only while resident in the EU', () => {
  it.each(['CH', 'GB', 'US', 'EL', 'de', 'Deutschland', null])('S14: %j gets post', (residenceCountry) => {
    expect(decided({ residenceCountry })).toBe('post by S14.residence');
  });

  it.each(['DE', 'AT', 'FR', 'HR', 'IE'])('S14: %s may get e-mail', (residenceCountry) => {
    expect(decided({ residenceCountry })).toBe(EMAIL);
  });

  it('S14: membership has dates', () => {
    const facts = { residenceCountry: 'GB', consentGivenOn: '2019-01-01', digitalPostFrom: '2019-01-01' };
    const outcomeOn = (day: string): string | undefined =>
      decideWith(facts, { businessDate: parseBusinessDate(day) }).rules.find(
        ({ rule }) => rule === 'S14.residence',
      )?.outcome;
    expect(outcomeOn('2020-01-31')).toBe('passes');
    expect(outcomeOn('2020-02-01')).toBe('fires');
    expect(outcomeOn('1972-12-31')).toBe('fires');
    expect(outcomeOn('1973-01-01')).toBe('passes');
  });

  it('S14: where the letter goes does not matter, where the person lives does', () => {
    expect(decided({ recipient: { ...USABLE_ADDRESS, country: 'CH' } })).toBe(EMAIL);
  });
});

describe('S15: a valid address that only the policyholder reads', () => {
  it.each([
    null,
    '',
    'kein',
    'a@b',
    'a@example.com, b@example.com',
    'a@example.com;b@example.com',
    'Anna <a@example.com>',
    'a@example.com\r\nBcc: b@example.com',
    'a@localhost',
    ' a@example.com',
  ])('S15: %j gets post', (emailAddress) => {
    expect(decided({ emailAddress })).toBe('post by S15.address');
  });

  it('S15: international addresses are addresses (RFC 6531)', () => {
    expect(decided({ emailAddress: 'jörg@müller.example' })).toBe(EMAIL);
  });

  it('S15: a shared address gets post and is flagged', () => {
    expect(decided({ emailAddressUsers: 2 })).toBe('post by S15.shared-address');
    expect(decideWith({ emailAddressUsers: 2 }).flags).toEqual(['shared_email_address']);
  });

  it.each([null, 0, -1, 0.5, Number.NaN])('S15: %j users are not proven to be one', (emailAddressUsers) => {
    expect(decided({ emailAddressUsers })).toBe('post by S15.address-users-unknown');
    expect(decideWith({ emailAddressUsers }).flags).toContain('email_address_users_unknown');
  });

  it('S15: who has no address is not flagged for it', () => {
    expect(decideWith({ emailAddress: null, emailAddressUsers: null }).flags).toEqual([]);
  });
});

describe('S23: jurisdiction follows residence', () => {
  it.each([
    ['AT', 'AT'],
    ['DE', 'DE'],
    ['FR', 'DE'],
    [null, 'DE'],
  ])('S23: residence %j is under the law of %s', (residenceCountry, jurisdiction) => {
    expect(decideWith({ residenceCountry }).jurisdiction).toBe(jurisdiction);
  });
});
