import type { ReportKind } from '../../../src/email/bounce/report.ts';

/** A mail, and what is to be read of it. */
export interface ExpectedReport {
  /** Whose, and what makes it special. */
  readonly of: string;
  readonly bytes: Buffer;
  readonly kind: ReportKind;
  /** Not set: whatever. */
  readonly cause?: string;
  /** Not set: `kunde@mail.example`. */
  readonly recipient?: string;
  /** The failure proves nothing. */
  readonly doubted?: true;
}
