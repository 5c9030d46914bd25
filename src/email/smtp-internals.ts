import type { TLSSocket } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/**
 * What we use of the library beyond its documented surface. Its version is pinned, and
 * `test/email/smtp-internals.test.ts` fails when one of these is gone or means something else.
 */
interface Internals {
  /** The socket in use: after STARTTLS the TLS one. */
  readonly _socket: { readonly timeout?: number | undefined };
  /** What the last EHLO announced, as far as the library knows it. */
  readonly _supportedExtensions: readonly string[];
  /** Handlers of the replies still to come, in order. */
  readonly _responseActions: ((reply: string) => void)[];
  /** Replies that are through and were not looked at yet, and the beginning of the next one. */
  readonly _responseQueue: readonly string[];
  readonly _remainder: string;
  /** Takes a chunk of the server's. */
  _onData(chunk: Buffer): void;
  /** End the connection with the library's errors for a silent server, and for a reply that is too large. */
  _onTimeout(): void;
  _onResponseTooLarge(): void;
  /** Ends the connection with an error of its own. */
  _onError(error: Error, code: string, reply: string, command: string): void;
  /** Takes the answer to DATA. */
  _actionDATA(reply: string, callback: (error: Error | null, result?: unknown) => void): void;
  /** Turns the reply after the dot into a result or an error. */
  _actionSMTPStream(reply: string, callback: SendStreamCallback): void;
}

export type SendStreamCallback = (error: Error | null, reply?: string) => void;

export function internalsOf(connection: SMTPConnection): Internals {
  return connection as unknown as Internals;
}

/** The TLS socket, or null while the connection is in clear text: asked of the socket itself, not of a flag. */
export function tlsSocketOf(connection: SMTPConnection): TLSSocket | null {
  const socket: unknown = internalsOf(connection)._socket;
  const encrypted =
    typeof socket === 'object' && socket !== null && 'encrypted' in socket && socket.encrypted;
  return encrypted === true ? (socket as TLSSocket) : null;
}
