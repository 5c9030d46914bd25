import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { MESSAGE, MessageReader, packetsOf } from './packets.ts';
import { parseRequest, type TdsRequest } from './requests.ts';
import { tlsInsideTds } from './tls-layer.ts';
import * as tokens from './tokens.ts';

/** What the server does with one request. */
export interface TdsReply {
  readonly columns?: readonly tokens.Column[];
  readonly rows?: readonly Readonly<Record<string, tokens.Cell>>[];
  /** Rows that an UPDATE, INSERT or DELETE touched. */
  readonly affected?: number;
  readonly error?: tokens.ServerError;
  /** The connection dies: before anything was answered, or behind the rows, without an end. */
  readonly dies?: 'before the answer' | 'behind the rows';
  /** Nothing is answered until the client gives up and sends an attention; the end is told then. */
  readonly never?: boolean;
}

export interface TdsServerOptions {
  readonly certificate: { readonly key: string; readonly cert: string };
  /** Default `on`. A server that has no certificate offers none. */
  readonly encryption?: 'on' | 'not supported';
  /** Refuses the login with this error. */
  readonly loginError?: tokens.ServerError;
  /** The connection dies while it is made: as soon as it stands, after the handshake, or instead of the login's answer. */
  readonly diesAt?: 'connect' | 'prelogin' | 'login';
  readonly answer?: (request: TdsRequest, connection: number) => TdsReply | Promise<TdsReply>;
}

/** One request with the connection that it came on; `attention` stands for a cancelled one. */
export interface Received {
  readonly connection: number;
  readonly request: TdsRequest | { readonly kind: 'attention' };
}

export interface TdsServer {
  readonly port: number;
  /** Requests in the order of their arrival, without the settings that each connection begins with. */
  readonly received: readonly Received[];
  /** How many connections were asked for. */
  readonly connections: number;
  close(): Promise<void>;
}

/** A server that speaks TDS 7.4 over TLS to the real driver, and answers as the test says. On 127.0.0.1. */
export async function startTdsServer(options: TdsServerOptions): Promise<TdsServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Clients that refuse a certificate, or die, reset their connection.
    socket.on('error', () => undefined);
    if (options.diesAt === 'connect') socket.destroy();
    else greet(socket, options, connections, received);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received,
    get connections() {
      return connections;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function greet(socket: Socket, options: TdsServerOptions, number: number, received: Received[]): void {
  const reader = new MessageReader();
  const encryption = options.encryption ?? 'on';
  socket.once('data', (bytes) => {
    if (reader.push(bytes)[0]?.type !== MESSAGE.prelogin || options.diesAt === 'prelogin') {
      socket.destroy();
      return;
    }
    const tls = encryption === 'on' ? tlsInsideTds(socket, options.certificate) : socket;
    tls.on('error', () => undefined);
    new Conversation(tls, socket, options, number, received).listen();
    socket.write(packetsOf(MESSAGE.reply, tokens.preloginReply(encryption)));
  });
}

/** Where a server would keep a session's state. */
class Conversation {
  readonly #tls: TLSSocket | Socket;
  readonly #socket: Socket;
  readonly #options: TdsServerOptions;
  readonly #number: number;
  readonly #received: Received[];
  #transaction: bigint | null = null;
  #begun = 0n;
  #hanging = false;

  constructor(
    tls: TLSSocket | Socket,
    socket: Socket,
    options: TdsServerOptions,
    number: number,
    received: Received[],
  ) {
    this.#tls = tls;
    this.#socket = socket;
    this.#options = options;
    this.#number = number;
    this.#received = received;
  }

  listen(): void {
    const reader = new MessageReader();
    let queue = Promise.resolve();
    this.#tls.on('data', (bytes: Buffer) => {
      for (const message of reader.push(bytes)) {
        // An attention overtakes: it ends what hangs.
        if (message.type === MESSAGE.attention) this.#attention();
        else queue = queue.then(() => this.#take(message)).catch(() => void this.#socket.destroy());
      }
    });
  }

  async #take(message: { readonly type: number; readonly payload: Buffer }): Promise<void> {
    if (message.type === MESSAGE.login7) {
      this.#login();
      return;
    }
    const request = parseRequest(message);
    // Tedious sets its options in a first batch, before anybody asks anything.
    if (request.kind === 'batch' && /^set /i.test(request.sql)) {
      this.#send(tokens.done());
      return;
    }
    this.#received.push({ connection: this.#number, request });
    const reply = (await this.#options.answer?.(request, this.#number)) ?? {};
    this.#reply(request, reply);
  }

  #login(): void {
    if (this.#options.diesAt === 'login') {
      this.#socket.destroy();
      return;
    }
    const { loginError } = this.#options;
    this.#send(
      loginError === undefined
        ? Buffer.concat([tokens.loginAcknowledged('versicherung'), tokens.done()])
        : Buffer.concat([tokens.errorToken({ severity: 14, ...loginError }), tokens.done({ failed: true })]),
    );
  }

  #attention(): void {
    this.#received.push({ connection: this.#number, request: { kind: 'attention' } });
    if (!this.#hanging) return;
    this.#hanging = false;
    // Two messages: what was begun is ended, then the attention itself is answered.
    this.#send(tokens.done());
    this.#send(tokens.done({ attention: true }));
  }

  #reply(request: TdsRequest, reply: TdsReply): void {
    if (reply.dies === 'before the answer') {
      this.#socket.destroy();
      return;
    }
    const { columns = [], rows = [], error } = reply;
    const head =
      columns.length === 0
        ? []
        : [tokens.columnsToken(columns), ...rows.map((row) => tokens.rowToken(columns, row))];
    if (reply.dies === 'behind the rows' || reply.never === true) {
      this.#hanging = true;
      if (head.length > 0) this.#send(Buffer.concat(head), false);
      // Behind what was written: the client has seen the rows, and waits for the end.
      if (reply.never !== true) this.#tls.end(() => this.#socket.destroy());
      return;
    }
    const failed = error === undefined ? [] : [tokens.errorToken(error)];
    this.#send(Buffer.concat([...head, ...failed, ...this.#ending(request, reply)]));
  }

  #ending(request: TdsRequest, { affected, rows = [], error }: TdsReply): readonly Buffer[] {
    if (request.kind === 'batch')
      return [tokens.done({ failed: error !== undefined, rows: affected ?? rows.length })];
    if (request.kind === 'rpc') {
      return [
        ...(error === undefined ? [tokens.doneInProcedure(affected ?? rows.length)] : []),
        tokens.doneProcedure(error !== undefined),
      ];
    }
    if (error !== undefined) return [tokens.done({ failed: true })];
    const before = this.#transaction;
    this.#transaction = request.kind === 'begin' ? (this.#begun += 1n) : null;
    return [
      tokens.environmentChanged(
        tokens.ENVIRONMENT[request.kind],
        tokens.descriptor(this.#transaction),
        tokens.descriptor(before),
      ),
      tokens.done(),
    ];
  }

  #send(payload: Buffer, last = true): void {
    this.#tls.write(packetsOf(MESSAGE.reply, payload, last));
  }
}
