import { describe, expect, it } from 'vitest';
import { startSmtpServer } from '../../../src/demo/smtp-server.ts';
import type { DeliveryOutcome } from '../../../src/domain/delivery.ts';
import { createMxRoute } from '../../../src/email/mx/mx-route.ts';
import type { MxOptions } from '../../../src/email/mx/mx-options.ts';
import type { PolicyCache } from '../../../src/email/mx/mta-sts.ts';
import { a, aaaa, mx, startDnsServer } from '../../support/dns-server.ts';
import type { Zone } from '../../support/dns-server.ts';
import {
  certificate,
  HOST,
  messageTo,
  MX_HOST,
  recordingHooks,
  SECRET,
  serverCertificate,
} from '../relay-support.ts';
import { memoryPolicies, mxOptions, withMx } from './mx-support.ts';
import type { MxPlace } from './mx-support.ts';

/** An address of this machine where no server of these tests listens. */
const DEAD = '127.0.0.9';

async function send(place: Pick<MxPlace, 'route'>, to = 'anna@fault.example') {
  const hooks = recordingHooks();
  const { outcome, evidence } = await place.route.deliver(messageTo(to), hooks);
  return { outcome, evidence, hooks };
}

describe.concurrent('a message goes straight to the server of the recipient’s domain', () => {
  it('over TLS, with what the server proved as evidence', async () => {
    await withMx({}, async (place) => {
      const { outcome, evidence, hooks } = await send(place, 'anna@post.example');
      expect(outcome).toEqual({ kind: 'accepted' });
      expect(place.server.record.acceptances).toHaveLength(1);
      expect(place.server.record.clearText).not.toContain(SECRET);
      expect(hooks.calls[0]).toBe('body begun');
      expect(evidence).toMatchObject({
        host: MX_HOST,
        tls: { protocol: 'TLSv1.3', authorized: true },
        stage: 'final_reply',
        queueId: expect.any(String) as string,
        destination: {
          level: 'verified',
          address: '127.0.0.1',
          policyId: null,
          requireTls: false,
          passedOver: [],
        },
      });
    });
  });

  it('by the domain itself where it has no MX record (implicit MX)', async () => {
    const zone = { 'A blank.example': { answers: [a('blank.example')] } };
    await withMx({ zone }, async (place) => {
      const { outcome, evidence } = await send(place, 'anna@blank.example');
      expect(outcome.kind).toBe('accepted');
      expect(evidence.host).toBe('blank.example');
    });
  });

  it('with an international domain as A-label', async () => {
    const domain = 'xn--mnchen-3ya.example';
    const zone = { [`MX ${domain}`]: { answers: [mx(domain, MX_HOST)] } };
    await withMx({ zone }, async (place) => {
      expect((await send(place, 'anna@münchen.example')).outcome.kind).toBe('accepted');
      expect(place.server.record.acceptances[0]?.recipient).toBe(`anna@${domain}`);
    });
  });

  it('on the same connection for the next domain of the same server, and at most so many times', async () => {
    await withMx({ options: { maxMessagesPerConnection: 2 } }, async (place) => {
      for (const to of ['a@post.example', 'b@fault.example', 'c@post.example']) await send(place, to);
      expect(place.server.record.acceptances.map(({ connection }) => connection)).toEqual([1, 1, 2]);
    });
  });

  it('on a fresh connection when the idle one has died, unseen', async () => {
    await withMx({}, async (place) => {
      await send(place);
      place.server.dropConnections('fin');
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
      expect((await send(place)).outcome.kind).toBe('accepted');
      expect(place.server.record.connections).toBe(2);
    });
  });

  it('to the next server only while nothing of the message was said', async () => {
    const script = { faults: [{ at: 'mail', does: { drop: 'fin' } }] } as const;
    const zone = {
      'MX fault.example': {
        answers: [mx('fault.example', MX_HOST, 1), mx('fault.example', 'reserve.example', 2)],
      },
      'A reserve.example': { answers: [a('reserve.example')] },
    };
    await withMx({ script, zone }, async (place) => {
      expect((await send(place)).outcome.kind).toBe('retry');
      expect(place.server.record.connections).toBe(1);
    });
  });
});

