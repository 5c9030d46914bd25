import { createHash, X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Relay, RelaySetup } from './relay-support.ts';
import {
  certificate,
  messageTo,
  recordingHooks,
  SECRET,
  serverCertificate,
  startRelay,
  until,
} from './relay-support.ts';

let relay: Relay | null = null;

async function start(setup: RelaySetup = {}): Promise<Relay> {
  relay = await startRelay(setup);
  return relay;
}

afterEach(async () => {
  await relay?.close();
  relay = null;
});

describe('a message that is taken', () => {
  it.each(['starttls', 'tls'] as const)('S1: goes out encrypted by %s, with its proof', async (mode) => {
    const { server, route } = await start({ script: { mode }, options: { mode } });
    const message = messageTo('anna@post.example');
    const { outcome, evidence } = await route.deliver(message, recordingHooks());
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(server.record.acceptances).toMatchObject([
      { recipient: 'anna@post.example', messageId: message.messageId, sha256: sha256(message.bytes) },
    ]);
    expect(evidence).toMatchObject({
      host: '127.0.0.1',
      port: server.port,
      stage: 'final_reply',
      queueId: sha256(message.bytes).slice(0, 11).toUpperCase(),
      reply: { code: 250, enhanced: '2.0.0' },
      tls: {
        protocol: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        authorized: true,
        certificateSha256: new X509Certificate(certificate.cert).fingerprint256
          .replaceAll(':', '')
          .toLowerCase(),
      },
    });
    expect(server.record.clearText).toBe(mode === 'tls' ? '' : 'EHLO sender.example\r\nSTARTTLS\r\n');
  });

  it('S1: is accepted over TLS 1.2 where the suite has forward secrecy', async () => {
    const { route } = await start({
      script: { tls: { ...certificate, maxVersion: 'TLSv1.2' } },
    });
    const { outcome, evidence } = await route.deliver(messageTo('anna@post.example'), recordingHooks());
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(evidence.tls).toMatchObject({ protocol: 'TLSv1.2', keyExchange: 'X25519' });
    expect(evidence.tls?.cipher).toMatch(/^TLS_ECDHE_/u);
  });

  it('S1: is accepted with an RSA certificate of 2048 bits', async () => {
    const { route } = await start({ script: { tls: serverCertificate({ key: 'rsa-2048' }) } });
    const { outcome } = await route.deliver(messageTo('anna@post.example'), recordingHooks());
    expect(outcome).toEqual({ kind: 'accepted' });
  });

  it.each([
    ['that ends with CRLF', 'Subject: a\r\n\r\ntext\r\n', 'Subject: a\r\n\r\ntext\r\n'],
    ['without a final CRLF, which SMTP adds', 'Subject: a\r\n\r\ntext', 'Subject: a\r\n\r\ntext\r\n'],
    ['with leading dots', '.\r\n..\r\n.a\r\n\r\n.\r\n', '.\r\n..\r\n.a\r\n\r\n.\r\n'],
    ['of a single dot', '.', '.\r\n'],
    ['that ends with dots', 'a\r\n...\r\n..', 'a\r\n...\r\n..\r\n'],
  ])('arrives byte by byte as it was built: a message %s', async (_what, sent, received) => {
    const { server, route } = await start();
    const message = messageTo('anna@post.example', Buffer.from(sent));
    await route.deliver(message, recordingHooks());
    expect(server.record.acceptances.map((each) => each.sha256)).toEqual([sha256(Buffer.from(received))]);
  });

  it('arrives byte by byte as it was built when it has 30 MB', async () => {
    const { server, route } = await start();
    const bytes = Buffer.from(`Subject: a\r\n\r\n${`..${'A'.repeat(74)}\r\n`.repeat(390_000)}`);
    await route.deliver(messageTo('anna@post.example', bytes), recordingHooks());
    expect(server.record.acceptances.map((each) => each.sha256)).toEqual([sha256(bytes)]);
  });

  it('is refused by ourselves when a bare line end could smuggle a second message in', async () => {
    const { server, route } = await start();
    const bytes = Buffer.from('Subject: a\r\n\r\n\n.\r\nMAIL FROM:<eve@example.org>\r\n');
    await expect(route.deliver(messageTo('anna@post.example', bytes), recordingHooks())).rejects.toThrow(
      /bare CR or LF at byte 14/u,
    );
    expect(server.record.bodyBytes).toBe(0);
  });

  it('asks for delivery notifications where they are announced, and not elsewhere', async () => {
    const { server, route } = await start();
    const message = messageTo('anna@post.example');
    await route.deliver(message, recordingHooks());
    expect(server.record.acceptances[0]?.parameters).toEqual({
      mail: `SIZE=${message.bytes.length} RET=HDRS ENVID=${message.attemptId}`,
      rcpt: 'NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna@post.example',
    });
    await relay?.close();
    const without = await start({ script: { extensions: { dsn: false } } });
    await without.route.deliver(messageTo('anna@post.example'), recordingHooks());
    expect(without.server.record.acceptances[0]?.parameters.rcpt).toBe('');
  });

  it('S1: demands TLS of every further server where REQUIRETLS is announced', async () => {
    const { server, route } = await start({ script: { extensions: { requireTls: true } } });
    await route.deliver(messageTo('anna@post.example'), recordingHooks());
    expect(server.record.acceptances[0]?.parameters.mail).toMatch(/ REQUIRETLS$/u);
  });

  it('S1: does not go to a relay without REQUIRETLS when we insist on it', async () => {
    const { server, route } = await start({ options: { requireTls: 'insist' } });
    const { outcome, evidence } = await route.deliver(messageTo('anna@post.example'), recordingHooks());
    expect(outcome.kind).toBe('our_outage');
    expect(evidence.stage).toBe('tls');
    expect(server.record.commands.some(({ line }) => line.startsWith('MAIL'))).toBe(false);
  });

  it('logs in only inside TLS', async () => {
    const login = { user: 'postausgang', password: 'geheim' };
    const { server, route } = await start({ script: { login }, options: { auth: login } });
    const { outcome } = await route.deliver(messageTo('anna@post.example'), recordingHooks());
    expect(outcome).toEqual({ kind: 'accepted' });
    const secret = Buffer.from('\0postausgang\0geheim').toString('base64');
    expect(server.record.commands).toContainEqual({
      connection: 1,
      secure: true,
      line: `AUTH PLAIN ${secret}`,
    });
    expect(server.record.clearText).not.toContain(secret);
  });
});

