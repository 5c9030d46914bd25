import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createConnection, isIPv6 } from 'node:net';
import type { DnsServer } from './dns-servers.ts';
import type { DnsAnswer, RecordKind, Resolve } from './dns-types.ts';
import { encodeQuery, readAnswer } from './dns-wire.ts';

export interface DnsClientOptions {
  readonly servers: readonly DnsServer[];
  /** Milliseconds for one question to one server. */
  readonly timeout: number;
}

/** How often the whole list is gone through: a datagram may simply be lost. */
const ROUNDS = 2;

interface Query {
  readonly id: number;
  readonly name: string;
  readonly kind: RecordKind;
}

/**
 * A resolver client that reads the AD bit from the wire: Node's own hides it, and DANE is worth nothing without it. The
 * first server that makes a statement counts; SERVFAIL, REFUSED and silence lead to the next one.
 */
export function createDnsClient({ servers, timeout }: DnsClientOptions): Resolve {
  return async (name, kind) => {
    let why = 'no DNS server is known';
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const server of servers) {
        const answer = await ask(server, name, kind, timeout);
        if (answer.kind === 'answered') return answer;
        ({ why } = answer);
      }
    }
    return { kind: 'failed', why };
  };
}

/** One question to one server: over UDP, and over TCP when the answer does not fit (RFC 7766 section 5). */
export async function ask(
  server: DnsServer,
  name: string,
  kind: RecordKind,
  timeout: number,
): Promise<DnsAnswer> {
  // Id and source port are random for each question: an off-path forger has to guess both (RFC 5452).
  const query = { id: randomInt(65_536), name, kind };
  const answer = await overUdp(server, query, timeout);
  return answer === 'truncated' ? overTcp(server, query, timeout) : answer;
}

function overUdp(server: DnsServer, query: Query, timeout: number): Promise<DnsAnswer | 'truncated'> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    let ended = false;
    const end = (answer: DnsAnswer | 'truncated'): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const fail = (error: Error | null): void => {
      if (error !== null) end(failure(error));
    };
    const timer = setTimeout(() => end({ kind: 'failed', why: 'no answer in time' }), timeout);
    socket.on('error', fail);
    socket.on('message', (bytes) => {
      const reading = readAnswer(bytes, query, server.trusted);
      if (reading.kind !== 'foreign') end(reading.kind === 'answer' ? reading.answer : 'truncated');
    });
    // Connected: the kernel drops what comes from anybody else, and tells us when nobody listens there.
    socket.connect(server.port, server.address, () => {
      socket.send(encodeQuery(query.id, query.name, query.kind), fail);
    });
  });
}

function overTcp(server: DnsServer, query: Query, timeout: number): Promise<DnsAnswer> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: server.address, port: server.port });
    const end = (answer: DnsAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end({ kind: 'failed', why: 'no answer in time' }), timeout);
    let received = Buffer.alloc(0);
    socket.on('error', (error) => end(failure(error)));
    socket.once('close', () => end({ kind: 'failed', why: 'the connection was closed' }));
    socket.once('connect', () => {
      const bytes = encodeQuery(query.id, query.name, query.kind);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
    });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE()) return;
      const reading = readAnswer(received.subarray(2, 2 + received.readUInt16BE()), query, server.trusted);
      end(
        reading.kind === 'answer' ? reading.answer : { kind: 'failed', why: 'not an answer to the question' },
      );
    });
  });
}

function failure(error: Error): DnsAnswer {
  const code: unknown = Reflect.get(error, 'code');
  return { kind: 'failed', why: typeof code === 'string' ? code : 'the question could not be sent' };
}
