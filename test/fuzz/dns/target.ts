import dnsPacket from 'dns-packet';
import type { Answer } from 'dns-packet';
import type { DnsRecord } from '../../../src/email/mx/dns-types.ts';
import { readAnswer } from '../../../src/email/mx/dns-wire.ts';
import { a, aaaa, cname, mx, tlsa, txt } from '../../support/dns-server.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { pick } from '../random.ts';

const ID = 4711;
const NAME = 'ziel.example';
const KINDS = ['MX', 'A', 'AAAA', 'TXT', 'TLSA'] as const;
const AN_HOUR = 60 * 60 * 1000;
/** Bits that steer: pointers forward and in circles, lengths that lie, other classes and types. */
const WORDS = [
  '\xc0\x0c',
  '\xc0\x00',
  '\xff\xff',
  '\x00',
  '\x3f',
  '\x00\x01\x00\x01',
  '\x00\x0f',
  '\x00\x34',
];

/** Answers of resolvers with faults: each is an answer with records as they must be, cut off, or not ours. */
export const DNS_TARGET: FuzzTarget = {
  name: 'dns',
  shortRuns: 2_000,
  open: () => {
    const seeds = answers();
    return Promise.resolve({
      invent: (random) => mutateBytes(pick(random, seeds), random, WORDS),
      judge: (input) => KINDS.map((kind) => answerTo(input, kind)).join(' '),
      close: () => Promise.resolve(),
    });
  },
};

function answers(): readonly Buffer[] {
  const records: readonly (readonly [(typeof KINDS)[number], readonly Answer[]])[] = [
    ['MX', [mx(NAME, 'mx1.ziel.example'), mx(NAME, 'mx2.ziel.example', 20), cname(NAME, 'b.example')]],
    ['A', [a(NAME), a(NAME, '192.0.2.7')]],
    ['AAAA', [aaaa(NAME), aaaa(NAME, '2001:db8::7')]],
    ['TXT', [txt(NAME, 'v=STSv1; id=20261123'), txt(NAME, 'x'.repeat(600))]],
    ['TLSA', [tlsa(NAME, { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 7) })]],
    ['A', []],
  ];
  return records.map(([type, found]) =>
    dnsPacket.encode({
      type: 'response',
      id: ID,
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | dnsPacket.AUTHENTIC_DATA,
      questions: [{ type, name: NAME }],
      answers: [...found],
    }),
  );
}

function answerTo(input: Buffer, kind: (typeof KINDS)[number]): string {
  const reading = readAnswer(input, { id: ID, name: NAME, kind }, true);
  // Only the two bytes in front: whatever else it says, without our id it is somebody else's.
  if (reading.kind !== 'foreign' && input.readUInt16BE(0) !== ID)
    throw new Error('It counts without our id.');
  if (reading.kind !== 'answer' || reading.answer.kind !== 'answered') return reading.kind[0] ?? '';
  const { ttl, records } = reading.answer;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > AN_HOUR) throw new Error(`Its lifetime is ${ttl} ms.`);
  for (const record of records) assertSound(record);
  return `${kind} ${records.length}`;
}

function assertSound(record: DnsRecord): void {
  const isSound = ((): boolean => {
    switch (record.type) {
      case 'A':
      case 'AAAA':
        return typeof record.address === 'string';
      case 'CNAME':
        return typeof record.target === 'string';
      case 'MX':
        return typeof record.exchange === 'string' && Number.isInteger(record.preference);
      case 'TXT':
        return typeof record.text === 'string';
      case 'TLSA':
        return Buffer.isBuffer(record.tlsa.certificate) && Number.isInteger(record.tlsa.usage);
    }
  })();
  if (!isSound || typeof record.name !== 'string')
    throw new Error(`A ${record.type} record is not as it must be.`);
}
