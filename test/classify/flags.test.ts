import { describe, expect, it } from 'vitest';
import { flagsOf } from '../../src/classify/flags.ts';
import { clauseOf } from '../../src/classify/rule-ids.ts';
import { fires, passes } from '../../src/classify/rules/rule.ts';
import { decideWith } from '../support/decided.ts';

describe('a flag, after which somebody should look at the data', () => {
  it.each([
    ['S8.unknown-document-type', 'unknown_document_type'],
    ['S8.unknown-line-of-business', 'unknown_line_of_business'],
    ['S11.core-flag-missing', 'protection_flag_missing'],
    ['L1.form-of-document', 'stricter_form_asked'],
    ['D4.defects', 'unreadable_columns'],
    ['D5.contract-missing', 'contract_missing'],
    ['D6.other-contract', 'names_another_contract'],
    ['D6.no-text', 'pdf_without_text'],
    ['D6.not-named', 'pdf_names_nobody'],
    ['D6.unread', 'pdf_text_unread'],
    ['S11.content', 'protected_content'],
    ['S13.recipient-is-policyholder', 'recipient_contradicts_policyholder'],
    ['S15.shared-address', 'shared_email_address'],
    ['S15.address-users-unknown', 'email_address_users_unknown'],
    ['S18.abuse-block', 'abuse_block'],
    ['S19.unknown-override', 'unknown_dispatch_override'],
    ['S19.override-without-basis', 'dispatch_override_without_basis'],
    ['S19.basis-without-override', 'dispatch_override_missing'],
    ['S22.terms-in-force', 'no_terms_in_force'],
  ] as const)('%s is flagged as %s when it fires, and only then', (rule, flag) => {
    expect(flagsOf([fires(rule, 'x')])).toEqual([flag]);
    expect(flagsOf([passes(rule, 'x')])).toEqual([]);
  });

  it('is none for a rule that tells of nothing wrong, and they come in the order of the rules', () => {
    const outcomes = [
      fires('D4.defects', 'x'),
      fires('S5.preferred-contact', 'x'),
      fires('S18.abuse-block', 'x'),
    ];
    expect(flagsOf(outcomes)).toEqual(['unreadable_columns', 'abuse_block']);
  });

  it('D6: a text that was not read is flagged where that decides, and nowhere else', () => {
    const content = { kind: 'unreadable', why: 'damaged' } as const;
    expect(decideWith({}, { content }).flags).toEqual(['pdf_text_unread']);
    expect(decideWith({ preferredContact: 'post' }, { content }).flags).toEqual([]);
    expect(decideWith({ contractId: null }, { content }).flags).toEqual(['contract_missing']);
  });
});

describe('the clause of a rule', () => {
  it.each([
    ['S11.document-type', 'S11'],
    ['L5.paper-copy', 'L5'],
    ['S11', 'S11'],
  ])('of %s is %s', (rule, clause) => {
    expect(clauseOf(rule)).toBe(clause);
  });
});
