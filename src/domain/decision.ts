import type { BusinessDate } from './business-date.ts';
import type { ContentFindings } from './content.ts';
import type { Facts, PdfInspection } from './document.ts';

/**
 * The ways out of the house. A closed set (S12): a portal would be a new member here, and the compiler would then
 * name every place that has to answer for it; the hard block of S11 stands before any of them.
 */
export type Channel = 'email' | 'post';

export type Category = 'premium_invoice' | 'statement' | 'contract_notice' | 'protected' | 'other';

/** The law that applies to the recipient (S23). */
export type Jurisdiction = 'DE' | 'AT';

/** What the classifier knows besides the facts; read from our own ledger, not from the core system. */
export interface DecisionContext {
  readonly businessDate: BusinessDate;
  readonly pdf: PdfInspection;
  /** What the PDF's own text says; null = not read. Without it nothing is e-mailed (S8, S11). */
  readonly content: ContentFindings | null;
  /** S3: the recipient's domain refused TLS lately; with the day on which that record expires. */
  readonly domainWithoutTls: { readonly domain: string; readonly until: string } | null;
  /** S3: this very address was proven undeliverable. */
  readonly addressSuppressed: { readonly reason: string } | null;
  /** S17: the e-mail channel is switched off by a person. */
  readonly channelClosed: { readonly reason: string } | null;
}

export interface RuleOutcome {
  /** Rule id such as `S11.document-type`; the part before the dot is the clause in `docs/routing-rules.md`. */
  readonly rule: string;
  /** `fires`: the rule takes the document off e-mail (or holds it); `passes`: it was looked at and does not. */
  readonly outcome: 'fires' | 'passes';
  /** What was read, in English, without personal values. */
  readonly detail: string;
}

/** Channel, category and reasons for one document: a pure function of facts, context and catalogue. */
export interface Decision {
  readonly result: Channel | 'held' | 'cancelled';
  readonly category: Category;
  readonly jurisdiction: Jurisdiction;
  /** The rule that decided; `S10.eligible` when nothing stood against e-mail. */
  readonly decidingRule: string;
  /** Every rule evaluated, in the order of the decision. */
  readonly rules: readonly RuleOutcome[];
  /** S19, L5: a paper copy besides the e-mail, with the legal basis that asks for it. */
  readonly paperCopy: { readonly basis: string } | null;
  /** L2: an envelope of its own. */
  readonly neverBundle: boolean;
  /** Things that somebody should look at although the document can leave, such as `unknown_document_type`. */
  readonly flags: readonly string[];
  /** SHA-256 of the rule catalogue, so that the decision can be explained years later. */
  readonly catalogueHash: string;
}

export type Decide = (facts: Facts, context: DecisionContext) => Decision;
