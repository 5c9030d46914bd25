import type { PdfLimits } from '../print/pdf/pdf-limits.ts';
import type { ShopProfile } from '../print/shop-profile.ts';
import type { Tariff } from '../print/tariff.ts';

/** What the print step works with besides the run itself. */
export interface PrintTools {
  readonly profile: ShopProfile;
  /** Prices in force on the business date; null: every document in an envelope of its own. */
  readonly tariff: Tariff | null;
  readonly limits: PdfLimits;
  /** The insurer's line above the address on a carrier sheet. */
  readonly senderLine: string;
  /** Directory of print files in the making, on the disk of the journal. */
  readonly workDirectory: string;
  readonly toolVersion: string;
}
