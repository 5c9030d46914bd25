/** What one try to send by e-mail came to. Decided by a pure function in `email/outcome.ts`. */
export type DeliveryOutcome =
  /** 2xx after the dot. */
  | { readonly kind: 'accepted' }
  /** Proven not accepted, worth another try: 4xx, or a failure before the first byte of the body. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** Proven not accepted for good: goes by post. `suppressAddress`: the mailbox does not exist (5.1.1 and its like). */
  | { readonly kind: 'refused'; readonly reason: string; readonly suppressAddress: boolean }
  /** The recipient's side cannot do TLS ≥ 1.2: post, and the domain is marked (S3). */
  | { readonly kind: 'tls_refused'; readonly reason: string }
  /**
   * Proven not accepted, for a reason that speaks of us (5.7.1: policy, reputation), of this one message. One customer's
   * server must not stop a night, nor be taken for the customer's fault: tried again, then held for a person. Many in a
   * row are our outage.
   */
  | { readonly kind: 'sender_refused'; readonly reason: string }
  /** May or may not have been accepted: nobody guesses. */
  | { readonly kind: 'in_doubt'; readonly reason: string }
  /** Our own relay, certificate, login or reputation: the e-mail step stops, nothing is posted because of it. */
  | { readonly kind: 'our_outage'; readonly reason: string };

/** What is kept of an attempt, so that "was it encrypted?" can be answered years later. No personal data. */
export interface DeliveryEvidence {
  readonly host: string;
  readonly port: number;
  /** Null when the try ended before a handshake was complete. */
  readonly tls: TlsEvidence | null;
  /** The reply that decided, as received: code, enhanced status, text. */
  readonly reply: SmtpReply | null;
  /** The queue id that the relay gave, when its reply names one. */
  readonly queueId: string | null;
  /** How far the conversation came. */
  readonly stage: DeliveryStage;
  /** Route `mx` alone, where the server is the recipient's own; absent in evidence of the relay. */
  readonly destination?: DestinationEvidence;
}

/**
 * What the recipient's server proved, from the least to the most: encryption with somebody (`tls`), with a certificate
 * that verifies for its name (`verified`), for a name that the domain's policy vouches for (`mta-sts`), with the very key
 * that the domain signed in the DNS (`dane`).
 */
export type ProofLevel = 'tls' | 'verified' | 'mta-sts' | 'dane';

export interface DestinationEvidence {
  /** Null when no server proved what was demanded of it. */
  readonly level: ProofLevel | null;
  /** The address behind `host`; null when none was reached. */
  readonly address: string | null;
  /** The id of the MTA-STS policy that was enforced. */
  readonly policyId: string | null;
  /** Whether REQUIRETLS (RFC 8689) bound the servers behind that one. */
  readonly requireTls: boolean;
  /** Servers that were tried before, or could not be, and why; in order. */
  readonly passedOver: readonly { readonly host: string; readonly why: string }[];
}

export type DeliveryStage = 'connect' | 'tls' | 'envelope' | 'data' | 'body' | 'final_reply';

export interface TlsEvidence {
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly protocol: string;
  readonly cipher: string;
  readonly keyExchange: string | null;
  /** SHA-256 of the server's certificate, lower-case hex. */
  readonly certificateSha256: string;
  /** The end of the certificate's validity, ISO 8601; absent in evidence that was recorded without it. */
  readonly certificateValidUntil?: string;
  readonly authorized: boolean;
}

export interface SmtpReply {
  /** Three-digit reply code. */
  readonly code: number;
  /** Enhanced status code (RFC 3463), when given. */
  readonly enhanced: string | null;
  /** May hold the recipient's address: belongs in the ledger and the journal, never in a log (L8). */
  readonly text: string;
}
