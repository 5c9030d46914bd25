/** One dispatch that waits for a print file: what the plan needs to know, and nothing personal besides the id. */
export interface PrintItem {
  readonly dispatchId: string;
  readonly documentId: string;
  /** L3: documents share an envelope only when this id is the same. Null: never shares one. */
  readonly recipientId: string | null;
  /** L2: an envelope of its own, whatever the tariff says. */
  readonly neverBundle: boolean;
  readonly pages: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly postalCode: string;
  /**
   * The postal address as printed, as a hash: documents of one person share an envelope only when it is the same,
   * for the envelope shows the first one's. Absent or null: never shares one.
   */
  readonly addressKey?: string | null;
  /** As the core system says it; a shop's profile orders, registers and carries by it. Absent or null: our own letter. */
  readonly documentType?: string | null;
  /** Written by ourselves; absent: no. */
  readonly isOwnLetter?: boolean;
}

/** One envelope: one person, one or more documents, n sheets. */
export interface Mailpiece {
  readonly items: readonly PrintItem[];
  /** The carrier sheet included. */
  readonly sheets: number;
  /** A sheet with the address goes in front, for the first document's first page shows none. */
  readonly carrierSheet?: boolean;
}

/** A print file before it is rendered: its membership and order, decided and committed first. */
export interface PrintFilePlan {
  /** Stream name such as `domestic-standard`: destination and envelope class. */
  readonly stream: string;
  readonly mailpieces: readonly Mailpiece[];
}

/**
 * `handing_over` is written before anything is put into the outbox: from then on a print file can neither be held nor
 * cancelled, unless the hand-over is proven not to have told the shop.
 */
export type PrintFileStatus =
  'assigned' | 'sealed' | 'on_hold' | 'handing_over' | 'handed_over' | 'cancelled';

/** What a shop says about a mailpiece; `posted` is the end, whatever it says later. */
export const MAILPIECE_STATUSES = ['produced', 'spoiled', 'lost', 'posted'] as const;
export type MailpieceStatus = (typeof MAILPIECE_STATUSES)[number];
