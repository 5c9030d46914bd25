import { columnsAreReadable, contractIsNamed } from './rules/d4-sound-facts.ts';
import {
  documentMayBeText,
  needsNoOwnEnvelope,
  protectionNeedIsNormal,
  typeMayBeText,
} from './rules/l1-form.ts';
import { textIsThere, textNamesCustomer } from './rules/d6-content.ts';
import type { Rule } from './rules/rule.ts';
import { categoryIsEligible } from './rules/s10-category.ts';
import {
  contentIsUnprotected,
  coreDoesNotFlag,
  coreStatesFlag,
  lineIsUnprotected,
  secrecyAllowsEmail,
  typeIsUnprotected,
} from './rules/s11-protected-data.ts';
import { recipientIsPolicyholder, roleIsPolicyholder } from './rules/s13-recipient.ts';
import { livesInTheUnion } from './rules/s14-residence.ts';
import { addressIsNotShared, addressIsValid, addressUsersAreCounted } from './rules/s15-email-address.ts';
import { channelIsOpen, noMaintenance } from './rules/s17-channel.ts';
import { isNotBlocked } from './rules/s18-abuse-block.ts';
import {
  basisNamesOverride,
  contractDemandsNoPost,
  overrideIsKnown,
  overrideNamesBasis,
} from './rules/s19-contract-override.ts';
import { contractIsInForce } from './rules/s20-contract-in-force.ts';
import { insurerGaveNoNotice } from './rules/s21-insurer-notice.ts';
import { termsAreInForce } from './rules/s22-terms.ts';
import { addressIsNotSuppressed, domainOffersTls } from './rules/s3-tls-record.ts';
import { emailIsPreferred } from './rules/s5-preferred-contact.ts';
import { typeIsEnabled } from './rules/s7-enabled.ts';
import { lineIsKnown, typeIsKnown } from './rules/s8-known-codes.ts';
import { consentIsGiven, consentIsNotWithdrawn } from './rules/s9-consent.ts';

/** What can stand against e-mail, in the order of the decision: the order of `RULE_IDS`, held by a test. */
export const RULES_AGAINST_EMAIL: readonly Rule[] = [
  typeIsUnprotected,
  lineIsUnprotected,
  secrecyAllowsEmail,
  coreDoesNotFlag,
  coreStatesFlag,
  contentIsUnprotected,
  typeMayBeText,
  documentMayBeText,
  needsNoOwnEnvelope,
  typeIsKnown,
  lineIsKnown,
  protectionNeedIsNormal,
  columnsAreReadable,
  contractIsNamed,
  categoryIsEligible,
  contractDemandsNoPost,
  overrideIsKnown,
  overrideNamesBasis,
  basisNamesOverride,
  isNotBlocked,
  consentIsGiven,
  consentIsNotWithdrawn,
  insurerGaveNoNotice,
  contractIsInForce,
  termsAreInForce,
  roleIsPolicyholder,
  recipientIsPolicyholder,
  livesInTheUnion,
  addressIsValid,
  addressIsNotShared,
  addressUsersAreCounted,
  emailIsPreferred,
  typeIsEnabled,
  domainOffersTls,
  addressIsNotSuppressed,
  channelIsOpen,
  noMaintenance,
  textIsThere,
  textNamesCustomer,
];
