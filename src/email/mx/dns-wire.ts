import dnsPacket from 'dns-packet';
import type { Answer, DecodedPacket } from 'dns-packet';
import type { DnsAnswer, DnsRecord, RecordKind } from './dns-types.ts';

/** Bytes of one answer over UDP that get through everywhere unfragmented (DNS flag day 2020). */
const UDP_SIZE = 1232;
/** An answer is kept at most so long (ms), whatever its TTL says: a night is to notice a moved mail server. */
const LONGEST_TTL = 60 * 60 * 1000;
/** What does not exist is asked again sooner (RFC 2308 section 5 allows hours). */
const LONGEST_NEGATIVE_TTL = 5 * 60 * 1000;

/** A query with recursion that asks for the AD bit (RFC 6840 section 5.7), without the signatures themselves. */
export function encodeQuery(id: number, name: string, kind: RecordKind): Buffer {
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED | dnsPacket.AUTHENTIC_DATA,
    questions: [{ type: kind, name }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_SIZE,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}

/** What came of one datagram or stream: an answer to this very query, one that did not fit, or nothing that counts. */
export type Reading =
  | { readonly kind: 'answer'; readonly answer: DnsAnswer }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'foreign' };

/**
 * Reads what a resolver sent. Anything that does not repeat id and question is foreign: it may be a forgery, and the
 * real answer may still come.
 *
 * @param trusted whether the AD bit of this resolver counts
 */
export function readAnswer(
  bytes: Buffer,
  query: { readonly id: number; readonly name: string; readonly kind: RecordKind },
  trusted: boolean,
): Reading {
  const packet = decode(bytes);
  const question = packet?.questions?.[0];
  if (
    packet === null ||
    packet.type !== 'response' ||
    packet.id !== query.id ||
    question?.type !== query.kind ||
    plainName(question.name) !== plainName(query.name)
  ) {
    return { kind: 'foreign' };
  }
  if (packet.flag_tc) return { kind: 'truncated' };
  const rcode = (packet as { readonly rcode?: string }).rcode ?? 'NOERROR';
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') {
    return { kind: 'answer', answer: { kind: 'failed', why: rcode } };
  }
  const answers = packet.answers ?? [];
  const records = answers.flatMap((answer) => recordOf(answer));
  return {
    kind: 'answer',
    answer: {
      kind: 'answered',
      exists: rcode === 'NOERROR',
      records,
      secure: trusted && packet.flag_ad,
      ttl: ttlOf(records.length > 0 ? answers : [], packet.authorities ?? []),
    },
  };
}

/** Lower case, without the dot at the end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/u, '');
}

function decode(bytes: Buffer): DecodedPacket | null {
  try {
    return dnsPacket.decode(bytes);
  } catch {
    return null;
  }
}

function recordOf(answer: Answer): readonly DnsRecord[] {
  const name = plainName(answer.name);
  switch (answer.type) {
    case 'A':
    case 'AAAA':
      return [{ type: answer.type, name, address: answer.data }];
    case 'CNAME':
      return [{ type: 'CNAME', name, target: plainName(answer.data) }];
    case 'MX':
      return [
        {
          type: 'MX',
          name,
          preference: answer.data.preference ?? 0,
          exchange: plainName(answer.data.exchange),
        },
      ];
    case 'TXT':
      return [{ type: 'TXT', name, text: textOf(answer.data) }];
    case 'TLSA':
      return [{ type: 'TLSA', name, tlsa: answer.data }];
    default:
      return [];
  }
}

/** The strings of one TXT record belong together without anything in between (RFC 7208 section 3.3, RFC 8461 section 3.1). */
function textOf(data: string | Buffer | readonly (string | Buffer)[]): string {
  const parts = typeof data === 'string' || Buffer.isBuffer(data) ? [data] : data;
  return parts.map((part) => part.toString()).join('');
}

function ttlOf(answers: readonly Answer[], authorities: readonly Answer[]): number {
  if (answers.length > 0) {
    const seconds = answers.flatMap((answer) => ('ttl' in answer ? [answer.ttl ?? 0] : []));
    return Math.min(LONGEST_TTL, Math.min(...seconds) * 1000);
  }
  const soa = authorities.find((authority) => authority.type === 'SOA');
  return Math.min(LONGEST_NEGATIVE_TTL, (soa?.data.minimum ?? 60) * 1000);
}