describe.concurrent('the servers of a domain', () => {
  it('are tried by preference, and what was passed over is evidence', async () => {
    const zone: Zone = {
      'MX fault.example': {
        answers: [
          mx('fault.example', MX_HOST, 30),
          mx('fault.example', 'tot.fault.example', 10),
          mx('fault.example', 'weg.fault.example', 20),
        ],
      },
      'A tot.fault.example': { answers: [a('tot.fault.example', DEAD)] },
    };
    await withMx({ zone }, async (place) => {
      const { outcome, evidence } = await send(place);
      expect(outcome.kind).toBe('accepted');
      expect(evidence.destination?.passedOver).toEqual([
        { host: 'tot.fault.example', why: expect.stringContaining('ECONNREFUSED') as string },
        { host: 'weg.fault.example', why: expect.stringContaining('address') as string },
      ]);
    });
  });

  it('without TLS are passed over for one with TLS, and never used in clear text', async () => {
    await withMx({}, async (place) => {
      const bare = await startSmtpServer({
        address: '127.0.0.2',
        port: place.server.port,
        tls: certificate,
        startTls: 'not offered',
      });
      try {
        place.dns.zone['MX fault.example'] = {
          answers: [mx('fault.example', 'bar.fault.example', 1), mx('fault.example', MX_HOST, 2)],
        };
        place.dns.zone['A bar.fault.example'] = { answers: [a('bar.fault.example', '127.0.0.2')] };
        const { outcome, evidence } = await send(place);
        expect(outcome.kind).toBe('accepted');
        expect(evidence.destination?.passedOver).toHaveLength(1);
        expect(bare.record.clearText).not.toMatch(/MAIL|RCPT|@/u);
        expect(bare.record.acceptances).toEqual([]);
      } finally {
        await bare.close();
      }
    });
  });

  it('are at most five addresses, however many are listed', async () => {
    const many = Array.from({ length: 9 }, (_, index) => a(MX_HOST, `127.0.1.${index + 1}`));
    await withMx({ zone: { [`A ${MX_HOST}`]: { answers: many } } }, async (place) => {
      const { outcome, evidence } = await send(place);
      expect(outcome.kind).toBe('retry');
      expect(evidence.destination?.passedOver).toHaveLength(5);
    });
  });

  it('are looked up ten at most', async () => {
    const names = Array.from({ length: 30 }, (_, index) => mx('fault.example', `weg${index}.fault.example`));
    await withMx({ zone: { 'MX fault.example': { answers: names } } }, async (place) => {
      const { outcome, evidence } = await send(place);
      expect(outcome.kind).toBe('refused');
      expect(evidence.destination?.passedOver).toHaveLength(10);
    });
  });

  it('have a common name as a group: that of their provider', async () => {
    const zone: Zone = {
      'MX eins.example': { answers: [mx('eins.example', 'eins-example.mail.anbieter.example')] },
      'MX zwei.example': {
        answers: [
          mx('zwei.example', 'alt.anderswo.example', 20),
          mx('zwei.example', 'zwei-example.mail.anbieter.example', 10),
        ],
      },
      'MX wien.example': { answers: [mx('wien.example', 'mail.hoster.co.at')] },
    };
    await withMx({ zone }, async ({ route }) => {
      expect(await route.serversOf('eins.example')).toBe('anbieter.example');
      expect(await route.serversOf('zwei.example')).toBe('anbieter.example');
      expect(await route.serversOf('wien.example')).toBe('hoster.co.at');
      expect(await route.serversOf('nirgends.example')).toBe('nirgends.example');
    });
  });

  it('are told as a group without a look at the domain’s policy, whose host may be slow', async () => {
    await withMx({}, async ({ route, dns }) => {
      expect(await route.serversOf('post.example')).toBe('fault.example');
      expect(dns.questions).toEqual(['udp MX post.example']);
    });
  });
});

