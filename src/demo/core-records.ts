import type { DocumentType, LineOfBusiness } from './document-kinds.ts';
import type { BrokenKind } from './letters/broken-letters.ts';
import type { Person } from './people/person.ts';

/** A person or firm as the core system knows it. */
export interface Partner extends Person {
  readonly partnerId: string;
  readonly residenceCountry: string | null;
  readonly preferredContact: string | null;
  readonly email: string | null;
  /** S6: the address before the present one; kept in the history, never read. */
  readonly formerEmail: string | null;
  readonly consent: Consent | null;
  readonly abuseBlockId: string | null;
}

/** Days as `YYYY-MM-DD`, or what old systems hold instead. */
export interface Consent {
  readonly givenOn: string | null;
  readonly withdrawnOn: string | null;
  readonly insurerNoticeOn: string | null;
}

export interface Contract {
  readonly contractId: string;
  readonly lineOfBusiness: string;
  readonly digitalPostFrom: string | null;
  readonly digitalPostUntil: string | null;
  readonly dispatchOverride: string | null;
  readonly dispatchOverrideBasis: string | null;
}

/** One finished letter that waits to leave the house. */
export interface OutputDocument {
  readonly documentId: string;
  readonly documentType: DocumentType;
  readonly lineOfBusiness: LineOfBusiness;
  readonly contract: Contract | null;
  readonly policyholder: Partner;
  readonly recipient: Partner;
  readonly recipientRole: string;
  readonly protectedData: boolean | null;
  readonly form: string | null;
  readonly documentDate: string;
  readonly withdrawnAt: string | null;
  readonly pdf: PdfDraft;
}

export interface PdfDraft {
  /** `scan`: a letter with a scanned annex. */
  readonly kind: 'sound' | 'scan' | BrokenKind;
  readonly pages: number;
  /** In the database itself, or in the file store. */
  readonly place: 'database' | 'file';
  readonly seed: number;
  /** D6: the letter of another document, put here by mistake. */
  readonly letterOf?: OutputDocument;
  /** What a clerk added to the letter. */
  readonly remark?: string;
}
