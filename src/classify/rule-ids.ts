/**
 * Every rule of the decision, in the order in which the first one that fires decides. The part before the dot is the
 * clause in `docs/routing-rules.md`: S = the terms, L = the law around them, D = the document itself.
 */
export const RULE_IDS = [
  // 1. Cannot be dispatched at all.
  'D1.withdrawn',
  'D1.withdrawal-unreadable',
  'D2.pdf-unfit',
  'D6.other-contract',
  'D3.postal-address',
  // 2. Protected, bound to paper, or not to be trusted.
  'S11.document-type',
  'S11.line-of-business',
  'S11.life-secrecy',
  'S11.core-flag',
  'S11.core-flag-missing',
  'S11.content',
  'L1.form-of-type',
  'L1.form-of-document',
  'L2.own-envelope',
  'S8.unknown-document-type',
  'S8.unknown-line-of-business',
  'L4.high-protection',
  'D4.defects',
  'D5.contract-missing',
  'S10.category',
  // 3. What the contract itself says.
  'S19.post-required',
  'S19.unknown-override',
  'S19.override-without-basis',
  'S19.basis-without-override',
  // 4. Whether the agreement on e-mail stands.
  'S18.abuse-block',
  'S9.consent-missing',
  'S9.consent-withdrawn',
  'S21.insurer-notice',
  'S20.contract-in-force',
  'S22.terms-in-force',
  // 5. Whether it is the right person, and the right mailbox.
  'S13.recipient-role',
  'S13.recipient-is-policyholder',
  'S14.residence',
  'S15.address',
  'S15.shared-address',
  'S15.address-users-unknown',
  // 6. Whether it is wished for, and ready.
  'S5.preferred-contact',
  'S7.not-enabled',
  // 7. Whether the channel can carry it tonight.
  'S3.domain-without-tls',
  'S3.address-suppressed',
  'S17.channel-closed',
  'S17.maintenance-window',
  // 8. Whether the PDF itself is known to be the right one, and harmless.
  'D6.no-text',
  'D6.not-named',
  'D6.unread',
  // 9. Nothing stands against e-mail: what is recorded besides.
  'S16.one-channel',
  'S19.paper-copy',
  'L5.paper-copy',
  'S23.jurisdiction',
  'S10.eligible',
] as const;

export type RuleId = (typeof RULE_IDS)[number];

/**
 * What can still take a document off e-mail after its decision. The e-mail step decides these; the catalogue holds
 * their wording, so that `explain` answers from one place.
 */
export const LATER_REASON_IDS = [
  'S3.tls-refused',
  'S3.mailbox-refused',
  'S3.bounced',
  'S9.consent-gone',
  'S17.cut-off',
] as const;

export type LaterReasonId = (typeof LATER_REASON_IDS)[number];

/** The clause that a rule stands for: `S11` of `S11.document-type`. */
export function clauseOf(rule: string): string {
  const dot = rule.indexOf('.');
  return dot < 0 ? rule : rule.slice(0, dot);
}