describe.concurrent('a domain without servers', () => {
  it.each<[string, Zone, RegExp]>([
    ['does not exist', {}, /does not exist/u],
    ['has the null MX', { 'MX ziel.example': { answers: [mx('ziel.example', '.', 0)] } }, /null MX/u],
    ['has neither MX nor address', { 'TXT ziel.example': { answers: [] } }, /no mail server/u],
    [
      'names addresses only, which are no names',
      { 'MX ziel.example': { answers: [mx('ziel.example', '192.0.2.1')] } },
      /no MX record/u,
    ],
  ])('%s: refused for good, and the address is suppressed', async (_what, zone, reason) => {
    await withMx({ zone }, async (place) => {
      const { outcome, evidence } = await send(place, 'anna@ziel.example');
      expect(outcome).toMatchObject({
        kind: 'refused',
        suppressAddress: true,
        reason: expect.stringMatching(reason) as string,
      });
      expect(evidence).toMatchObject({ host: 'ziel.example', tls: null, stage: 'connect' });
      expect(place.server.record.connections).toBe(0);
    });
  });

  it('of whose addresses we use none is refused, and the address is not suppressed', async () => {
    const zone = {
      [`A ${MX_HOST}`]: { answers: [] },
      [`AAAA ${MX_HOST}`]: { answers: [aaaa(MX_HOST, '2001:db8::1')] },
    };
    await withMx({ zone }, async (place) => {
      expect((await send(place)).outcome).toMatchObject({ kind: 'refused', suppressAddress: false });
    });
  });

  it('is refused without a question to anybody when the address is none', async () => {
    await withMx({}, async (place) => {
      const { outcome } = await send(place, 'anna@fault.example\r\nRCPT TO:<b@fault.example>');
      expect(outcome).toMatchObject({ kind: 'refused', suppressAddress: false });
      expect(place.dns.questions).toEqual([]);
    });
  });
});

