import { describe, expect, it } from 'vitest';
import { unfitCertificates } from '../../src/demo/certificates.ts';
import type { Drop, Fault, FaultStage, SmtpScript } from '../../src/demo/smtp-script.ts';
import type { SmtpServer } from '../../src/demo/smtp-server.ts';
import type { DeliveryOutcome, DeliveryStage } from '../../src/domain/delivery.ts';
import type { EmailRoute } from '../../src/email/route.ts';
import { withMx } from './mx/mx-support.ts';
import {
  authority,
  certificate,
  HOST,
  messageTo,
  MX_HOST,
  recordingHooks,
  SECRET,
  serverCertificate,
  startRelay,
  withRelay,
} from './relay-support.ts';

/** Short enough for a test that waits for silence, long enough for a slow machine to shake hands. */
const IMPATIENT = { connect: 1000, reply: 1000, finalReply: 1000 };
const SILENT = /silence|hang|silent/u;

/** What stands between us and the server that plays the fault: our own relay, or nobody. */
type RouteName = 'relay' | 'mx';

interface Row {
  readonly outcome: DeliveryOutcome['kind'];
  /** Where route `mx` reads it differently: a stranger's server is never our outage. */
  readonly mx?: Partial<Omit<Row, 'mx'>>;
  readonly stage: DeliveryStage;
  /** Copies that the server really holds. */
  readonly copies?: number;
  readonly suppressAddress?: boolean;
  /** Default true: whether the server's certificate verified. */
  readonly authorized?: boolean;
}

/** A server that both routes can reach, and the route to it. */
function withRoute<T>(
  through: RouteName,
  script: Partial<SmtpScript>,
  options: { readonly timeouts?: typeof IMPATIENT },
  work: (place: { readonly server: SmtpServer; readonly route: EmailRoute }) => Promise<T>,
): Promise<T> {
  return through === 'relay' ? withRelay({ script, options }, work) : withMx({ script, options }, work);
}

function deliver(
  through: RouteName,
  name: string,
  script: Partial<SmtpScript>,
  reused: boolean,
  bytes?: Buffer,
) {
  const options = SILENT.test(name) ? { timeouts: IMPATIENT } : {};
  return withRoute(through, script, options, async ({ server, route }) => {
    if (reused) await route.deliver(messageTo('erster@post.example'), recordingHooks());
    const before = server.record.acceptances.length;
    const connections = server.record.connections;
    const hooks = recordingHooks();
    const result = await route.deliver(messageTo('anna@fault.example', bytes), hooks);
    if (reused) expect(server.record.connections).toBe(connections);
    // S1, S2: whatever happened, nothing of a message and no address was ever in clear text.
    expect(server.record.clearText).not.toMatch(/MAIL|RCPT|@|AUTH/u);
    expect(server.record.clearText).not.toContain(SECRET);
    return { result, hooks, copies: server.record.acceptances.length - before };
  });
}

async function check(
  through: RouteName,
  name: string,
  script: Partial<SmtpScript>,
  reused: boolean,
  given: Row,
  bytes?: Buffer,
) {
  const row = through === 'mx' ? { ...given, ...given.mx } : given;
  const { result, hooks, copies } = await deliver(through, name, script, reused, bytes);
  expect(result.outcome).toMatchObject({
    kind: row.outcome,
    ...(row.suppressAddress === undefined ? {} : { suppressAddress: row.suppressAddress }),
  });
  expect(result.evidence.stage).toBe(row.stage);
  expect(copies).toBe(row.copies ?? 0);
  // L8: what may be logged names no address.
  if ('reason' in result.outcome) expect(result.outcome.reason).not.toContain('@');
  if (row.stage === 'connect') expect(result.evidence.tls).toBeNull();
  const spoken = ['envelope', 'data', 'body', 'final_reply'].includes(row.stage);
  if (spoken) expect(result.evidence.tls?.authorized).toBe(row.authorized ?? true);
  if (through === 'mx') {
    const level = spoken ? ((row.authorized ?? true) ? 'verified' : 'tls') : null;
    expect(result.evidence.destination?.level).toBe(level);
  }
  const begun = ['body', 'final_reply'].includes(row.stage);
  expect(hooks.calls.includes('body begun')).toBe(begun);
}

/** Our relay cannot be used; of a recipient's server the same proves that it lacks sufficient TLS. */
const OURS: Row = { outcome: 'our_outage', stage: 'tls', mx: { outcome: 'tls_refused' } };
/** The same, but at a recipient's server it may have been the network. */
const BROKEN_OFF: Row = { ...OURS, mx: { outcome: 'retry' } };
const OURS_AT_CONNECT: Row = { outcome: 'our_outage', stage: 'connect', mx: { outcome: 'retry' } };
/** Without a policy a recipient's server may show any certificate: encrypted, and recorded as no more than that. */
const UNPROVEN: Row = {
  ...OURS,
  mx: { outcome: 'accepted', stage: 'final_reply', copies: 1, authorized: false },
};

