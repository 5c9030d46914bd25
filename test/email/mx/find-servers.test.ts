import * as fc from 'fast-check';
import dnsPacket from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/email/mx/dns-wire.ts';
import type { DnsAnswer, DnsRecord, RecordKind, Resolve } from '../../../src/email/mx/dns-types.ts';
import {
  endOfAliases,
  findAddresses,
  findServers,
  inOrderOfTries,
} from '../../../src/email/mx/find-servers.ts';

function answered(records: readonly DnsRecord[], secure = false): DnsAnswer {
  return { kind: 'answered', exists: true, records, secure, ttl: 60_000 };
}

function address(type: 'A' | 'AAAA', name: string, value: string): DnsRecord {
  return { type, name, address: value };
}

const FAILED: DnsAnswer = { kind: 'failed', why: 'SERVFAIL' };

function resolving(known: Readonly<Partial<Record<RecordKind, DnsAnswer>>>): Resolve {
  return (_name, kind) => Promise.resolve(known[kind] ?? answered([]));
}

const FOUR = answered([address('A', 'mx.example', '192.0.2.1'), address('A', 'mx.example', '192.0.2.2')]);
const SIX = answered([address('AAAA', 'mx.example', '2001:db8::1')], true);

describe('the addresses of a server', () => {
  it.each([
    ['ipv4', ['192.0.2.1', '192.0.2.2']],
    ['ipv6', ['2001:db8::1']],
    ['both', ['2001:db8::1', '192.0.2.1', '192.0.2.2']],
  ] as const)('are those of the families that are used: %s', async (version, expected) => {
    const found = await findAddresses(resolving({ A: FOUR, AAAA: SIX }), 'mx.example', version);
    expect(found).toMatchObject({ kind: 'addresses', addresses: expected });
  });

  it('are proven only when every answer was', async () => {
    const all = await findAddresses(resolving({ A: FOUR, AAAA: SIX }), 'mx.example', 'both');
    const six = await findAddresses(resolving({ A: FOUR, AAAA: SIX }), 'mx.example', 'ipv6');
    expect([all, six]).toMatchObject([{ secure: false }, { secure: true }]);
  });

  it('of one family are enough when the other one cannot be asked', async () => {
    const found = await findAddresses(resolving({ A: FOUR, AAAA: FAILED }), 'mx.example', 'both');
    expect(found).toMatchObject({ kind: 'addresses', addresses: ['192.0.2.1', '192.0.2.2'] });
  });

  it('are not "none" while one answer is missing', async () => {
    const found = await findAddresses(resolving({ AAAA: FAILED }), 'mx.example', 'both');
    expect(found).toMatchObject({ kind: 'failed' });
    expect(await findAddresses(resolving({}), 'mx.example', 'both')).toEqual({ kind: 'none' });
  });

  it('stand at the end of a chain of aliases, and other names in the answer do not count', async () => {
    const records: readonly DnsRecord[] = [
      { type: 'CNAME', name: 'mx.example', target: 'a.example' },
      { type: 'CNAME', name: 'a.example', target: 'b.example' },
      address('A', 'b.example', '192.0.2.7'),
      address('A', 'anders.example', '192.0.2.8'),
    ];
    const found = await findAddresses(resolving({ A: answered(records) }), 'mx.example', 'ipv4');
    expect(found).toMatchObject({ addresses: ['192.0.2.7'], canonicalName: 'b.example' });
  });

  it('are not looked for in circles', () => {
    const circle: readonly DnsRecord[] = [
      { type: 'CNAME', name: 'a.example', target: 'b.example' },
      { type: 'CNAME', name: 'b.example', target: 'a.example' },
    ];
    expect(['a.example', 'b.example']).toContain(endOfAliases('a.example', circle));
  });
});

describe('the servers of a domain', () => {
  it('are unknown, not absent, when the address of the domain itself cannot be asked for', async () => {
    const found = await findServers(resolving({ A: FAILED }), 'ziel.example');
    expect(found.kind).toBe('failed');
  });

  it('are what other records than the null MX name, where both are there', async () => {
    const mx = answered([
      { type: 'MX', name: 'ziel.example', preference: 0, exchange: '' },
      { type: 'MX', name: 'ziel.example', preference: 10, exchange: 'mx.example' },
    ]);
    const found = await findServers(resolving({ MX: mx }), 'ziel.example');
    expect(found).toMatchObject({ servers: [{ host: 'mx.example' }] });
  });

  it('are tried by preference, and equals in the order of their lots', () => {
    const servers = [30, 10, 10, 20].map((preference, index) => ({ host: `mx${index}.example`, preference }));
    const lots = [0.1, 0.9, 0.2, 0.5];
    const order = inOrderOfTries(servers, () => lots.shift() ?? 0).map(({ host }) => host);
    expect(order).toEqual(['mx2.example', 'mx1.example', 'mx3.example', 'mx0.example']);
  });
});

it('an answer that was damaged or made up on its way never breaks the reader', () => {
  const query = { id: 7, name: 'ziel.example', kind: 'MX' } as const;
  const sound = dnsPacket.encode({
    type: 'response',
    id: query.id,
    questions: [{ type: 'MX', name: query.name }],
    answers: [
      { type: 'MX', name: query.name, ttl: 5, data: { exchange: 'mx.ziel.example', preference: 1 } },
      { type: 'TXT', name: query.name, ttl: 5, data: ['v=STSv1; id=1;'] },
      {
        type: 'TLSA',
        name: query.name,
        ttl: 5,
        data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32) },
      },
    ],
  });
  const change = fc.record({ at: fc.nat(sound.length - 1), to: fc.nat(255) });
  const changed = fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    const bytes = Buffer.from(sound);
    for (const { at, to } of changes) bytes[at] = to;
    return bytes;
  });
  const cut = fc.nat(sound.length).map((length) => sound.subarray(0, length));
  const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(changed, cut, random), (bytes) => {
      const reading = readAnswer(bytes, query, true);
      expect(['answer', 'truncated', 'foreign']).toContain(reading.kind);
    }),
    { numRuns: 2000 },
  );
});
