import { once } from 'node:events';
import net from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import tls from 'node:tls';
import { certificate } from '../../email/relay-support.ts';
import { USUAL, type SmtpFuzzScript, type Speech, type Stage } from './script.ts';

/** A reply that never ends is believed to have no end after so much of it. */
export const MOST_FLOOD = 48 * 1024 * 1024;
const MOST_DRIPS = 250;
const DRIP_MS = 20;

/** What the server knows of one message that it had from 354 on. */
export interface ReceivedMessage {
  body: string;
  complete: boolean;
  /** All that it said from DATA on. */
  said: string;
  /** How much of `said` had been written when 354 was through. */
  toldWith354: number;
}

/** What went over all connections since the script was set. */
export interface HostileRecord {
  /** What came before the server began to encrypt, as Latin-1; `withoutTlsRecords` takes out what the client encrypted. */
  beforeTls: string;
  readonly messages: ReceivedMessage[];
  /** A speech without end that the client listened to until we had enough. */
  endless: boolean;
}

export interface HostileServer {
  readonly port: number;
  /** The record is a new one from here on. */
  play(script: SmtpFuzzScript): HostileRecord;
  close(): Promise<void>;
}

/** A server that says what its script says, over real TLS, and remembers what it really got. */
export async function startHostileServer(): Promise<HostileServer> {
  let script: SmtpFuzzScript = { says: {} };
  let record: HostileRecord = emptyRecord();
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    socket.setNoDelay(true);
    new Talk(socket, script, record).run().catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Expected a TCP address.');
  return {
    port: address.port,
    play: (next) => {
      for (const socket of open) socket.destroy();
      script = next;
      record = emptyRecord();
      return record;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function emptyRecord(): HostileRecord {
  return { beforeTls: '', messages: [], endless: false };
}

class Talk {
  readonly #tcp: net.Socket;
  readonly #script: SmtpFuzzScript;
  readonly #record: HostileRecord;
  #socket: net.Socket;
  #input = '';
  #isOver = false;
  #wake: () => void = () => undefined;
  readonly #onData = (chunk: Buffer): void => {
    if (this.#socket === this.#tcp) this.#record.beforeTls += chunk.toString('latin1');
    this.#input += chunk.toString('latin1');
    this.#wake();
  };

  constructor(socket: net.Socket, script: SmtpFuzzScript, record: HostileRecord) {
    this.#tcp = socket;
    this.#socket = socket;
    this.#script = script;
    this.#record = record;
  }

  async run(): Promise<void> {
    if (this.#script.implicitTls === true) await this.#encrypt();
    else this.#listenTo(this.#tcp);
    let goesOn = await this.#say('greeting');
    while (goesOn) {
      const line = await this.#until('\n');
      if (line === null) return;
      goesOn = await this.#answer(line.toUpperCase());
    }
  }

  async #answer(command: string): Promise<boolean> {
    const isClear = this.#socket === this.#tcp;
    if (/^(?:EHLO|HELO)/.test(command)) return this.#say(isClear ? 'ehlo' : 'ehlo-tls');
    if (command.startsWith('STARTTLS')) {
      const goesOn = await this.#say('starttls');
      if (goesOn && this.#speech('starttls').chunks.join('').startsWith('2')) await this.#encrypt();
      return goesOn;
    }
    if (command.startsWith('MAIL')) return this.#say('mail');
    if (command.startsWith('RCPT')) return this.#say('rcpt');
    if (command.startsWith('DATA')) return this.#data();
    if (command.startsWith('RSET')) return this.#say('rset');
    if (command.startsWith('QUIT')) this.#socket.end('221 2.0.0 Bye\r\n');
    else this.#socket.write('500 5.5.2 What?\r\n');
    return !command.startsWith('QUIT');
  }

  async #data(): Promise<boolean> {
    const message: ReceivedMessage = { body: '', complete: false, said: '', toldWith354: -1 };
    this.#record.messages.push(message);
    const goesOn = await this.#say('data', message);
    if (!goesOn || message.toldWith354 < 0) return goesOn;
    const body = await this.#until('\r\n.\r\n');
    message.body = body ?? this.#input;
    message.complete = body !== null;
    return body !== null && this.#say('dot', message);
  }

  /** @returns whether the conversation goes on */
  async #say(stage: Stage, message?: ReceivedMessage): Promise<boolean> {
    const { chunks, ending = 'none', again = '250-more\r\n' } = this.#speech(stage);
    for (const chunk of chunks) {
      this.#write(chunk, message);
      await setImmediate();
    }
    switch (ending) {
      case 'none':
        return true;
      case 'fin':
        this.#socket.end();
        return false;
      case 'rst':
        this.#tcp.resetAndDestroy();
        return false;
      case 'silence':
        return false;
      case 'drip':
        return this.#drip(again, message);
      case 'flood':
        return this.#flood(again, message);
    }
  }

  async #drip(again: string, message?: ReceivedMessage): Promise<false> {
    for (let drips = 0; !this.#isOver; drips += 1) {
      if (drips === MOST_DRIPS) return this.#giveUp();
      this.#write(again, message);
      await setTimeout(DRIP_MS);
    }
    return false;
  }

  async #flood(again: string, message?: ReceivedMessage): Promise<false> {
    const piece = again.repeat(Math.ceil(65_536 / Math.max(1, again.length)));
    for (let told = 0; !this.#isOver; told += piece.length) {
      if (told > MOST_FLOOD) return this.#giveUp();
      // Of what is said again and again once is remembered.
      this.#write(piece, told === 0 ? message : undefined);
      if (this.#socket.writableNeedDrain)
        await Promise.race([once(this.#socket, 'drain'), once(this.#tcp, 'close')]);
      await setImmediate();
    }
    return false;
  }

  #giveUp(): false {
    this.#record.endless = true;
    this.#tcp.destroy();
    return false;
  }

  #write(text: string, message?: ReceivedMessage): void {
    if (this.#isOver || this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#socket.write(Buffer.from(text, 'latin1'));
    if (message === undefined) return;
    message.said += text;
    // Lines of a reply before its last one are no go-ahead.
    if (message.toldWith354 < 0 && /(?:^|\n)354(?: [^\n]*)?\n/.test(message.said))
      message.toldWith354 = message.said.length;
  }

  #speech(stage: Stage): Speech {
    return this.#script.says[stage] ?? { chunks: [USUAL[stage]] };
  }

  #listenTo(socket: net.Socket): void {
    socket.on('data', this.#onData);
    const over = (): void => {
      this.#isOver = true;
      this.#wake();
    };
    socket.on('error', over).on('close', over).on('end', over);
  }

  /** What was received in advance is thrown away (RFC 3207 section 4.2). */
  async #encrypt(): Promise<void> {
    this.#tcp.off('data', this.#onData);
    this.#input = '';
    const secured = new tls.TLSSocket(this.#tcp, {
      isServer: true,
      secureContext: tls.createSecureContext(certificate),
    });
    this.#socket = secured;
    this.#listenTo(secured);
    await Promise.race([once(secured, 'secure'), once(this.#tcp, 'close')]);
  }

  async #until(end: string): Promise<string | null> {
    for (;;) {
      const at = this.#input.indexOf(end);
      if (at >= 0) {
        const found = this.#input.slice(0, at + end.length);
        this.#input = this.#input.slice(at + end.length);
        return found;
      }
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const TLS_RECORD_HEAD = 5;
const TLS = 3;
const CHANGE_CIPHER_SPEC = 20;
const APPLICATION_DATA = 23;

/** A client that was told early may encrypt before the server does (RFC 8446 section 5.1: type, version, length). */
export function withoutTlsRecords(bytes: string): string {
  let clear = '';
  for (let at = 0; at < bytes.length;) {
    const [type, version] = [bytes.charCodeAt(at), bytes.charCodeAt(at + 1)];
    const isRecord = type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA && version === TLS;
    const length = (bytes.charCodeAt(at + 3) << 8) | bytes.charCodeAt(at + 4);
    if (!isRecord) clear += bytes[at] ?? '';
    at += isRecord ? TLS_RECORD_HEAD + length : 1;
  }
  return clear;
}
