import type { Socket } from 'node:net';
import type { Drop } from './smtp-script.ts';

const END_OF_DATA = '\r\n.\r\n';

/** The server's end of one connection, in clear text or in TLS: reads lines and bodies in order, ends it as asked. */
export class LineChannel {
  readonly #socket: Socket;
  /** The TCP socket below: only that one can be reset. */
  readonly #transport: Socket;
  #pending: Buffer[] = [];
  #ended = false;
  #wake: (() => void) | null = null;
  readonly #onData: (chunk: Buffer) => void;

  constructor(socket: Socket, transport: Socket, onBytes: (chunk: Buffer) => void) {
    this.#socket = socket;
    this.#transport = transport;
    this.#onData = (chunk) => {
      onBytes(chunk);
      this.#pending.push(chunk);
      this.#wake?.();
    };
    socket.on('data', this.#onData);
    const end = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    socket.on('end', end).on('close', end).on('error', end);
  }

  /** The next line without its end, or null when the client is gone. */
  async readLine(): Promise<string | null> {
    for (;;) {
      const received = Buffer.concat(this.#pending);
      const end = received.indexOf('\n');
      if (end >= 0) {
        this.#pending = [received.subarray(end + 1)];
        return received.toString('utf8', 0, end).replace(/\r$/u, '');
      }
      this.#pending = [received];
      if (!(await this.#more())) return null;
    }
  }

  /** The message up to the dot, unstuffed, or null when the client went first. `onBytes` sees it come. */
  async readBody(onBytes: (count: number) => void): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    // RFC 5321 section 4.1.1.4: the line end of the DATA command itself may be the start of the terminator.
    let tail = Buffer.from('\r\n');
    for (;;) {
      for (let chunk = this.#pending.shift(); chunk !== undefined; chunk = this.#pending.shift()) {
        onBytes(chunk.length);
        const probe = Buffer.concat([tail, chunk]);
        const end = probe.indexOf(END_OF_DATA);
        if (end >= 0) {
          const length = end + 2 - tail.length;
          const body = Buffer.concat([...pieces, chunk]);
          const size = body.length - chunk.length + length;
          this.#pending.unshift(chunk.subarray(length + 3));
          return unstuff(body.subarray(0, Math.max(size, 0)));
        }
        pieces.push(chunk);
        tail = probe.subarray(-4);
      }
      if (!(await this.#more())) return null;
    }
  }

  /** Waits for the first bytes of a body, without taking them. */
  async waitForBytes(): Promise<boolean> {
    return this.#pending.some((chunk) => chunk.length > 0) || (await this.#more());
  }

  write(text: string): void {
    if (!this.#socket.destroyed) this.#socket.write(text);
  }

  end(how: Drop): void {
    if (how === 'fin') this.#socket.end();
    else if (how === 'rst') this.#transport.resetAndDestroy();
    else this.#socket.pause();
  }

  /** Gives the socket to somebody else; what was received in advance is thrown away (RFC 3207 section 4.2). */
  detach(): void {
    this.#socket.off('data', this.#onData);
    this.#pending = [];
  }

  get ended(): boolean {
    return this.#ended;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    return !this.#ended || this.#pending.some((chunk) => chunk.length > 0);
  }
}

function unstuff(body: Buffer): Buffer {
  const kept: Buffer[] = [];
  let from = body.subarray(0, 2).equals(Buffer.from('..')) ? 1 : 0;
  for (let dots = body.indexOf('\r\n..', from); dots >= 0; dots = body.indexOf('\r\n..', from)) {
    kept.push(body.subarray(from, dots + 3));
    from = dots + 4;
  }
  kept.push(body.subarray(from));
  return Buffer.concat(kept);
}
