import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import dnsPacket from 'dns-packet';
import type { Answer, Packet, TlsaData } from 'dns-packet';

/** One name and type of the test's DNS. What is not listed does not exist (NXDOMAIN), as far as its name is unknown. */
export type ZoneEntry =
  | { readonly answers: readonly Answer[]; readonly secure?: boolean }
  /** A broken or bogus zone: what a validating resolver says to a forged answer. */
  | 'SERVFAIL'
  | 'REFUSED'
  | 'silence';

export type Zone = Record<string, ZoneEntry>;

export interface DnsTestServer {
  /** `127.0.0.1:port`, as the configuration names it. */
  readonly address: string;
  /** Can be changed while it runs; the key is `TYPE name`. */
  readonly zone: Zone;
  /** Every question that came, `udp TYPE name` or `tcp …`. */
  readonly questions: string[];
  close(): Promise<void>;
}

export interface DnsTestServerOptions {
  /** Answers over UDP that are larger are cut, with TC set. Default 1232. */
  readonly udpSize?: number;
}

/** A name server in this process, over real UDP and TCP, that plays a validating resolver: AD where an entry is secure. */
export async function startDnsServer(zone: Zone, options: DnsTestServerOptions = {}): Promise<DnsTestServer> {
  const questions: string[] = [];
  const reply = (bytes: Buffer, transport: 'udp' | 'tcp'): Buffer | null => {
    const query = dnsPacket.decode(bytes);
    const question = query.questions?.[0];
    if (question === undefined) return null;
    const key = `${question.type} ${question.name.toLowerCase()}`;
    questions.push(`${transport} ${key}`);
    const entry = zone[key];
    if (entry === 'silence') return null;
    const known = Object.keys(zone).some((each) => each.endsWith(` ${question.name.toLowerCase()}`));
    const base: Packet = { type: 'response', id: query.id ?? 0, questions: [question] };
    const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE;
    if (entry === 'SERVFAIL' || entry === 'REFUSED') {
      return dnsPacket.encode({ ...base, flags: flags | (entry === 'SERVFAIL' ? 2 : 5) });
    }
    const secure = entry?.secure === true ? dnsPacket.AUTHENTIC_DATA : 0;
    const full = dnsPacket.encode({
      ...base,
      flags: flags | secure | (entry === undefined && !known ? 3 : 0),
      answers: [...(entry?.answers ?? [])],
    });
    if (transport === 'tcp' || full.length <= (options.udpSize ?? 1232)) return full;
    return dnsPacket.encode({ ...base, flags: flags | dnsPacket.TRUNCATED_RESPONSE });
  };

  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk: Buffer) => {
      const bytes = reply(chunk.subarray(2), 'tcp');
      if (bytes === null) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      // In two pieces, as a network may deliver it.
      socket.write(Buffer.concat([length, bytes.subarray(0, 5)]));
      socket.end(bytes.subarray(5));
    });
  });
  const udp = await bindBoth(tcp);
  udp.on('message', (bytes, from) => {
    const answer = reply(bytes, 'udp');
    if (answer !== null) udp.send(answer, from.port, from.address);
  });
  return {
    address: `127.0.0.1:${udp.address().port}`,
    zone,
    questions,
    close: async () => {
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
}

/** UDP and TCP on the same port, as a resolver has it. */
async function bindBoth(tcp: ReturnType<typeof createServer>): Promise<ReturnType<typeof createSocket>> {
  for (;;) {
    const udp = createSocket('udp4');
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    tcp.listen(udp.address().port, '127.0.0.1');
    try {
      await once(tcp, 'listening');
      return udp;
    } catch {
      // That port was taken for TCP: another one.
      udp.close();
    }
  }
}

export function mx(name: string, exchange: string, preference = 10): Answer {
  return { type: 'MX', name, ttl: 300, data: { exchange, preference } };
}

export function a(name: string, address = '127.0.0.1'): Answer {
  return { type: 'A', name, ttl: 300, data: address };
}

export function aaaa(name: string, address = '::1'): Answer {
  return { type: 'AAAA', name, ttl: 300, data: address };
}

export function cname(name: string, target: string): Answer {
  return { type: 'CNAME', name, ttl: 300, data: target };
}

/** In strings of at most 255 bytes, as a zone holds a long text. */
export function txt(name: string, text: string): Answer {
  return { type: 'TXT', name, ttl: 300, data: text.match(/.{1,255}/gu) ?? [''] };
}

export function tlsa(name: string, data: TlsaData): Answer {
  return { type: 'TLSA', name, ttl: 300, data };
}
