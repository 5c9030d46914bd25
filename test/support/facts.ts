import { parseBusinessDate } from '../../src/domain/business-date.ts';
import type { ContentFindings } from '../../src/domain/content.ts';
import type { DecisionContext } from '../../src/domain/decision.ts';
import type { Facts, PostalAddress, ReadablePdf } from '../../src/domain/document.ts';

/** The night that `eligibleFacts` are eligible in. */
export const BUSINESS_DATE = parseBusinessDate('2026-11-23');

export const FIT_PDF: ReadablePdf = { fit: true, bytes: 48_213, pages: 2, sha256: 'a'.repeat(64) };

/** The text of a letter that names its contract and nothing that is protected. */
export const HARMLESS_CONTENT: Extract<ContentFindings, { readonly kind: 'read' }> = {
  kind: 'read',
  names: 'contract',
  sensitive: [],
  pagesWithoutText: 0,
};

/** An invented address in Germany that a letter would reach. */
export const USABLE_ADDRESS: PostalAddress = {
  name: 'Frau\nDr. Annegret Beispielhuber',
  addition: null,
  street: 'Musterweg 12 a',
  postalCode: '69123',
  city: 'Heidelberg',
  country: 'DE',
};

/**
 * A premium invoice against which nothing stands: with the catalogue in `templates/rule-catalogue.yaml` and
 * `decisionContext()` it goes by e-mail. A test changes one fact and sees which clause answers.
 */
export function eligibleFacts(overrides: Partial<Facts> = {}): Facts {
  return {
    documentId: 'D-000001',
    documentType: 'BEITRAGSRECHNUNG',
    lineOfBusiness: 'KFZ',
    contractId: 'V-4711',
    policyholderId: 'P-0001',
    recipientId: 'P-0001',
    recipientRole: 'policyholder',
    recipient: USABLE_ADDRESS,
    residenceCountry: 'DE',
    emailAddress: 'annegret.beispielhuber@example.com',
    emailAddressUsers: 1,
    preferredContact: 'email',
    consentGivenOn: '2025-03-01',
    consentMethod: null,
    consentWording: null,
    consentWithdrawnOn: null,
    insurerNoticeOn: null,
    digitalPostFrom: '2024-01-01',
    digitalPostUntil: null,
    abuseBlockId: null,
    protectedData: false,
    form: null,
    dispatchOverride: null,
    dispatchOverrideBasis: null,
    documentDate: '2026-11-20',
    withdrawnAt: null,
    defects: [],
    ...overrides,
  };
}

/** A night without anything against e-mail: readable PDF, no TLS trouble on record, channel open. */
export function decisionContext(overrides: Partial<DecisionContext> = {}): DecisionContext {
  return {
    businessDate: BUSINESS_DATE,
    pdf: FIT_PDF,
    content: HARMLESS_CONTENT,
    domainWithoutTls: null,
    addressSuppressed: null,
    channelClosed: null,
    ...overrides,
  };
}