const rsa = serverCertificate({ key: 'rsa-2048' });
const TAKEN: Row = { outcome: 'accepted', stage: 'final_reply', copies: 1 };

function transportRows(host: string): readonly (readonly [string, Partial<SmtpScript>, Row])[] {
  return [
    ['STARTTLS not offered', { startTls: 'not offered' }, OURS],
    ['STARTTLS answered 454', { startTls: 'refused' }, OURS],
    ['220, then close', { startTls: 'closes' }, BROKEN_OFF],
    ['220, then RST at the client hello', { startTls: 'resets' }, BROKEN_OFF],
    ['220, then garbage', { startTls: 'garbage' }, OURS],
    ['220, then hang', { startTls: 'hangs' }, BROKEN_OFF],
    ['EHLO rejected', { faults: [{ at: 'ehlo', does: { reply: '502 5.5.1 No' } }] }, OURS],
    [
      'greeting 421',
      { faults: [{ at: 'greeting', does: { reply: '421 4.7.0 Too many' } }] },
      OURS_AT_CONNECT,
    ],
    [
      'greeting 554',
      { faults: [{ at: 'greeting', does: { reply: '554 5.7.1 Blocked' } }] },
      { ...OURS_AT_CONNECT, mx: { outcome: 'sender_refused' } },
    ],
    [
      'greeting 521, no mail here',
      { faults: [{ at: 'greeting', does: { reply: '521 5.3.2 Takes no mail' } }] },
      { ...OURS_AT_CONNECT, mx: { outcome: 'refused', suppressAddress: false } },
    ],
    [
      'TLS 1.1 at most',
      {
        tls: { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      },
      OURS,
    ],
    [
      'TLS 1.2 without forward secrecy',
      { tls: { ...rsa, maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256:AES256-SHA256' } },
      OURS,
    ],
    [
      'TLS 1.2 with CBC only',
      { tls: { ...certificate, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' } },
      OURS,
    ],
    [
      'an RSA key of 1024 bits',
      { tls: { ...serverCertificate({ key: 'rsa-1024' }), ciphers: 'DEFAULT@SECLEVEL=0' } },
      UNPROVEN,
    ],
    ['an RSA key of 2048 bits', { tls: rsa }, TAKEN],
    ['TLS 1.2 with ECDSA', { tls: { ...certificate, maxVersion: 'TLSv1.2' } }, TAKEN],
    ...Object.entries(unfitCertificates(authority, host)).map(
      ([kind, tls]) => [`certificate ${kind}`, { tls }, UNPROVEN] as [string, Partial<SmtpScript>, Row],
    ),
  ];
}

describe.concurrent.each([
  ['relay', HOST],
  ['mx', MX_HOST],
] as const)(
  'S2: by route %s, a server without sufficient TLS gets not one byte of a message',
  (through, host) => {
    it.each(transportRows(host))('%s', async (name, script, row) => {
      await check(through, name, script, false, row);
    });
  },
);

describe.concurrent('S2: a relay that we cannot trust gets not one byte of a message', () => {
  const inTls = transportRows(HOST).filter(
    ([, script, { outcome }]) =>
      script.startTls === undefined && script.faults === undefined && outcome !== 'accepted',
  );
  it.each(inTls)('%s, with TLS from the first byte', async (_name, script, row) => {
    const setup = { script: { ...script, mode: 'tls' }, options: { mode: 'tls' } } as const;
    await withRelay(setup, async ({ server, route }) => {
      const { outcome, evidence } = await route.deliver(messageTo('a@post.example'), recordingHooks());
      expect(outcome.kind).toBe(row.outcome);
      expect(evidence.stage).toBe('tls');
      expect(server.record.commands).toEqual([]);
    });
  });

  it('a relay that is not there', async () => {
    const { server, route } = await startRelay();
    await server.close();
    const { outcome, evidence } = await route.deliver(messageTo('a@post.example'), recordingHooks());
    expect(outcome.kind).toBe('our_outage');
    expect(evidence).toMatchObject({ stage: 'connect', tls: null, reply: null });
    await route.close();
  });

  it('a wrong login', async () => {
    const setup = {
      script: { login: { user: 'postausgang', password: 'richtig' } },
      options: { auth: { user: 'postausgang', password: 'falsch' } },
    };
    const { outcome, evidence } = await withRelay(setup, ({ route }) =>
      route.deliver(messageTo('a@post.example'), recordingHooks()),
    );
    expect(outcome.kind).toBe('our_outage');
    expect(evidence).toMatchObject({ stage: 'tls', reply: { code: 535 }, tls: { protocol: 'TLSv1.3' } });
    expect(JSON.stringify([outcome, evidence])).not.toContain('falsch');
  });
});

const REPLIES: readonly (readonly [string, FaultStage, string, Row])[] = [
  ['greylisting', 'rcpt', '451 4.7.1 <{recipient}>: Greylisted', { outcome: 'retry', stage: 'envelope' }],
  ['RCPT 450', 'rcpt', '450 4.2.0 Busy', { outcome: 'retry', stage: 'envelope' }],
  ['RCPT 421', 'rcpt', '421 4.3.2 Shutting down', { outcome: 'retry', stage: 'envelope' }],
  [
    'no such mailbox',
    'rcpt',
    '550 5.1.1 <{recipient}>: Unknown',
    { outcome: 'refused', stage: 'envelope', suppressAddress: true },
  ],
  [
    'null MX',
    'rcpt',
    '556 5.1.10 Domain takes no mail',
    { outcome: 'refused', stage: 'envelope', suppressAddress: true },
  ],
  [
    'no such domain',
    'rcpt',
    '550 5.1.2 Host unknown',
    { outcome: 'refused', stage: 'envelope', suppressAddress: true },
  ],
  [
    'no route',
    'rcpt',
    '550 5.4.4 No MX or A',
    { outcome: 'refused', stage: 'envelope', suppressAddress: true },
  ],
  [
    'mailbox full',
    'rcpt',
    '552 5.2.2 <{recipient}>: Full',
    { outcome: 'refused', stage: 'envelope', suppressAddress: false },
  ],
  [
    'a 550 that says no more',
    'rcpt',
    '550 No',
    { outcome: 'refused', stage: 'envelope', suppressAddress: false },
  ],
  [
    'relaying denied',
    'rcpt',
    '554 5.7.1 Relay access denied',
    { outcome: 'sender_refused', stage: 'envelope' },
  ],
  [
    'no STARTTLS there',
    'rcpt',
    '550 5.7.4 TLS is required, but was not offered by host mx.{domain}',
    { outcome: 'tls_refused', stage: 'envelope' },
  ],
  [
    'no STARTTLS there, for now',
    'rcpt',
    '450 4.7.4 TLS is required, but was not offered by host mx.{domain}',
    { outcome: 'tls_refused', stage: 'envelope' },
  ],
  [
    'bad certificate there',
    'rcpt',
    '550 5.7.5 Server certificate not verified',
    { outcome: 'tls_refused', stage: 'envelope' },
  ],
  [
    'no REQUIRETLS there',
    'rcpt',
    '550 5.7.30 REQUIRETLS support required',
    { outcome: 'tls_refused', stage: 'envelope' },
  ],
  [
    'sender refused',
    'mail',
    '550 5.7.1 Sender address rejected',
    { outcome: 'our_outage', stage: 'envelope', mx: { outcome: 'sender_refused' } },
  ],
  ['MAIL 451', 'mail', '451 4.3.1 Out of memory', { outcome: 'retry', stage: 'envelope' }],
  [
    '552 at MAIL',
    'mail',
    '552 5.3.4 Message too large',
    { outcome: 'refused', stage: 'envelope', suppressAddress: false },
  ],
  ['DATA refused', 'data', '554 5.7.1 Blocked by our policy', { outcome: 'sender_refused', stage: 'data' }],
  ['DATA 451', 'data', '451 4.3.0 Later', { outcome: 'retry', stage: 'data' }],
  ['4xx after the dot', 'dot', '451 4.3.0 Queue is full', { outcome: 'retry', stage: 'final_reply' }],
  ['421 after the dot', 'dot', '421 4.3.2 Shutting down', { outcome: 'retry', stage: 'final_reply' }],
  [
    'too large, after the dot',
    'dot',
    '552 5.3.4 Too large',
    { outcome: 'refused', stage: 'final_reply', suppressAddress: false },
  ],
  [
    'spam, after the dot',
    'dot',
    '554 5.7.1 Looks like spam',
    { outcome: 'sender_refused', stage: 'final_reply' },
  ],
  [
    'unknown mailbox, after the dot',
    'dot',
    '550 5.1.1 Unknown',
    { outcome: 'refused', stage: 'final_reply', suppressAddress: true },
  ],
  [
    'a line that broke behind a proxy after it took the message',
    'stored',
    '451 4.4.2 Lost connection',
    { outcome: 'in_doubt', stage: 'final_reply', copies: 1 },
  ],
  [
    'a reply that is none, after the message was stored',
    'stored',
    'was ist das',
    { outcome: 'in_doubt', stage: 'final_reply', copies: 1 },
  ],
  [
    '354 after the message was stored',
    'stored',
    '354 Go on',
    { outcome: 'in_doubt', stage: 'final_reply', copies: 1 },
  ],
];

const DROPS: readonly (readonly [FaultStage, Row])[] = [
  ['mail', { outcome: 'retry', stage: 'envelope' }],
  ['rcpt', { outcome: 'retry', stage: 'envelope' }],
  ['data', { outcome: 'retry', stage: 'envelope' }],
  ['dot', { outcome: 'in_doubt', stage: 'final_reply' }],
  ['stored', { outcome: 'in_doubt', stage: 'final_reply', copies: 1 }],
];
const HOW: readonly Drop[] = ['fin', 'rst', 'silence'];

/** Faults before RCPT strike the whole server, so the first message is spared. */
function scriptOf(at: FaultStage, does: Fault['does'], skip: number): Partial<SmtpScript> {
  const known = ['rcpt', 'data', 'body', 'dot', 'stored'].includes(at);
  return known ? { domains: { 'fault.example': { at, does } } } : { faults: [{ at, does, skip }] };
}

describe.concurrent.each([
  ['relay', 'new', false],
  ['relay', 'reused', true],
  ['mx', 'new', false],
  ['mx', 'reused', true],
] as const)('by route %s, on a %s connection', (through, _kind, reused) => {
  const skip = reused ? 1 : 0;

  it.each(REPLIES)('a reply: %s', async (name, at, reply, row) => {
    await check(through, name, scriptOf(at, { reply }, skip), reused, row);
  });

  it.each(REPLIES.slice(0, 15))('a reply without PIPELINING: %s', async (name, at, reply, row) => {
    const script = { ...scriptOf(at, { reply }, skip), extensions: { pipelining: false } };
    await check(through, name, script, reused, row);
  });

  it.each(DROPS.flatMap(([at, row]) => HOW.map((how) => [at, how, row] as const)))(
    'the line drops at %s by %s',
    async (at, how, row) => {
      await check(through, how, scriptOf(at, { drop: how }, skip), reused, row);
    },
  );

  // Large enough that it cannot all lie in the buffers of the operating system when the server goes.
  const large = Buffer.from(`Subject: a\r\n\r\n${`${'A'.repeat(76)}\r\n`.repeat(260_000)}`);

  it.each(HOW)('the line drops in the middle of the body by %s', async (how) => {
    await check(
      through,
      how,
      scriptOf('body', { drop: how }, skip),
      reused,
      { outcome: 'retry', stage: 'body' },
      large,
    );
  });

  it.each([
    ['552 5.3.4 Too large', 'refused'],
    ['451 4.3.1 Full', 'retry'],
    ['250 2.0.0 Ok: queued as LIAR', 'retry'],
  ] as const)(
    'a reply in the middle of the body, %s, ends the matter: no dot follows',
    async (reply, outcome) => {
      await check(
        through,
        'early',
        scriptOf('body', { reply }, skip),
        reused,
        { outcome, stage: 'body' },
        large,
      );
    },
  );

  it('a message above the announced SIZE is refused before anything is said', async () => {
    const script = { extensions: { size: 1000 } };
    const { result, copies } = await deliver(
      through,
      'size',
      script,
      reused,
      Buffer.from(`A: ${'b'.repeat(2000)}\r\n`),
    );
    expect(result.outcome).toMatchObject({ kind: 'refused', suppressAddress: false });
    expect(copies).toBe(0);
  });
});

describe.concurrent.each(['relay', 'mx'] as const)('by route %s, on the way to the envelope', (through) => {
  it.each((['greeting', 'ehlo'] as const).flatMap((at) => HOW.map((how) => [at, how] as const)))(
    'the line drops at %s by %s',
    async (at, how) => {
      const row = at === 'greeting' ? OURS_AT_CONNECT : BROKEN_OFF;
      await check(through, how, { faults: [{ at, does: { drop: how } }] }, false, row);
    },
  );
});

it.each(['relay', 'mx'] as const)(
  'by route %s, a greylisting server yields to the second try',
  async (through) => {
    const fault: Fault = { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted' }, times: 1 };
    await withRoute(through, { domains: { 'fault.example': fault } }, {}, async ({ server, route }) => {
      const message = messageTo('anna@fault.example');
      expect((await route.deliver(message, recordingHooks())).outcome.kind).toBe('retry');
      expect((await route.deliver(message, recordingHooks())).outcome.kind).toBe('accepted');
      expect(server.record.acceptances).toHaveLength(1);
    });
  },
);
