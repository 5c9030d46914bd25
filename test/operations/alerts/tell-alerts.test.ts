import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from '../../../src/demo/certificates.ts';
import { startSmtpServerProcess } from '../../../src/demo/smtp-server-process.ts';
import { createRelayRoute } from '../../../src/email/relay-route.ts';
import type { Condition } from '../../../src/operations/alerts/conditions.ts';
import { emailChannel } from '../../../src/operations/alerts/email-channel.ts';
import { tellAlerts, type AlertChannel } from '../../../src/operations/alerts/tell-alerts.ts';
import { ping, signatureOf, webhookChannel, WebhookError } from '../../../src/operations/alerts/webhook.ts';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNight, type Night } from '../../support/night.ts';

const FAILED: Condition = {
  cause: 'run-failed:2026-11-23',
  severity: 'critical',
  title: 'Nacht zum 2026-11-23: Der Lauf ist fehlgeschlagen',
  action: 'Ursache beheben, dann: postausgang rerun --date 2026-11-23',
  fingerprint: 'a',
};
const DOUBT: Condition = { ...FAILED, cause: 'in-doubt', title: '1 E-Mail ist zweifelhaft' };

let night: Night;
beforeEach(async () => {
  night = await createNight();
});
afterEach(() => night.close());

describe('telling operations', () => {
  let told: string[][];
  let broken: boolean;
  const channel = (name = 'webhook'): AlertChannel => ({
    name,
    tell: (conditions) => {
      if (broken) return Promise.reject(new Error('away'));
      told.push(conditions.map(({ cause }) => cause));
      return Promise.resolve();
    },
  });
  const tell = (...conditions: Condition[]): ReturnType<typeof tellAlerts> =>
    tellAlerts(night.ledger, night.logger, conditions, [channel()]);
  beforeEach(() => {
    told = [];
    broken = false;
  });

  it('happens once for a cause, however often it is looked at', async () => {
    await tell(FAILED);
    await tell(FAILED);
    await tell(FAILED, DOUBT);
    expect(told).toEqual([['run-failed:2026-11-23'], ['in-doubt']]);
  });

  it('happens again when the cause changes, and when it comes back', async () => {
    await tell(FAILED);
    await tell({ ...FAILED, fingerprint: 'b' });
    await tell();
    await tell({ ...FAILED, fingerprint: 'b' });
    expect(told).toHaveLength(3);
  });

  it('is made up for when a way was down, and no other way waits for it', async () => {
    broken = true;
    const outcome = await tell(FAILED);
    expect(outcome.failed).toEqual(['webhook']);
    broken = false;
    expect((await tell(FAILED)).told).toEqual({ webhook: ['run-failed:2026-11-23'] });
    await tellAlerts(night.ledger, night.logger, [FAILED], [channel('webhook'), channel('email')]);
    expect(told).toHaveLength(2);
  });
});

describe('over the wire', () => {
  const authority = createAuthority();
  const certificate = issueCertificate(authority, { names: ['localhost'] });
  const requests: {
    readonly url: string;
    readonly body: string;
    readonly headers: Record<string, unknown>;
  }[] = [];
  let answers: number[];
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        requests.push({ url: request.url ?? '', body, headers: request.headers });
        response.writeHead(answers.shift() ?? 204, { location: 'https://elsewhere.example/' }).end();
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, 'localhost', resolve);
    });
    url = `https://localhost:${(server.address() as AddressInfo).port}/hook?token=geheim`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    requests.length = 0;
    answers = [];
  });

  const hook = (more: { readonly ca?: string; readonly tries?: number } = {}): AlertChannel =>
    webhookChannel(
      { url, secret: 'k', timeout: 30_000, tries: 3, firstWait: 1, ca: authority.certificate, ...more },
      'Musterversicherung AG',
    );

  it('a webhook is one signed request, which the receiver can check', async () => {
    await hook().tell([FAILED, DOUBT]);
    const [request] = requests;
    const timestamp = String(request?.headers['x-postausgang-timestamp']);
    expect(request?.headers['x-postausgang-signature']).toBe(
      signatureOf('k', timestamp, request?.body ?? ''),
    );
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      alerts: [{ cause: FAILED.cause }, { cause: 'in-doubt' }],
    });
  });

  it('a webhook is tried again after 5xx and 429, never after a refusal or a redirect', async () => {
    answers = [503, 429, 200];
    await hook().tell([FAILED]);
    expect(requests).toHaveLength(3);
    answers = [400];
    await expect(hook().tell([FAILED])).rejects.toThrow(WebhookError);
    answers = [302];
    await expect(hook().tell([FAILED])).rejects.toThrow('status 302');
    expect(requests).toHaveLength(5);
    answers = [500, 500, 500, 500];
    await expect(hook().tell([FAILED])).rejects.toThrow('status 500');
    expect(requests).toHaveLength(8);
  });

  it('S4: a certificate that nobody vouches for stops it, and the address stays out of the message', async () => {
    const untrusted = hook({ ca: createAuthority().certificate, tries: 1 }).tell([FAILED]);
    await expect(untrusted).rejects.toThrow(/^Webhook at localhost:\d+: expected/);
    await expect(untrusted).rejects.not.toThrow('geheim');
    expect(requests).toHaveLength(0);
  });

  it('the dead man’s switch is a plain call', async () => {
    await ping({ url, timeout: 30_000, ca: authority.certificate });
    expect(requests[0]?.body).toBe('');
    answers = [404];
    await expect(ping({ url, timeout: 30_000, ca: authority.certificate })).rejects.toThrow('status 404');
  });

  it('S4: an e-mail goes over TLS on a connection of its own, to each address, as plain text', async () => {
    const relay = await startSmtpServerProcess({
      tls: certificate,
      directory: night.path('received'),
      latencyMs: { final: 1 },
    });
    try {
      const channel = emailChannel(
        {
          from: 'postausgang@versicherung.example',
          to: ['ops@versicherung.example', 'b@versicherung.example'],
        },
        'Musterversicherung AG',
        () =>
          createRelayRoute({
            host: 'localhost',
            port: relay.port,
            mode: 'starttls',
            caPem: authority.certificate,
            minVersion: 'TLSv1.2',
            maxConnections: 1,
            requireTls: 'when-announced',
            dsn: false,
          }),
      );
      await channel.tell([FAILED, DOUBT]);
    } finally {
      await relay.close();
    }
    const folder = night.path('received');
    const mails = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
    expect(mails).toHaveLength(2);
    const mail = await readFile(join(folder, mails[0] ?? ''), 'utf8');
    expect(mail).toMatch(/^Subject: .*Postausgang/m);
    expect(mail).toContain('Auto-Submitted: auto-generated');
    expect(mail).toContain('text/plain');
    expect(night.sql('SELECT COUNT(*) AS n FROM dispatch')).toEqual([{ n: 0 }]);
  });
});
