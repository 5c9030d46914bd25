import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { LineChannel } from './line-channel.ts';
import { Conversation } from './smtp-conversation.ts';
import { SmtpRecord } from './smtp-record.ts';
import { FaultCounter } from './smtp-script.ts';
import type { SmtpScript } from './smtp-script.ts';

/** A running scripted server: a mail relay for the demo, and every kind of bad one for the tests. */
export interface SmtpServer {
  readonly port: number;
  readonly record: SmtpRecord;
  /** Ends every open connection, as a server does that is tired of idle ones. */
  dropConnections(how: 'fin' | 'rst'): void;
  /** Takes what is under way down with it. */
  close(): Promise<void>;
}

/** Starts a server on this machine that behaves as `script` says, over real TLS. */
export async function startSmtpServer(script: SmtpScript): Promise<SmtpServer> {
  const record = new SmtpRecord(script.directory ?? null);
  const counter = new FaultCounter();
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    record.connections += 1;
    const connection = new Connection(script, record, counter, socket, record.connections);
    connection.run().catch(() => socket.destroy());
  });
  server.listen(script.port ?? 0, script.address ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Expected a TCP address.');
  return {
    port: address.port,
    record,
    dropConnections(how) {
      for (const socket of open) {
        if (how === 'rst') socket.resetAndDestroy();
        else socket.destroy();
      }
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
      record.close();
    },
  };
}

/** Bytes of a client hello that fit into one segment; with a post-quantum key share it has more. */
const LARGEST_HELLO = 1400;
const READY_FOR_TLS = '220 2.0.0 Ready to start TLS\r\n';

/** One TCP connection: clear text at first or TLS at once, and the conversation on it. */
class Connection {
  readonly #script: SmtpScript;
  readonly #record: SmtpRecord;
  readonly #counter: FaultCounter;
  readonly #socket: net.Socket;
  readonly #number: number;
  #secured: tls.TLSSocket | null = null;
  #channel: LineChannel | null = null;

  constructor(
    script: SmtpScript,
    record: SmtpRecord,
    counter: FaultCounter,
    socket: net.Socket,
    number: number,
  ) {
    this.#script = script;
    this.#record = record;
    this.#counter = counter;
    this.#socket = socket;
    this.#number = number;
  }

  async run(): Promise<void> {
    if (this.#script.mode === 'tls') {
      this.#channel = await this.#handshake();
    } else {
      this.#channel = new LineChannel(this.#socket, this.#socket, (bytes) =>
        this.#record.sawClearText(bytes),
      );
    }
    if (this.#channel === null) return;
    const context = {
      script: this.#script,
      record: this.#record,
      counter: this.#counter,
      connection: this.#number,
      tls: () => this.#tlsFacts(),
      startTls: () => this.#startTls(),
    };
    await new Conversation(context, this.#channel).run();
  }

  async #startTls(): Promise<LineChannel | null> {
    // What follows 220 is a handshake, or an attempt at one: no clear text of an SMTP client.
    if (this.#script.startTls !== 'refused') this.#channel?.detach();
    switch (this.#script.startTls ?? 'offered') {
      case 'refused':
        this.#socket.write('454 4.7.0 TLS not available due to local problem\r\n');
        return null;
      case 'closes':
        this.#socket.end(READY_FOR_TLS);
        return null;
      case 'garbage':
        this.#socket.write(READY_FOR_TLS);
        this.#socket.once('data', () => this.#socket.write('this is no TLS record at all\r\n'));
        return null;
      case 'resets':
        this.#socket.write(READY_FOR_TLS);
        this.#socket.once('data', () => this.#socket.resetAndDestroy());
        return null;
      case 'hangs':
        this.#socket.write(READY_FOR_TLS);
        return null;
      case 'chokes':
        this.#socket.write(READY_FOR_TLS);
        return (await this.#sendsSmallHello()) ? this.#handshake() : null;
      default:
        this.#socket.write(READY_FOR_TLS);
        return this.#handshake();
    }
  }

  /** Looks at the client hello and puts it back; one that is too large ends the connection. */
  async #sendsSmallHello(): Promise<boolean> {
    const [hello] = (await once(this.#socket, 'data')) as [Buffer];
    if (hello.length > LARGEST_HELLO) {
      this.#socket.resetAndDestroy();
      return false;
    }
    this.#socket.pause();
    this.#socket.unshift(hello);
    return true;
  }

  /** Null when the client does not get through the handshake. */
  async #handshake(): Promise<LineChannel | null> {
    const secured = new tls.TLSSocket(this.#socket, {
      isServer: true,
      secureContext: tls.createSecureContext(this.#script.tls),
    });
    const channel = new LineChannel(secured, this.#socket, () => undefined);
    const done = await new Promise<boolean>((resolve) => {
      secured.once('secure', () => resolve(true));
      secured.once('error', () => resolve(false));
      secured.once('close', () => resolve(false));
    });
    if (!done) return null;
    this.#secured = secured;
    return channel;
  }

  #tlsFacts(): { protocol: string; cipher: string } | null {
    if (this.#secured === null) return null;
    return {
      protocol: this.#secured.getProtocol() ?? 'unknown',
      cipher: this.#secured.getCipher().standardName,
    };
  }
}