describe('addresses', () => {
  it('S15: what is not one address is refused without asking the relay', async () => {
    const { server, route } = await start();
    const { outcome } = await route.deliver(messageTo('a@b.example, c@d.example'), recordingHooks());
    expect(outcome).toMatchObject({ kind: 'refused', suppressAddress: false });
    expect(server.record.connections).toBe(0);
  });

  it('S15: a local part beyond ASCII is refused by ourselves where SMTPUTF8 is not announced', async () => {
    const { server, route } = await start();
    const { outcome } = await route.deliver(messageTo('jörg@post.example'), recordingHooks());
    expect(outcome).toMatchObject({ kind: 'refused', suppressAddress: false });
    expect(server.record.commands.some(({ line }) => line.startsWith('MAIL'))).toBe(false);
    expect(await route.deliver(messageTo('anna@post.example'), recordingHooks())).toMatchObject({
      outcome: { kind: 'accepted' },
    });
    expect(server.record.connections).toBe(1);
  });

  it('S15: a local part beyond ASCII goes out where SMTPUTF8 is announced', async () => {
    const { server, route } = await start({ script: { extensions: { smtpUtf8: true } } });
    await route.deliver(messageTo('jörg@bücher.example'), recordingHooks());
    expect(server.record.acceptances[0]).toMatchObject({ recipient: 'jörg@xn--bcher-kva.example' });
    expect(server.record.acceptances[0]?.parameters.mail).toContain('SMTPUTF8');
  });

  it('S15: quoted local parts and international domains arrive as SMTP writes them', async () => {
    const { server, route } = await start();
    await route.deliver(messageTo('"anna @ home"@Bücher.example'), recordingHooks());
    expect(server.record.acceptances[0]?.recipient).toBe('"anna @ home"@xn--bcher-kva.example');
  });

  it('a sender address that is none is an error of the configuration', async () => {
    const { route } = await start();
    const message = { ...messageTo('anna@post.example'), from: 'Die Versicherung' };
    await expect(route.deliver(message, recordingHooks())).rejects.toMatchObject({ code: 'CONFIGURATION' });
  });
});

