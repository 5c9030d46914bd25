import { readdirSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSmtpServer, type SmtpServer } from '../../src/demo/smtp-server.ts';
import { importMailbox, type BounceTools, type ImportedBounce } from '../../src/dispatch/import-bounces.ts';
import { settleDoubtsByLog } from '../../src/dispatch/settle-doubts.ts';
import { openMaildir } from '../../src/email/bounce/maildir.ts';
import { returnPaths } from '../../src/email/bounce/return-path.ts';
import { readBooks } from '../../src/ledger/books.ts';
import { domainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { addressSuppression } from '../../src/ledger/suppression-store.ts';
import { collectAndClassify, startMail, type Mail } from '../dispatch/mail.ts';
import { certificate } from '../email/relay-support.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { startPostfix, whyNoPostfix, type Postfix } from '../support/postfix.ts';

const DAY = 86_400_000;
const RETURN_PATH = 'bounce@versicherung.example';
const paths = returnPaths(RETURN_PATH, ['key']);
const TOOLS: BounceTools = {
  paths,
  terms: { window: 14 * DAY, suppressFor: 365 * DAY, suppressFullFor: 30 * DAY, noTlsExpiry: 30 * DAY },
};

/** Recipients' servers as they are out there, each behind the real relay. */
const SERVERS = {
  'good.example': { tls: certificate },
  'no-tls.example': { tls: certificate, startTls: 'not offered' },
  'refuses-tls.example': { tls: certificate, startTls: 'refused' },
  'old-tls.example': {
    tls: { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
  },
  'unknown.example': {
    tls: certificate,
    faults: [{ at: 'rcpt', does: { reply: '550 5.1.1 <{recipient}>: no such user' } }],
  },
  'reputation.example': {
    tls: certificate,
    faults: [{ at: 'rcpt', does: { reply: '554 5.7.1 Service unavailable; client host blocked' } }],
  },
  'drops.example': { tls: certificate, faults: [{ at: 'dot', does: { drop: 'rst' } }] },
} as const;

const without = whyNoPostfix();

describe.skipIf(without !== null)(
  `a real Postfix as relay${without === null ? '' : ` (skipped: ${without})`}`,
  () => {
    let servers: readonly SmtpServer[] = [];
    let postfix: Postfix;
    let night: Night;
    let mail: Mail;
    let attempts: readonly Readonly<Record<string, unknown>>[];
    let read: readonly ImportedBounce[];

    const documentOf = (domain: string): string => `D-${domain.replace('.example', '')}`;
    const importAll = (): Promise<readonly ImportedBounce[]> =>
      importMailbox(
        {
          ledger: night.ledger,
          logger: night.logger,
          atPoint: () => undefined,
          runId: null,
          signal: new AbortController().signal,
        },
        TOOLS,
        openMaildir(postfix.maildir),
      );

    beforeAll(async () => {
      const domains = Object.keys(SERVERS);
      servers = await Promise.all(
        Object.values(SERVERS).map((script) => startSmtpServer({ name: 'mx.recipient.example', ...script })),
      );
      const transport = Object.fromEntries(
        domains.map((domain, index) => [domain, servers[index]?.port ?? 0]),
      );
      postfix = await startPostfix({ certificate, transport, mailbox: RETURN_PATH });
      night = await createNight({
        rows: domains.map((domain) => emailRow(documentOf(domain), { email_address: `kunde@${domain}` })),
      });
      mail = await startMail(night, {}, { port: postfix.port });
      const context = await night.context();
      await collectAndClassify(context);
      await mail.send(context, { returnPaths: paths });
      attempts = night.sql('SELECT outcome, evidence FROM attempt');
      await arrived(postfix, domains.length - 1);
      read = await importAll();
    }, 240_000);
    afterAll(async () => {
      await mail.close();
      postfix.stop();
      await Promise.all(servers.map((server) => server.close()));
      await night.close();
    });

    it('takes every message over TLS, with its queue id as evidence', () => {
      expect(attempts).toHaveLength(Object.keys(SERVERS).length);
      for (const { outcome, evidence } of attempts) {
        expect(outcome).toBe('accepted');
        expect(JSON.parse(String(evidence))).toMatchObject({ queueId: expect.stringMatching(/^\w{5,}$/u) });
      }
    });

    it('S2: sends not one byte of a message to a server without TLS 1.2', () => {
      for (const [index, domain] of Object.keys(SERVERS).entries()) {
        const taken = servers[index]?.record.acceptances.length;
        expect([domain, taken]).toEqual([domain, domain === 'good.example' ? 1 : 0]);
      }
    });

    it.each([
      ['no-tls.example', 'tls', 'posted'],
      ['refuses-tls.example', 'tls', 'posted'],
      ['old-tls.example', 'tls', 'posted'],
      ['unknown.example', 'failed', 'posted'],
      ['reputation.example', 'failed', 'held'],
      ['drops.example', 'failed', 'person'],
    ])(
      'S3: what %s did comes back as %s, proven by the return path, and is %s',
      async (domain, kind, effect) => {
        const { dispatchId, state } = await night.dispatch(documentOf(domain));
        expect(read.find((each) => each.dispatchId === dispatchId)).toMatchObject({ kind, effect });
        const states = { posted: 'queued_print', held: 'held', person: 'emailed' } as const;
        expect(state).toBe(states[effect as keyof typeof states]);
      },
    );

    it('leaves what arrived alone, marks domains without TLS, and suppresses the dead mailbox only', async () => {
      expect((await night.dispatch(documentOf('good.example'))).state).toBe('emailed');
      for (const domain of Object.keys(SERVERS)) {
        expect([domain, (await domainWithoutTls(night.ledger, domain)) !== null]).toEqual([
          domain,
          domain.includes('tls'),
        ]);
        expect([domain, (await addressSuppression(night.ledger, `kunde@${domain}`)) !== null]).toEqual([
          domain,
          domain === 'unknown.example',
        ]);
      }
      expect(await readBooks(night.ledger, await night.batch())).toMatchObject({
        acceptedAndPosted: 0,
        acceptedTwice: 0,
      });
    });

    it('has its effect once: nothing is left in the mailbox, and a second look finds nothing', async () => {
      expect(await importAll()).toEqual([]);
      const posted = night.sql(`SELECT dispatch_id FROM dispatch_event WHERE from_state = 'emailed'`);
      expect(posted).toHaveLength(5);
    });

    it('settles by its own log what would be in doubt', async () => {
      const domain = documentOf('good.example');
      night.sql(`UPDATE dispatch SET state = 'in_doubt' WHERE document_id = ?`, domain);
      const runId = String(night.sql('SELECT id FROM run')[0]?.['id']);
      const context = { ledger: night.ledger, logger: night.logger, runId };
      expect(await settleDoubtsByLog(context, [postfix.logFile], TOOLS.terms)).toEqual({ accepted: 1 });
      expect((await night.dispatch(domain)).state).toBe('emailed');
    });
  },
);

/** Waits for as long as the test may take: Postfix is in no hurry on a busy machine. */
async function arrived({ maildir, log }: Postfix, count: number): Promise<void> {
  const folder = `${maildir}/new`;
  const since = Date.now();
  while (!existsSync(folder) || readdirSync(folder).length < count) {
    if (Date.now() - since > 200_000) throw new Error(`Expected ${count} bounces. Postfix said:\n${log()}`);
    await sleep(200);
  }
}
