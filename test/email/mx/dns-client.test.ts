import dnsPacket from 'dns-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { cachingResolve } from '../../../src/email/mx/dns-cache.ts';
import { createDnsClient } from '../../../src/email/mx/dns-client.ts';
import { dnsServers, parseServer } from '../../../src/email/mx/dns-servers.ts';
import type { DnsServer } from '../../../src/email/mx/dns-servers.ts';
import type { Resolve } from '../../../src/email/mx/dns-types.ts';
import { encodeQuery, readAnswer } from '../../../src/email/mx/dns-wire.ts';
import { a, mx, startDnsServer, txt } from '../../support/dns-server.ts';
import type { DnsTestServer, Zone } from '../../support/dns-server.ts';

const opened: DnsTestServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function start(zone: Zone): Promise<DnsTestServer> {
  const server = await startDnsServer(zone);
  opened.push(server);
  return server;
}

function asking(servers: readonly DnsServer[], timeout = 2000): Resolve {
  return createDnsClient({ servers, timeout });
}

describe('a question to the DNS', () => {
  it('is answered with records, their lifetime and what DNSSEC proved', async () => {
    const zone = { 'MX ziel.example': { answers: [mx('ziel.example', 'MX.Ziel.example')], secure: true } };
    const { address } = await start(zone);
    expect(await asking(dnsServers([address]))('ziel.example', 'MX')).toEqual({
      kind: 'answered',
      exists: true,
      records: [{ type: 'MX', name: 'ziel.example', preference: 10, exchange: 'mx.ziel.example' }],
      secure: true,
      ttl: 300_000,
    });
  });

  it('goes over TCP when the answer does not fit into a datagram', async () => {
    const long = Array.from({ length: 40 }, (_, index) => txt('ziel.example', `${index}${'x'.repeat(100)}`));
    const server = await start({ 'TXT ziel.example': { answers: long } });
    const answer = await asking(dnsServers([server.address]))('ziel.example', 'TXT');
    expect(answer).toMatchObject({ kind: 'answered' });
    expect(answer.kind === 'answered' ? answer.records : []).toHaveLength(40);
    expect(server.questions).toEqual(['udp TXT ziel.example', 'tcp TXT ziel.example']);
  });

  it('tells a name that does not exist from one without such a record', async () => {
    const { address } = await start({ 'A ziel.example': { answers: [a('ziel.example')] } });
    const ask = asking(dnsServers([address]));
    expect(await ask('nirgends.example', 'A')).toMatchObject({ kind: 'answered', exists: false });
    expect(await ask('ziel.example', 'MX')).toMatchObject({ kind: 'answered', exists: true, records: [] });
  });

  it.each(['SERVFAIL', 'REFUSED'] as const)('%s is no statement about the name', async (said) => {
    const { address } = await start({ 'A ziel.example': said });
    expect(await asking(dnsServers([address]))('ziel.example', 'A')).toEqual({ kind: 'failed', why: said });
  });

  it('that nobody answers has failed, and so has one that nobody could be asked', async () => {
    const { address } = await start({ 'A ziel.example': 'silence' });
    const ask = asking(dnsServers([address]), 50);
    expect(await ask('ziel.example', 'A')).toEqual({ kind: 'failed', why: 'no answer in time' });
    expect((await asking([])('ziel.example', 'A')).kind).toBe('failed');
  });

  it('goes to the next server when one is dead or broken', async () => {
    const broken = await start({ 'A ziel.example': 'SERVFAIL' });
    const gone = await startDnsServer({});
    await gone.close();
    const sound = await start({ 'A ziel.example': { answers: [a('ziel.example', '192.0.2.1')] } });
    const ask = asking(dnsServers([gone.address, broken.address, sound.address]), 500);
    expect(await ask('ziel.example', 'A')).toMatchObject({ records: [{ address: '192.0.2.1' }] });
  });
});

describe('an answer that is not ours', () => {
  const query = { id: 1, name: 'ziel.example', kind: 'A' } as const;

  const response = (id: number, name: string, type: 'A' | 'MX'): Buffer =>
    dnsPacket.encode({ type: 'response', id, questions: [{ type, name }] });

  it.each([
    ['of another id', response(2, 'ziel.example', 'A')],
    ['to another question', response(1, 'anders.example', 'A')],
    ['of another type', response(1, 'ziel.example', 'MX')],
    ['that is a query itself', encodeQuery(1, 'ziel.example', 'A')],
    ['that is no DNS at all', Buffer.from('GET / HTTP/1.1')],
    ['that is empty', Buffer.alloc(0)],
  ])('%s is passed over', (_what, bytes) => {
    expect(readAnswer(bytes, query, true)).toEqual({ kind: 'foreign' });
  });

  it('is not the one that repeats id and question', () => {
    expect(readAnswer(response(1, 'Ziel.example', 'A'), query, true)).toMatchObject({ kind: 'answer' });
  });
});

describe('whose word on DNSSEC counts', () => {
  it('that of resolvers which operations named, and of one on this machine', () => {
    expect(dnsServers(['192.0.2.53', '[2001:db8::53]:5353'])).toEqual([
      { address: '192.0.2.53', port: 53, trusted: true },
      { address: '2001:db8::53', port: 5353, trusted: true },
    ]);
    for (const { address, trusted } of dnsServers([])) {
      expect(trusted).toBe(address === '::1' || address.startsWith('127.'));
    }
  });

  it('no other: the AD bit of an unprotected resolver is worth nothing', async () => {
    const { address } = await start({
      'A ziel.example': { answers: [a('ziel.example')], secure: true },
    });
    const untrusted = { ...parseServer(address), trusted: false };
    expect(await asking([untrusted])('ziel.example', 'A')).toMatchObject({ secure: false });
  });

  it.each(['dns.example', '192.0.2.53:0', '192.0.2.53:70000', '[192.0.2.53', ''])(
    '%s is no address of a server',
    (written) => {
      expect(() => parseServer(written)).toThrow('IP address');
    },
  );
});

describe('the cache', () => {
  it('asks each question once, also when it is asked twice at the same time', async () => {
    const server = await start({ 'A ziel.example': { answers: [a('ziel.example')] } });
    const ask = cachingResolve(asking(dnsServers([server.address])));
    await Promise.all([ask('ziel.example', 'A'), ask('ziel.example', 'A')]);
    await ask('ziel.example', 'A');
    expect(server.questions).toHaveLength(1);
  });

  it('keeps no failure', async () => {
    const zone: Zone = { 'A ziel.example': 'SERVFAIL' };
    const server = await start(zone);
    const ask = cachingResolve(asking(dnsServers([server.address])));
    expect((await ask('ziel.example', 'A')).kind).toBe('failed');
    zone['A ziel.example'] = { answers: [a('ziel.example')] };
    expect((await ask('ziel.example', 'A')).kind).toBe('answered');
  });
});
