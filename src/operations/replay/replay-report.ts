import type { BusinessDate } from '../../domain/business-date.ts';

/** How a document leaves: its channel, and whether paper goes besides the e-mail (S16). */
export type Way = 'email' | 'email and paper' | 'post' | 'held' | 'cancelled';

/** What a catalogue makes of past nights, against what was decided then. */
export interface ReplayReport {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  readonly catalogue: { readonly version: string; readonly hash: string };
  /** Decisions that were made again. */
  readonly decisions: number;
  readonly unchanged: number;
  /** The same way, by another rule. */
  readonly otherRule: number;
  readonly otherWay: number;
  /** Stored in a form that this program cannot read; nothing is said about them. */
  readonly unreadable: number;
  readonly types: readonly TypeCount[];
  /** The differences, the most frequent first. */
  readonly differences: readonly Difference[];
  /** The first documents that would go another way; `differences` counts all of them. */
  readonly documents: readonly ChangedDocument[];
}

export interface TypeCount {
  readonly documentType: string;
  readonly decisions: number;
  readonly otherWay: number;
  readonly before: Readonly<Partial<Record<Way, number>>>;
  readonly after: Readonly<Partial<Record<Way, number>>>;
}

export interface Difference {
  readonly documentType: string;
  readonly before: Way;
  readonly after: Way;
  readonly ruleBefore: string;
  readonly ruleAfter: string;
  readonly documents: number;
}

export interface ChangedDocument extends Omit<Difference, 'documents'> {
  readonly documentId: string;
}