describe('the hooks', () => {
  it('know that the body begins before one byte of it has arrived, and the final reply before we do', async () => {
    const { server, route } = await start();
    const seen: string[] = [];
    await route.deliver(messageTo('anna@post.example'), {
      bodyBegun: async () => {
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
        const { line } = server.record.commands.at(-1) ?? { line: '' };
        seen.push(`body begun after ${line}, ${server.record.bodyBytes} bytes there`);
      },
      finalReply: async (reply) => {
        await Promise.resolve();
        seen.push(`final reply ${reply.code}`);
      },
    });
    expect(seen).toEqual(['body begun after DATA, 0 bytes there', 'final reply 250']);
  });

  it('withhold the whole body by throwing, and the error comes out as it went in', async () => {
    const { server, route } = await start();
    const lost = Object.assign(new Error('the lease is gone'), { code: 'LEASE_LOST' });
    const hooks = { ...recordingHooks(), bodyBegun: () => Promise.reject(lost) };
    await expect(route.deliver(messageTo('anna@post.example'), hooks)).rejects.toBe(lost);
    expect(lost.code).toBe('LEASE_LOST');
    expect(server.record.bodyBytes).toBe(0);
    expect(server.record.acceptances).toEqual([]);
    await route.deliver(messageTo('bernd@post.example'), recordingHooks());
    expect(server.record.acceptances).toMatchObject([{ recipient: 'bernd@post.example', connection: 2 }]);
  });

  it('are waited for when the line drops while they write, and nothing goes out afterwards', async () => {
    const { server, route } = await start();
    const seen: string[] = [];
    const { outcome, evidence } = await route.deliver(messageTo('anna@post.example'), {
      ...recordingHooks(),
      bodyBegun: async () => {
        server.dropConnections('rst');
        await new Promise((resolve) => {
          setTimeout(resolve, 100);
        });
        seen.push('journalled');
      },
    });
    expect(seen).toEqual(['journalled']);
    expect(outcome.kind).toBe('retry');
    expect(evidence.stage).toBe('data');
    expect(server.record.bodyBytes).toBe(0);
  });

  it('are not called for a refusal before the body', async () => {
    const { route } = await start({
      script: { domains: { 'unbekannt.example': { at: 'rcpt', does: { reply: '550 5.1.1 No such user' } } } },
    });
    const hooks = recordingHooks();
    await route.deliver(messageTo('anna@unbekannt.example'), hooks);
    expect(hooks.calls).toEqual([]);
  });

  it('make deliver reject when the final reply cannot be journalled', async () => {
    const { server, route } = await start();
    const full = new Error('disk full');
    const hooks = { ...recordingHooks(), finalReply: () => Promise.reject(full) };
    await expect(route.deliver(messageTo('anna@post.example'), hooks)).rejects.toBe(full);
    expect(server.record.acceptances).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are used again, also after a refusal', async () => {
    const { server, route } = await start({
      script: { domains: { 'unbekannt.example': { at: 'rcpt', does: { reply: '550 5.1.1 No such user' } } } },
    });
    for (const to of ['a@post.example', 'b@unbekannt.example', 'c@post.example']) {
      await route.deliver(messageTo(to), recordingHooks());
    }
    expect(server.record.acceptances.map((each) => each.recipient)).toEqual([
      'a@post.example',
      'c@post.example',
    ]);
    expect(server.record.connections).toBe(1);
  });

  it('are used again without PIPELINING too', async () => {
    const { server, route } = await start({ script: { extensions: { pipelining: false } } });
    for (const to of ['a@post.example', 'b@post.example'])
      await route.deliver(messageTo(to), recordingHooks());
    expect(server.record.acceptances).toHaveLength(2);
    expect(server.record.connections).toBe(1);
  });

  it('are at most as many as configured, and at least as many as are needed', async () => {
    const { server, route } = await start({
      script: { latencyMs: { final: 30 } },
      options: { maxConnections: 3 },
    });
    const recipients = Array.from({ length: 12 }, (_, index) => `kunde${index}@post.example`);
    const results = await Promise.all(recipients.map((to) => route.deliver(messageTo(to), recordingHooks())));
    expect(results.every(({ outcome }) => outcome.kind === 'accepted')).toBe(true);
    expect(server.record.acceptances.map((each) => each.recipient).sort()).toEqual(recipients.sort());
    expect(server.record.connections).toBe(3);
  });

  it('are replaced after so many messages', async () => {
    const { server, route } = await start({ options: { maxMessagesPerConnection: 2 } });
    for (const name of ['a', 'b', 'c'])
      await route.deliver(messageTo(`${name}@post.example`), recordingHooks());
    expect(server.record.acceptances.map((each) => each.connection)).toEqual([1, 1, 2]);
  });

  it.each(['fin', 'rst'] as const)('that died by %s while idle are replaced, unseen', async (how) => {
    const { server, route } = await start();
    await route.deliver(messageTo('a@post.example'), recordingHooks());
    server.dropConnections(how);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    const { outcome } = await route.deliver(messageTo('b@post.example'), recordingHooks());
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(server.record.acceptances.map((each) => each.connection)).toEqual([1, 2]);
  });

  it('that were idle for long are asked before they are trusted', async () => {
    const { server, route } = await start();
    await route.deliver(messageTo('a@post.example'), recordingHooks());
    await new Promise((resolve) => {
      setTimeout(resolve, 1050);
    });
    await route.deliver(messageTo('b@post.example'), recordingHooks());
    const lines = server.record.commands.map(({ line }) => line.replace(/[: ].*/u, ''));
    expect(lines.slice(6)).toEqual(['RSET', 'MAIL', 'RCPT', 'DATA']);
  });

  it('are not replaced behind our back once MAIL FROM was said', async () => {
    const { server, route } = await start({
      script: { faults: [{ at: 'mail', does: { reply: '421 4.4.2 Idle for too long' }, skip: 1, times: 1 }] },
    });
    await route.deliver(messageTo('a@post.example'), recordingHooks());
    const { outcome } = await route.deliver(messageTo('b@post.example'), recordingHooks());
    expect(outcome.kind).toBe('retry');
    expect(server.record.connections).toBe(1);
    const again = await route.deliver(messageTo('b@post.example'), recordingHooks());
    expect(again.outcome).toEqual({ kind: 'accepted' });
    expect(server.record.connections).toBe(2);
  });

  it('are closed politely, after what is in flight has finished', async () => {
    const { server, route } = await start({ script: { latencyMs: { final: 50 } } });
    const delivery = route.deliver(messageTo('anna@post.example'), recordingHooks());
    const waiting = route.deliver(messageTo('bernd@post.example'), recordingHooks());
    await until(() => server.record.bodyBytes > 0);
    await route.close();
    expect((await delivery).outcome).toEqual({ kind: 'accepted' });
    expect((await waiting).outcome).toEqual({ kind: 'accepted' });
    expect(server.record.commands.at(-1)?.line).toBe('QUIT');
    await expect(route.deliver(messageTo('anna@post.example'), recordingHooks())).rejects.toMatchObject({
      code: 'REFUSED',
    });
  });
});

describe('a probe', () => {
  it('shows the proof without sending anything', async () => {
    const { server, route } = await start();
    const { outcome, evidence } = await route.probe();
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(evidence).toMatchObject({ stage: 'tls', tls: { protocol: 'TLSv1.3' }, reply: null });
    await until(() => server.record.commands.at(-1)?.line === 'QUIT');
    expect(server.record.commands.some(({ line }) => line.startsWith('MAIL'))).toBe(false);
  });

  it('says why the relay is not fit', async () => {
    const { route } = await start({ script: { startTls: 'not offered' } });
    const { outcome } = await route.probe();
    expect(outcome.kind).toBe('our_outage');
  });
});

it('S1: nothing of a message was ever in clear text', async () => {
  const { server, route } = await start({ script: { startTls: 'not offered' } });
  await route.deliver(messageTo('anna@post.example'), recordingHooks());
  expect(server.record.clearText).not.toContain(SECRET);
  expect(server.record.clearText).not.toContain('anna@');
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
