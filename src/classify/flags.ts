import type { RuleOutcome } from '../domain/decision.ts';
import type { RuleId } from './rule-ids.ts';

/** Rules after which somebody should look at the data, although the document itself can leave. */
const FLAG_OF_RULE: Readonly<Partial<Record<RuleId, string>>> = {
  'S8.unknown-document-type': 'unknown_document_type',
  'S8.unknown-line-of-business': 'unknown_line_of_business',
  'S11.core-flag-missing': 'protection_flag_missing',
  'L1.form-of-document': 'stricter_form_asked',
  'D4.defects': 'unreadable_columns',
  'D5.contract-missing': 'contract_missing',
  'D6.other-contract': 'names_another_contract',
  'D6.no-text': 'pdf_without_text',
  'D6.not-named': 'pdf_names_nobody',
  'D6.unread': 'pdf_text_unread',
  'S11.content': 'protected_content',
  'S13.recipient-is-policyholder': 'recipient_contradicts_policyholder',
  'S15.shared-address': 'shared_email_address',
  'S15.address-users-unknown': 'email_address_users_unknown',
  'S18.abuse-block': 'abuse_block',
  'S19.unknown-override': 'unknown_dispatch_override',
  'S19.override-without-basis': 'dispatch_override_without_basis',
  'S19.basis-without-override': 'dispatch_override_missing',
  'S22.terms-in-force': 'no_terms_in_force',
};

const FLAGS: ReadonlyMap<string, string> = new Map(Object.entries(FLAG_OF_RULE));

export function flagsOf(outcomes: readonly RuleOutcome[]): readonly string[] {
  const flags: string[] = [];
  for (const { rule, outcome } of outcomes) {
    const flag = outcome === 'fires' ? FLAGS.get(rule) : undefined;
    if (flag !== undefined) flags.push(flag);
  }
  return flags;
}
