import type { DeliveryEvidence, DeliveryOutcome, SmtpReply } from '../domain/delivery.ts';

/** One message for one recipient, always: with several, one refusal would still read as success. */
export interface OutgoingMessage {
  readonly attemptId: string;
  /** Envelope sender. */
  readonly from: string;
  readonly to: string;
  /** The final MIME message with CRLF line ends: these very bytes go out on each try. */
  readonly bytes: Buffer;
  readonly messageId: string;
  /** ENVID of RFC 3461; not set: the attempt. */
  readonly envelopeId?: string;
}

/** The two moments of the conversation that must be on disk before it goes on. */
export interface DeliveryHooks {
  /**
   * Called after 354, before the first byte of the body is yielded: journals "body begun" (fsync), then checks the
   * fence. If it throws, not one byte goes out and `deliver` rejects with that very error after closing the
   * connection: the attempt is proven not sent.
   */
  bodyBegun(): Promise<void>;
  /**
   * Called with the final reply as soon as it is known, before `deliver` resolves: journals it (fsync). A refusal that
   * comes before the body is through counts as final too. If it throws, `deliver` rejects with that error, and the
   * attempt is in doubt: its body had begun.
   */
  finalReply(reply: SmtpReply): Promise<void>;
}

export interface DeliveryResult {
  readonly outcome: DeliveryOutcome;
  readonly evidence: DeliveryEvidence;
}

/** A way for a message out of the house. Whatever the way, the rules of `DeliveryOutcome` are the same. */
export interface EmailRoute {
  /** Who answers: our relay, one for all recipients, or the recipients' own servers, strangers all of them. */
  readonly kind: 'relay' | 'mx';
  /** Tries once. Every failure of the conversation is an outcome; only hooks and defects of ours reject. */
  deliver(message: OutgoingMessage, hooks: DeliveryHooks): Promise<DeliveryResult>;
  /** Lets what is in flight finish, then says good-bye on every connection. */
  close(): Promise<void>;
  /**
   * Connects, shakes hands, checks, logs in, quits; sends nothing. `accepted` means fit to send. The relay is always the
   * same; route `mx` looks at the servers of `domain` (A-labels, lower case).
   */
  probe(domain?: string): Promise<DeliveryResult>;
  /**
   * A name for the group of servers that takes the mail of `domain`: what connections and rate are governed by. The
   * relay's own for route `relay`; with route `mx` that of the provider, one for all domains that it hosts. A domain
   * whose servers cannot be found is a group of its own; never rejects.
   */
  serversOf(domain: string): Promise<string>;
}

/** The same route with another way to deliver; all else is the route's own. */
export function deliveringBy(route: EmailRoute, deliver: EmailRoute['deliver']): EmailRoute {
  return {
    kind: route.kind,
    deliver,
    probe: (domain) => route.probe(domain),
    serversOf: (domain) => route.serversOf(domain),
    close: () => route.close(),
  };
}
