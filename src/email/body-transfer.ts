import { Readable, Writable } from 'node:stream';
import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { END_OF_DATA } from './prepared-body.ts';
import { internalsOf } from './smtp-internals.ts';
import type { SendStreamCallback } from './smtp-internals.ts';

/** How much of the body went to the socket: nothing, something without the dot, or (perhaps) all with the dot. */
export type BodyProgress = 'unread' | 'partly written' | 'ended';

/**
 * The body of one message on its way. The library asks for it only after 354: that is when `begun` is awaited, before
 * a byte is yielded. Progress is noted *before* each write, so that it can only overstate what the server has seen.
 */
export class BodyTransfer {
  readonly #chunks: Iterator<Buffer>;
  readonly #begun: () => Promise<void>;
  readonly #finalReplyTimeout: number;
  #hook: Promise<void> | null = null;
  #sinkMade = false;
  #stopped = false;
  #progress: BodyProgress = 'unread';
  /** Why not one byte went out, when `begun` threw. */
  withheld: { readonly reason: unknown } | null = null;
  /** What the library pipes into the sink. */
  readonly source: Readable;

  constructor(body: readonly Buffer[], finalReplyTimeout: number, begun: () => Promise<void>) {
    this.#chunks = body.values();
    this.#begun = begun;
    this.#finalReplyTimeout = finalReplyTimeout;
    this.source = new Readable({
      read: () => {
        void this.#read();
      },
    });
  }

  get progress(): BodyProgress {
    return this.#progress;
  }

  /** From now on nothing more goes out, above all no dot. */
  stop(): void {
    this.#stopped = true;
    this.source.destroy();
  }

  /** Writes to `socket` what the source yields, and the dot at its end. Stuck, not failed, once it is stopped. */
  sinkInto(socket: Socket): Writable {
    this.#sinkMade = true;
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (this.#stopped || !socket.writable) return;
        this.#progress = 'partly written';
        socket.write(chunk, (error) => error ?? done());
      },
      final: (done) => {
        if (this.#stopped || !socket.writable) return;
        this.#progress = 'ended';
        socket.setTimeout(this.#finalReplyTimeout);
        socket.write(END_OF_DATA, () => done());
      },
    });
  }

  /** Waits until `begun` has ended, if it was ever asked: it may still be writing when the line drops. */
  async hookEnded(): Promise<void> {
    await this.#hook;
  }

  async #read(): Promise<void> {
    this.#hook ??= this.#askHook();
    await this.#hook;
    if (this.#stopped) return;
    const next = this.#chunks.next();
    this.source.push(next.done === true ? null : next.value);
  }

  async #askHook(): Promise<void> {
    try {
      // Into anything but our sink nothing may flow: its progress would not be noted.
      if (!this.#sinkMade) throw new TypeError('Expected the body to go through its own sink.');
      await this.#begun();
    } catch (error) {
      this.withheld = { reason: error };
      this.#stopped = true;
      // A stand-in: the library would write its own code over the one of the error that we pass on.
      this.source.destroy(new Error('The body was withheld.'));
    }
  }
}

/**
 * The library's connection with another body path: its own stream looks at each byte again to double dots that
 * `prepareBody` has doubled already. `transfer` is set for each message, and without it no body goes out.
 */
export class PreparedBodyConnection extends SMTPConnection {
  transfer: BodyTransfer | null = null;

  /** Overrides the library's method of that name, called once after 354. */
  _createSendStream(callback: SendStreamCallback): Writable & { outByteCount: number } {
    const { transfer } = this;
    const internals = internalsOf(this);
    const socket = internals._socket as Socket;
    if (transfer === null) throw new TypeError('Expected a prepared body before the message is sent.');
    internals._responseActions.push((reply) => {
      // A reply that comes before the dot ends the matter: the dot must not follow it.
      if (transfer.progress !== 'ended') transfer.stop();
      internals._actionSMTPStream(reply, callback);
    });
    return Object.assign(transfer.sinkInto(socket), { outByteCount: 0 });
  }
}