describe.concurrent('our own outage is nobody’s fault but ours', () => {
  const IMPATIENT = { dnsTimeout: 50 };

  it.each<[string, Zone[string]]>([
    ['answers SERVFAIL', 'SERVFAIL'],
    ['is silent', 'silence'],
  ])('a domain whose DNS %s is tried again while ours works', async (_what, entry) => {
    await withMx({ zone: { 'MX fault.example': entry }, options: IMPATIENT }, async (place) => {
      const { outcome, evidence } = await send(place);
      expect(outcome.kind).toBe('retry');
      expect(evidence.destination?.level).toBeNull();
    });
  });

  it('a dead DNS', async () => {
    await withMx({ options: IMPATIENT }, async (place) => {
      await place.dns.close();
      const { outcome } = await send(place);
      expect(outcome).toMatchObject({ kind: 'our_outage', reason: expect.stringContaining('DNS') as string });
      place.dns.close = () => Promise.resolve();
    });
  });

  it('a resolver that answers SERVFAIL to everything, even to a name below our own domain', async () => {
    await withMx({}, async (place) => {
      const everything = new Proxy<Zone>({}, { get: () => 'SERVFAIL', ownKeys: () => [] });
      const broken = await startDnsServer(everything);
      const route = createMxRoute(mxOptions(place.server.port, broken.address), memoryPolicies());
      try {
        expect((await send({ route })).outcome.kind).toBe('our_outage');
      } finally {
        await route.close();
        await broken.close();
      }
    });
  });

  describe('a resolver that denies every domain', () => {
    const gone = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.gone.example`);
    const kindsOfGone = async (place: MxPlace): Promise<readonly string[]> => {
      const kinds: string[] = [];
      for (const domain of gone) kinds.push((await send(place, `anna@${domain}`)).outcome.kind);
      return kinds;
    };

    it('from the beginning: known before the first document, where all are asked for their servers first', async () => {
      await withMx({}, async (place) => {
        await Promise.all(gone.map((domain) => place.route.serversOf(domain)));
        expect(await kindsOfGone(place)).toEqual(Array<string>(6).fill('our_outage'));
      });
    });

    it('in the middle of a night: it does not know what it knew before', async () => {
      await withMx({}, async (place) => {
        expect((await send(place, 'anna@post.example')).outcome.kind).toBe('accepted');
        delete place.dns.zone['MX post.example'];
        expect(await kindsOfGone(place)).toEqual([
          ...Array<string>(4).fill('refused'),
          'our_outage',
          'our_outage',
        ]);
      });
    });

    it('is none that still knows the last domain that it named: many typing errors are no outage', async () => {
      await withMx({}, async (place) => {
        expect((await send(place, 'anna@post.example')).outcome.kind).toBe('accepted');
        expect(await kindsOfGone(place)).toEqual(Array<string>(6).fill('refused'));
        expect(place.dns.questions.filter((question) => question === 'udp MX post.example')).toHaveLength(2);
      });
    });

    it('is none whose last domain alone gives no answer any more', async () => {
      await withMx({ options: IMPATIENT }, async (place) => {
        expect((await send(place, 'anna@post.example')).outcome.kind).toBe('accepted');
        place.dns.zone['MX post.example'] = 'SERVFAIL';
        expect(await kindsOfGone(place)).toEqual(Array<string>(6).fill('refused'));
      });
    });
  });

  const dead = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}-xxx.example`);
  const deadZone = Object.fromEntries(
    dead.flatMap((domain) => [
      [`MX ${domain}`, { answers: [mx(domain, `mx.${domain}`)] }],
      [`A mx.${domain}`, { answers: [a(`mx.${domain}`, DEAD)] }],
    ]),
  );
  const kindsOf = async (place: MxPlace): Promise<readonly string[]> => {
    const kinds: string[] = [];
    for (const domain of dead) kinds.push((await send(place, `anna@${domain}`)).outcome.kind);
    return kinds;
  };

  it('no way out at all: held while nothing was ever reached, our own servers neither; from five groups on an outage', async () => {
    const own = { 'MX versicherung.example': { answers: [mx('versicherung.example', `mx.${dead[0]}`)] } };
    await withMx({ zone: { ...deadZone, ...own } }, async (place) => {
      expect(await kindsOf(place)).toEqual([...Array<string>(4).fill('sender_refused'), 'our_outage']);
      // One that answers takes it back: the five were dead by themselves.
      await send(place, 'anna@post.example');
      expect(await kindsOf(place)).toEqual(Array<string>(5).fill('retry'));
    });
  });

  it('no way out at all: held where we have no servers of our own that could be asked', async () => {
    const none = { 'MX versicherung.example': { answers: [] } };
    await withMx({ zone: { ...deadZone, ...none } }, async (place) => {
      const { outcome } = await send(place, `anna@${dead[0]}`);
      expect(outcome.kind).toBe('sender_refused');
      expect('reason' in outcome && outcome.reason).toContain('no way out for us');
    });
  });

  it('a server that is out of reach while our own answers, whatever it says, is the other side’s matter: tried again, then post', async () => {
    await withMx({ zone: deadZone }, async (place) => {
      expect(await kindsOf(place)).toEqual(Array<string>(5).fill('retry'));
      expect(place.server.record.connections).toBe(0);
    });
  });

  it('554 at the greeting speaks of our address: held in the end, never suppressed, never posted at once', async () => {
    const script = { faults: [{ at: 'greeting', does: { reply: '554 5.7.1 Blocked' } }] } as const;
    await withMx({ script }, async (place) => {
      const { outcome, evidence } = await send(place);
      expect(outcome.kind).toBe('sender_refused');
      expect(evidence.reply).toMatchObject({ code: 554, enhanced: '5.7.1' });
    });
  });

  it.each([
    ['EHLO', 'ehlo', '550 5.7.1 Your name is not allowed'],
    ['MAIL', 'mail', '550 5.7.1 Sender refused'],
    ['RCPT', 'rcpt', '550 5.7.1 Blocked by reputation'],
    [
      'RCPT, in the words of a relay without TLS',
      'rcpt',
      '451 4.7.5 TLS is required, but our TLS engine is unavailable',
    ],
  ] as const)('what a stranger says stops no night: %s', async (_step, at, reply) => {
    await withMx({ script: { faults: [{ at, does: { reply } }] } }, async (place) => {
      expect((await send(place)).outcome.kind).toBe('sender_refused');
    });
  });

  it('a policy cache that cannot be read stops the try: without it a policy could be stripped', async () => {
    const broken: PolicyCache = {
      read: () => Promise.reject(new Error('the ledger is gone')),
      write: () => Promise.resolve(),
    };
    await withMx({ policies: broken }, async (place) => {
      await expect(send(place)).rejects.toThrow('the ledger is gone');
      expect(place.server.record.connections).toBe(0);
    });
  });
});

describe.concurrent('addresses and messages of every kind', () => {
  it.each<[string, string, boolean, DeliveryOutcome['kind']]>([
    ['a quoted local part', '"anna b"@fault.example', false, 'accepted'],
    ['an international local part, announced', 'jürgen@fault.example', true, 'accepted'],
    ['an international local part, not announced', 'jürgen@fault.example', false, 'refused'],
  ])('%s', async (_what, to, smtpUtf8, kind) => {
    await withMx({ script: { extensions: { smtpUtf8 } } }, async (place) => {
      expect((await send(place, to)).outcome.kind).toBe(kind);
      expect(place.server.record.acceptances).toHaveLength(kind === 'accepted' ? 1 : 0);
    });
  });

  it.each<[string, Buffer]>([
    ['leading dots', Buffer.from('A: b\r\n\r\n.\r\n..\r\n.a\r\n')],
    ['nothing after the header', Buffer.from('A: b\r\n\r\n')],
    ['30 MB', Buffer.from(`A: b\r\n\r\n${`${'A'.repeat(76)}\r\n`.repeat(400_000)}`)],
  ])('%s arrive byte by byte', async (_what, bytes) => {
    await withMx({}, async (place) => {
      const message = messageTo('anna@fault.example', bytes);
      expect((await place.route.deliver(message, recordingHooks())).outcome.kind).toBe('accepted');
      expect(place.server.record.acceptances).toMatchObject([{ size: bytes.length }]);
    });
  });
});

describe('a probe', () => {
  it('shows what a domain’s server proves without sending anything', async () => {
    await withMx({}, async ({ route, server }) => {
      const { outcome, evidence } = await route.probe('fault.example');
      expect(outcome).toEqual({ kind: 'accepted' });
      expect(evidence).toMatchObject({ host: MX_HOST, stage: 'tls', destination: { level: 'verified' } });
      expect(server.record.commands.some(({ line }) => line.startsWith('MAIL'))).toBe(false);
      expect((await route.probe('nirgends.example')).outcome.kind).toBe('refused');
    });
  });
});

describe('the options', () => {
  it.each<[string, object]>([
    ['a key of TLS', { tls: { rejectUnauthorized: false } }],
    ['an unknown key', { requireTLS: false }],
    ['the text "false" for a switch', { verifyCertificates: 'false' }],
    ['TLS 1.1', { minVersion: 'TLSv1.1' }],
    ['a URL for a resolver', { dnsServers: ['https://dns.example'] }],
    ['an IP address as our name', { clientHostname: '[192.0.2.1]' }],
    ['REQUIRETLS as a boolean', { requireTls: false }],
  ])('are refused with %s', (_what, change) => {
    const options = { ...mxOptions(25, '127.0.0.1'), ...change } as MxOptions;
    expect(() => createMxRoute(options, memoryPolicies())).toThrow(/Route mx cannot be used/u);
  });

  it('cannot be undone by the environment', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const tls = serverCertificate({ names: [HOST, 'anders.example'] });
      await withMx({ script: { tls }, options: { verifyCertificates: true } }, async (place) => {
        expect((await send(place)).outcome.kind).toBe('tls_refused');
      });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });
});

it('a route that is closed lets what is under way finish, says good-bye and takes nothing more', async () => {
  await withMx({ script: { latencyMs: { final: 50 } } }, async (place) => {
    const delivery = send(place);
    await place.route.close();
    expect((await delivery).outcome.kind).toBe('accepted');
    expect(place.server.record.commands.at(-1)?.line).toBe('QUIT');
    await expect(send(place)).rejects.toMatchObject({ code: 'REFUSED' });
  });
});
