/**
 * What a mail in the bounce mailbox says. `failed`: given up, by whatever reason; `tls`: given up because the
 * recipient's side cannot do the TLS that we demand; `delayed`: still being tried; `relayed`: delivered, or passed on
 * to where reports end; `complaint`: somebody called it unwanted (RFC 5965).
 */
export const REPORT_KINDS = [
  'failed',
  'tls',
  'delayed',
  'relayed',
  'auto-reply',
  'complaint',
  'not-a-bounce',
] as const;

export type ReportKind = (typeof REPORT_KINDS)[number];

/** What is said of one recipient. */
export interface RecipientReport {
  readonly kind: Extract<ReportKind, 'failed' | 'tls' | 'delayed' | 'relayed'>;
  /** Where it was delivered to in the end; null where the report names nobody. */
  readonly finalRecipient: string | null;
  /** The address that we wrote (RFC 3461), where the report still knows it. */
  readonly originalRecipient: string | null;
  /** As the report states it (RFC 3463), or as its words mean; null when nothing can be told. */
  readonly status: string | null;
  /** The same, but from the words of the last server where the stated one says nothing; what decides for us. */
  readonly cause: string | null;
  /** The three-digit code of the last server, or null. */
  readonly replyCode: number | null;
  /** What the last server said; may hold the address: for the ledger, never for a log (L8). */
  readonly diagnostic: string;
  /** Why a failure proves nothing although it is called one, or null. */
  readonly doubt: string | null;
}

/** A mail, read; no decision has been made of it. */
export interface MailReport {
  readonly kind: ReportKind;
  readonly recipients: readonly RecipientReport[];
  /** Whether the machine-readable part (RFC 3464) was there, or its words had to be understood. */
  readonly source: 'delivery-status' | 'text' | 'header';
  readonly messageId: string | null;
  /** Addresses that the mail was sent to: our return path is among them, unless somebody rewrote it. */
  readonly sentTo: readonly string[];
  /** `Original-Envelope-Id` (RFC 3464 section 2.2.1): our ENVID. */
  readonly envelopeId: string | null;
  /** Of the message that came back. */
  readonly originalMessageId: string | null;
  /** Its `To`: we always write exactly one. */
  readonly originalTo: string | null;
}
