import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { internalsOf } from './smtp-internals.ts';

/**
 * Bytes that a server may say before the answer that we wait for is through: a hundred of the lines that RFC 5321 section
 * 4.5.3.1.5 allows. Real answers to EHLO, the longest there are, have some hundred bytes.
 */
export const LARGEST_REPLY = 64 * 1024;

type DataCallback = (error: Error | null, result?: unknown) => void;

/**
 * The library's connection, with a server held to the order of SMTP. Every reply has an end: the library's own timeout
 * notices silence alone, and a server that says a byte now and then, or blank lines without end, would hold a connection, and
 * the night, for as long as it likes. No reply comes before its command, and only 354 asks for the message: a server that is
 * out of step would otherwise be read as having accepted what it has not.
 */
export class OrderlyConnection extends SMTPConnection {
  /** What has been received without answering what we wait for; null: nothing. */
  #unanswered: { readonly waitingFor: unknown; readonly since: number; bytes: number } | null = null;

  /** Whether it has said more than it was asked; blank lines say nothing. */
  get isAhead(): boolean {
    const { _responseQueue: queue, _remainder: rest } = internalsOf(this);
    return queue.some((reply) => reply.trim() !== '') || rest.trim() !== '';
  }

  /** To be called before anything is asked. @throws when the server has answered already */
  beginStep(): void {
    this.#unanswered = null;
    if (!this.isAhead) return;
    this.close();
    throw Object.assign(new Error('The server answered before it was asked.'), { code: 'EPROTOCOL' });
  }

  /** Overrides the library's method of that name, called with each chunk of the server's. */
  _onData(chunk: Buffer): void {
    const internals = internalsOf(this);
    const [waitingFor] = internals._responseActions;
    if (this.#unanswered === null || this.#unanswered.waitingFor !== waitingFor) {
      this.#unanswered = { waitingFor, since: performance.now(), bytes: 0 };
    }
    this.#unanswered.bytes += chunk.length;
    if (this.#unanswered.bytes > LARGEST_REPLY) return internals._onResponseTooLarge();
    // As long as a silent server is waited for, and no longer. Looked at when it speaks: silence has its own end.
    const { timeout } = internals._socket;
    if (timeout !== undefined && timeout > 0 && performance.now() - this.#unanswered.since > timeout) {
      return internals._onTimeout();
    }
    return LIBRARY._onData.call(this, chunk);
  }

  /** Overrides the library's method of that name, which takes any 2xx for a go-ahead too. */
  _actionDATA(reply: string, callback: DataCallback): void {
    if (!/^[23]/u.test(reply) || reply.startsWith('354'))
      return LIBRARY._actionDATA.call(this, reply, callback);
    return internalsOf(this)._onError(new Error('Unexpected Response'), 'EPROTOCOL', reply, 'DATA');
  }
}

const LIBRARY = internalsOf(SMTPConnection.prototype);
