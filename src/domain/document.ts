/**
 * A document of the core system with its facts: one flat row of the view `pending_output_document`.
 * Facts are what the core system says, not what we make of it: a code we do not know stays as it is and is
 * judged by `classify/`. What cannot even be read as its type becomes `null` here and a `FactDefect`.
 */
export interface Facts {
  readonly documentId: string;
  readonly documentType: string | null;
  readonly lineOfBusiness: string | null;
  readonly contractId: string | null;
  /** The person whose contract it is. */
  readonly policyholderId: string | null;
  /** The person that this document is addressed to (L3: envelopes are shared by this id only, never by address). */
  readonly recipientId: string | null;
  /** `policyholder`, `insured_person`, `claimant`, `broker`, … (S13). */
  readonly recipientRole: string | null;
  readonly recipient: PostalAddress;
  /** Country of residence, ISO 3166-1 alpha-2 (S14, S23). */
  readonly residenceCountry: string | null;
  readonly emailAddress: string | null;
  /** How many policyholders state this same address (S15). */
  readonly emailAddressUsers: number | null;
  /** `email`, `post`, `phone`, … (S5). */
  readonly preferredContact: string | null;
  /** Days as `YYYY-MM-DD` (S9, S21). */
  readonly consentGivenOn: string | null;
  /** How the consent was given, and to which wording; null: not stated, or the view has no such column (S9, L5). */
  readonly consentMethod: string | null;
  readonly consentWording: string | null;
  readonly consentWithdrawnOn: string | null;
  /** The day on which the insurer gave notice of the e-mail agreement (S21). */
  readonly insurerNoticeOn: string | null;
  /** The policyholder's contracts with digital post: first begin and last end; no begin = no such contract (S20). */
  readonly digitalPostFrom: string | null;
  readonly digitalPostUntil: string | null;
  /** Id of a block on suspicion of abuse, while it lasts (S18). */
  readonly abuseBlockId: string | null;
  /** The core system's own flag: specially protected data inside (S11). */
  readonly protectedData: boolean | null;
  /** `text`, `written` or `proof`; null = as the catalogue says for the type (L1). */
  readonly form: string | null;
  /** `post_required` or `email_and_post`, agreed in the contract (S19), with the clause it rests on. */
  readonly dispatchOverride: string | null;
  readonly dispatchOverrideBasis: string | null;
  /** The day printed on the document. */
  readonly documentDate: string | null;
  /** Set when the core system has taken the document back: it must not leave at all. */
  readonly withdrawnAt: string | null;
  readonly defects: readonly FactDefect[];
}

export interface PostalAddress {
  /** Form of address, title and name as printed, at most three lines. */
  readonly name: string | null;
  readonly addition: string | null;
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
}

/** A column that could not be read as its type. The value itself is never kept: it may be personal data. */
export interface FactDefect {
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

/** What a first look into the PDF found; part of what the decision reads. */
export type PdfInspection = ReadablePdf | UnfitPdf;

export interface ReadablePdf {
  readonly fit: true;
  readonly bytes: number;
  readonly pages: number;
  /** Lower-case hex SHA-256 of the PDF as delivered. */
  readonly sha256: string;
}

export interface UnfitPdf {
  readonly fit: false;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly finding: PdfFinding;
}

export interface PdfFinding {
  readonly code: PdfFindingCode;
  /** In English, for operations: what was found, where, and what was expected. */
  readonly message: string;
}

export type PdfFindingCode =
  | 'missing'
  | 'empty'
  | 'too_large'
  | 'not_a_pdf'
  | 'damaged'
  | 'encrypted'
  | 'no_pages'
  | 'too_many_pages'
  | 'page_size'
  | 'limit_exceeded'
  | 'changed';
