import type { Jurisdiction } from '../../domain/decision.ts';

export const LETTER_LAYOUTS = ['invoice', 'notice', 'statement', 'reminder'] as const;
export type LetterLayout = (typeof LETTER_LAYOUTS)[number];

/** All that a letter of the demo says; the same spec gives the same bytes. */
export interface LetterSpec {
  readonly layout: LetterLayout;
  /** Austrian letters have their own letterhead and their own words. */
  readonly jurisdiction: Jurisdiction;
  /** As they stand in the window, at most six; none for a partner without an address. */
  readonly addressLines: readonly string[];
  /** `Sehr geehrte Frau Dr. Beispielhuber,` */
  readonly salutation: string;
  /** What kind of document it is: `Beitragsrechnung`. */
  readonly title: string;
  /** Name of the line of business: `Kraftfahrt`. */
  readonly lineOfBusiness: string;
  readonly contractNumber: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** 1 to 6: fewer than the text needs is no reason to cut it. */
  readonly pages: number;
  /** Decides about figures and passages. */
  readonly seed: number;
  /** A paragraph of its own that a clerk wrote. */
  readonly remark?: string;
}
