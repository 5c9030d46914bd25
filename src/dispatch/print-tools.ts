import type { openOutbox } from '../print/outbox/open-outbox.ts';
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
  /** The day on which the shop produces what is handed over now; absent or null: nothing is said about it. */
  readonly productionDay?: () => Promise<string | null>;
  /** Why finished print files wait for a person although the profile does not ask for it; absent or null: they do not. */
  readonly holdBecause?: string | null;
  /** The way to the shop; absent: the one that the profile names. */
  readonly openOutbox?: typeof openOutbox;
}
