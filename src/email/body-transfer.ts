import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { OrderlyConnection } from './orderly-connection.ts';
import { END_OF_DATA } from './prepared-body.ts';
import { internalsOf } from './smtp-internals.ts';
import type { SendStreamCallback } from './smtp-internals.ts';

/** How much of the body went to the socket: nothing, something without the dot, or (perhaps) all with the dot. */
export type BodyProgress = 'unread' | 'partly written' | 'ended';

/**
 * The body of one message on its way. The library asks for it only after 354: that is when `begun` is awaited, before
 * a byte is written. Progress is noted *before* each write, so that it can only overstate what the server has seen.
 * The chunks go straight into the socket, each as it lies in the message; the library is told of a stream of its own
 * kind only so much as it uses, because two streams and a pipe between them cost as much as the encryption.
 */
export class BodyTransfer {
  readonly #chunks: readonly Buffer[];
  readonly #begun: () => Promise<void>;
  readonly #finalReplyTimeout: number;
  readonly #source = new BodySource(() => this.#flow());
  #socket: Socket | null = null;
  #hook: Promise<void> | null = null;
  #stopped = false;
  #progress: BodyProgress = 'unread';
  /** Why not one byte went out, when `begun` threw. */
  withheld: { readonly reason: unknown } | null = null;

  constructor(body: readonly Buffer[], finalReplyTimeout: number, begun: () => Promise<void>) {
    this.#chunks = body;
    this.#begun = begun;
    this.#finalReplyTimeout = finalReplyTimeout;
  }

  /** What the library is given as the message. It asks it to flow, once, and listens to its errors. */
  get source(): Readable {
    return this.#source as unknown as Readable;
  }

  get progress(): BodyProgress {
    return this.#progress;
  }

  /** From now on nothing more goes out, above all no dot. */
  stop(): void {
    this.#stopped = true;
  }

  /** Where the body is to go. Stuck, not failed, once it is stopped or the socket takes no more. */
  intoSocket(socket: Socket): void {
    this.#socket = socket;
  }

  /** Waits until `begun` has ended, if it was ever asked: it may still be writing when the line drops. */
  async hookEnded(): Promise<void> {
    await this.#hook;
  }

  async #flow(): Promise<void> {
    this.#hook ??= this.#askHook();
    await this.#hook;
    for (const chunk of this.#chunks) {
      if (!this.#mayWrite('partly written')) return;
      await this.#write(chunk);
    }
    if (!this.#mayWrite('ended')) return;
    this.#socket?.setTimeout(this.#finalReplyTimeout);
    this.#socket?.write(END_OF_DATA);
  }

  #mayWrite(progress: BodyProgress): boolean {
    if (this.#stopped || this.#socket?.writable !== true) return false;
    this.#progress = progress;
    return true;
  }

  /** Stuck when the write fails: the library learns of it from the socket. */
  #write(chunk: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#socket?.write(chunk, (error) => error ?? resolve());
    });
  }

  async #askHook(): Promise<void> {
    try {
      // Into anything but the socket that we were told of nothing may flow: its progress would not be noted.
      if (this.#socket === null) throw new TypeError('Expected the body to go into its own socket.');
      await this.#begun();
    } catch (error) {
      this.withheld = { reason: error };
      this.#stopped = true;
      // A stand-in: the library would write its own code over the one of the error that we pass on.
      this.#source.emit('error', new Error('The body was withheld.'));
    }
  }
}

/** What the library uses of a stream that it sends: it has it flow, hears of its error, and lets go of it. */
class BodySource extends EventEmitter {
  readonly #flow: () => Promise<void>;

  constructor(flow: () => Promise<void>) {
    super();
    this.#flow = flow;
  }

  pipe(): void {
    void this.#flow();
  }

  /** There is nothing to be let go of: the message is in memory, and `BodyTransfer.stop` ends its way. */
  destroy(): void {
    this.removeAllListeners();
    // An error without a listener would end the process.
    this.on('error', () => undefined);
  }
}

/**
 * The library's connection with another body path: its own stream looks at each byte again to double dots that
 * `prepareBody` has doubled already. `transfer` is set for each message, and without it no body goes out.
 */
export class PreparedBodyConnection extends OrderlyConnection {
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
    transfer.intoSocket(socket);
    // A verdict that came with 354 is none about a message that has not been sent.
    if (this.isAhead) transfer.stop();
    // The library pipes the source into what it gets here; ours knows its way and does without it.
    return { outByteCount: 0 } as Writable & { outByteCount: number };
  }
}
