import type { Decision } from '../domain/decision.ts';
import type { DeliveryOutcome } from '../domain/delivery.ts';
import type { Facts } from '../domain/document.ts';
import type { ReturnPaths } from '../email/bounce/return-path.ts';
import type { EmailRoute } from '../email/route.ts';
import type { Journal } from '../log/journal.ts';

export interface EmailSettings {
  readonly retryDelays: readonly number[];
  /** Milliseconds that a "no TLS" mark of a domain lasts (S3). */
  readonly noTlsExpiry: number;
  /** Bytes of the whole message, base64 included. */
  readonly maxMessageBytes: number;
  /** Envelope sender, where `returnPaths` makes none for the try. */
  readonly returnPath: string;
  /** Return paths that name the try and prove it; not set: every try has the same one. */
  readonly returnPaths?: ReturnPaths | null;
  /** Milliseconds that a dead mailbox stays on the suppression list; not set: until a person removes it. */
  readonly suppressFor?: number;
  /** Right-hand side of our Message-IDs. */
  readonly messageIdDomain: string;
  /** At a time, all destinations together. */
  readonly connections: number;
  /** At a time to one destination: the relay, or the servers of a provider. */
  readonly connectionsPerDestination: number;
  /** All together; null: as fast as the other side takes it. */
  readonly messagesPerSecond: number | null;
  /** Milliseconds. */
  readonly lease: number;
}

/** What the message is made of; the same input gives the same bytes. */
export interface MessageInput {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly pdf: Uint8Array;
  readonly to: string;
  readonly messageId: string;
  readonly date: Date;
}

export interface EmailTools {
  readonly route: EmailRoute;
  readonly journal: Journal;
  readonly settings: EmailSettings;
  readonly compose: (input: MessageInput) => Promise<{ readonly bytes: Buffer; readonly sha256: string }>;
  /** The outcome of a try as it is to be settled, by what the run knows beyond this try; not set: as it came. */
  readonly judge?: (outcome: DeliveryOutcome) => DeliveryOutcome;
}

/** A message that can be tried; nothing of it has been written down yet. */
export interface ReadyMessage {
  readonly attemptId: string;
  readonly attemptNumber: number;
  readonly facts: Facts;
  readonly to: string;
  readonly messageId: string;
  readonly date: Date;
  readonly bytes: Buffer;
  readonly sha256: string;
}
