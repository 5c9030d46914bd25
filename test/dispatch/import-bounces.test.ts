import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importBounce, importMailbox, type BounceTools } from '../../src/dispatch/import-bounces.ts';
import type { CrashPoint } from '../../src/domain/crash-point.ts';
import { OurOutageError } from '../../src/domain/errors.ts';
import { openMaildir } from '../../src/email/bounce/maildir.ts';
import { returnPaths } from '../../src/email/bounce/return-path.ts';
import { readBooks } from '../../src/ledger/books.ts';
import { addSecondDispatch } from '../../src/ledger/dispatch-store.ts';
import { listOpenReports } from '../../src/ledger/bounce-store.ts';
import { domainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { removeRecords } from '../../src/ledger/retention-store.ts';
import { addressSuppression, listSuppressions } from '../../src/ledger/suppression-store.ts';
import { dsn, mail as plainMail, type DsnFacts } from '../email/bounce/mails.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { collectAndClassify, startMail, type Mail } from './mail.ts';

const DAY = 86_400_000;
const paths = returnPaths('bounce@versicherung.example', ['key']);
const TOOLS: BounceTools = {
  paths,
  terms: { window: 14 * DAY, suppressFor: 365 * DAY, suppressFullFor: 30 * DAY, noTlsExpiry: 30 * DAY },
};
const ADDRESS = 'd@mail.example';

let night: Night;
let mail: Mail;

beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D')] });
  mail = await startMail(night);
});
afterEach(async () => {
  await mail.close();
  await night.close();
});

/** The night has sent its one message; the try's id. */
async function sent(): Promise<string> {
  const context = await night.context();
  await collectAndClassify(context);
  await mail.send(context, { returnPaths: paths });
  expect(night.states()).toEqual({ D: 'emailed' });
  return String(night.sql('SELECT id FROM attempt')[0]?.['id']);
}

const context = (): Parameters<typeof importBounce>[0] => ({
  ledger: night.ledger,
  logger: night.logger,
  atPoint: () => undefined,
  runId: null,
});

function failure(attempt: string, facts: Partial<DsnFacts> = {}): Buffer {
  return dsn({
    action: 'failed',
    status: '5.1.1',
    diagnostic: 'smtp; 550 5.1.1 no such user',
    to: paths.addressFor(attempt),
    originalTo: ADDRESS,
    ...facts,
  });
}

function read(bytes: Buffer, tools = TOOLS): ReturnType<typeof importBounce> {
  return importBounce(context(), tools, { source: 'file', place: 'report.eml', bytes });
}

describe('the envelope of a try', () => {
  it('names and proves it in return path and ENVID, and asks for reports of failure and delay (RFC 3461)', async () => {
    const attempt = await sent();
    const lines = mail.server.record.commands.map(({ line }) => line);
    const from = lines.find((line) => line.startsWith('MAIL FROM:'));
    expect(from).toContain(`MAIL FROM:<${paths.addressFor(attempt)}>`);
    expect(from).toMatch(new RegExp(`RET=HDRS ENVID=${paths.tokenFor(attempt)}`, 'u'));
    expect(lines.find((line) => line.startsWith('RCPT TO:'))).toMatch(
      /NOTIFY=FAILURE,DELAY ORCPT=rfc822;d@mail\.example/u,
    );
  });
});

describe('a report that proves non-delivery', () => {
  it('S3: turns the e-mail into post, with its evidence, and the books still balance', async () => {
    const attempt = await sent();
    expect(await read(failure(attempt))).toMatchObject({ kind: 'failed', effect: 'posted', status: '5.1.1' });
    expect(night.states()).toEqual({ D: 'queued_print' });
    expect((await night.events('D')).at(-1)).toMatchObject({
      from: 'emailed',
      to: 'queued_print',
      reason: 'a report proves non-delivery (5.1.1)',
    });
    // Held and sent again, it would else count as accepted twice.
    expect(night.sql('SELECT outcome FROM attempt')).toEqual([{ outcome: 'bounced' }]);
    expect(await readBooks(night.ledger, await night.batch())).toMatchObject({
      acceptedAndPosted: 0,
      acceptedTwice: 0,
    });
  });

  it('is believed by its ENVID too, where the return path was rewritten', async () => {
    const attempt = await sent();
    const bytes = failure(attempt, { to: 'srs0=x@relay.example', envelopeId: paths.tokenFor(attempt) });
    expect(await read(bytes)).toMatchObject({ effect: 'posted' });
  });

  it('has its effect once, whatever arrives again: the same mail, or another about the same try', async () => {
    const attempt = await sent();
    await read(failure(attempt));
    expect(await read(failure(attempt))).toMatchObject({ effect: 'known' });
    const crlf = Buffer.from(failure(attempt).toString().replaceAll('\n', '\r\n'));
    expect(await read(Buffer.concat([Buffer.from('Received: by another way\r\n'), crlf]))).toMatchObject({
      effect: 'known',
    });
    expect(await read(failure(attempt, { messageId: '<second@mx.example>' }))).toMatchObject({
      effect: 'noted',
    });
    expect((await night.events('D')).filter(({ to }) => to === 'queued_print')).toHaveLength(1);
  });

  it('has its effect once when two read it at the same moment; a unique index has the last word', async () => {
    const attempt = await sent();
    const results = await Promise.all([read(failure(attempt)), read(failure(attempt))]);
    expect(results.map(({ effect }) => effect).sort()).toEqual(['known', 'posted']);
    const { id: _id, ...row } = night.sql('SELECT * FROM bounce_report')[0] ?? {};
    const again: unknown = await night.ledger
      .from('bounce_report')
      .insert(row)
      .catch((error: unknown) => error);
    expect(night.ledger.dialect.isUniqueViolation(again)).toBe(true);
  });

  it('5.1.1: suppresses the address that we wrote to, not the one that the report names; S6: another one is clean', async () => {
    const attempt = await sent();
    await read(failure(attempt, { originalTo: 'somebody.else@mail.example' }));
    expect(await addressSuppression(night.ledger, ADDRESS)).toMatchObject({ reason: /5\.1\.1/u });
    expect(await addressSuppression(night.ledger, 'somebody.else@mail.example')).toBeNull();
    expect(await addressSuppression(night.ledger, 'new@mail.example')).toBeNull();
    expect(await listSuppressions(night.ledger, 10)).toMatchObject([{ documentId: 'D', person: null }]);
  });

  it.each(['5.1.10', '5.1.2', '5.4.4'])('%s: suppresses at once', async (status) => {
    const attempt = await sent();
    await read(failure(attempt, { status, diagnostic: '' }));
    expect(await addressSuppression(night.ledger, ADDRESS)).not.toBeNull();
  });

  it.each(['5.0.0', '5.2.1', '4.4.7', '4.4.4', '5.2.2'])(
    '%s: posts, and suppresses nothing at once',
    async (status) => {
      const attempt = await sent();
      expect(await read(failure(attempt, { status, diagnostic: '' }))).toMatchObject({ effect: 'posted' });
      expect(await addressSuppression(night.ledger, ADDRESS)).toBeNull();
    },
  );

  it('5.2.2: suppresses on the third night on which the mailbox was full', async () => {
    const attempt = await sent();
    night.sql(
      `INSERT INTO full_mailbox SELECT address_sha256, '2026-11-20' FROM attempt_envelope UNION SELECT address_sha256, '2026-11-21' FROM attempt_envelope`,
    );
    await read(failure(attempt, { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 full' }));
    const [entry] = await listSuppressions(night.ledger, 10);
    expect(entry).toMatchObject({ reason: 'the mailbox was full on 3 nights' });
    expect(entry?.until).not.toBeNull();
  });

  it('5.2.2: does not count nights of more than a quarter ago', async () => {
    const attempt = await sent();
    night.sql(
      `INSERT INTO full_mailbox SELECT address_sha256, '2026-11-20' FROM attempt_envelope UNION SELECT address_sha256, '2026-08-01' FROM attempt_envelope`,
    );
    await read(failure(attempt, { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 full' }));
    expect(await addressSuppression(night.ledger, ADDRESS)).toBeNull();
  });

  it('S3: marks the domain where it was for want of TLS, and suppresses nothing', async () => {
    const attempt = await sent();
    const bytes = failure(attempt, {
      status: '5.7.4',
      diagnostic: 'X-Postfix; TLS is required, but was not offered by host mx.mail.example[192.0.2.1]',
    });
    expect(await read(bytes)).toMatchObject({ kind: 'tls', effect: 'posted' });
    expect(await domainWithoutTls(night.ledger, 'mail.example')).not.toBeNull();
    expect(await addressSuppression(night.ledger, ADDRESS)).toBeNull();
  });

  it.each([
    ['5.7.1', 'smtp; 550 5.7.1 Service unavailable; client host blocked using a block list'],
    ['5.0.0', 'smtp; 554 5.7.1 rejected as spam'],
  ])(
    '%s for our reputation: holds the document, and neither posts nor suppresses',
    async (status, diagnostic) => {
      const attempt = await sent();
      expect(await read(failure(attempt, { status, diagnostic }))).toMatchObject({ effect: 'held' });
      expect(night.states()).toEqual({ D: 'held' });
      expect(await addressSuppression(night.ledger, ADDRESS)).toBeNull();
      expect(await readBooks(night.ledger, await night.batch())).toMatchObject({ acceptedAndPosted: 0 });
    },
  );

  it('S19, L5: posts nothing where the paper copy exists: that copy is the delivery', async () => {
    const attempt = await sent();
    const original = await night.dispatch('D');
    await night.ledger.transaction((session) =>
      addSecondDispatch(session, original, 'paper_copy', { reason: 'L5', runId: null }),
    );
    expect(await read(failure(attempt))).toMatchObject({
      effect: 'noted',
      reason: /paper copy is the delivery/u,
    });
    expect(night.states()).toEqual({ D: 'emailed' });
    expect(await addressSuppression(night.ledger, ADDRESS)).not.toBeNull();
  });

  it('settles a doubt: what is proven not to have arrived goes by post', async () => {
    const attempt = await sent();
    night.sql(`UPDATE dispatch SET state = 'in_doubt'`);
    night.sql(`UPDATE attempt SET outcome = 'in_doubt'`);
    expect(await read(failure(attempt))).toMatchObject({ effect: 'posted' });
    expect(night.states()).toEqual({ D: 'queued_print' });
  });
});

describe('a report that proves nothing', () => {
  it.each([
    ['4.4.2', 'smtp; lost connection while sending end of data -- message may be sent more than once'],
    ['5.4.2', 'smtp; bad connection'],
  ])('(%s) waits for a person and changes nothing', async (status, diagnostic) => {
    const attempt = await sent();
    expect(await read(failure(attempt, { status, diagnostic }))).toMatchObject({ effect: 'person' });
    expect(night.states()).toEqual({ D: 'emailed' });
    expect(await listOpenReports(night.ledger, 10)).toMatchObject([
      { documentId: 'D', reason: /proves nothing/u },
    ]);
  });

  it('(delayed) is noted; it settles a doubt as accepted, because a server has the message', async () => {
    const attempt = await sent();
    const delayed = failure(attempt, { action: 'delayed', status: '4.4.1' });
    night.sql(`UPDATE dispatch SET state = 'in_doubt'`);
    expect(await read(delayed)).toMatchObject({ kind: 'delayed', effect: 'accepted' });
    expect(night.states()).toEqual({ D: 'emailed' });
    const again = failure(attempt, { action: 'delayed', status: '4.4.1', messageId: '<again@mx.example>' });
    expect(await read(again)).toMatchObject({ effect: 'noted' });
  });

  const forged = (attempt: string): readonly (readonly [string, Partial<DsnFacts>])[] => [
    [
      'a return path with a wrong proof',
      { to: paths.addressFor(attempt).replace(/\.[a-z2-7]{16}@/u, `.${'a'.repeat(16)}@`) },
    ],
    [
      'an ENVID with a wrong proof',
      { to: 'x@y.example', envelopeId: `${attempt.replaceAll('-', '')}.${'a'.repeat(16)}` },
    ],
    [
      'the Message-ID only',
      {
        to: 'x@y.example',
        originalMessageId: String(night.sql('SELECT message_id FROM attempt')[0]?.['message_id']),
      },
    ],
    ['the recipient only', { to: 'x@y.example', originalTo: ADDRESS }],
  ];

  it('(no proof that it is about our message) waits for a person with the document that it may be about', async () => {
    const attempt = await sent();
    for (const [what, facts] of forged(attempt)) {
      const bytes = failure(attempt, { ...facts, messageId: `<${what.replaceAll(' ', '')}@mx.example>` });
      expect(await read(bytes), what).toMatchObject({
        effect: 'person',
        dispatchId: (await night.dispatch('D')).dispatchId,
      });
    }
    expect(night.states()).toEqual({ D: 'emailed' });
    expect(await addressSuppression(night.ledger, ADDRESS)).toBeNull();
  });

  it('(no keys are configured) waits for a person', async () => {
    const attempt = await sent();
    expect(await read(failure(attempt), { ...TOOLS, paths: null })).toMatchObject({ effect: 'person' });
  });

  it('(after the bounce window) waits for a person', async () => {
    const attempt = await sent();
    night.sql(`UPDATE attempt SET started_at = '2020-01-01T00:00:00.000Z'`);
    expect(await read(failure(attempt))).toMatchObject({
      effect: 'person',
      reason: /after the bounce window/u,
    });
  });

  it('(of an earlier try) waits for a person', async () => {
    const attempt = await sent();
    night.sql(
      `INSERT INTO attempt SELECT 'another', dispatch_id, 2, run_id, token, message_id, message_date, message_sha256, started_at, finished_at, outcome, reason, evidence FROM attempt`,
    );
    expect(await read(failure(attempt))).toMatchObject({ effect: 'person' });
  });

  it('(that matches nothing, after an erasure too) is kept for a person, as is any other mail', async () => {
    const report = failure('0189dc53-4f5e-4e8f-9d0c-2a7b1c3d4e5f');
    expect(await read(report)).toMatchObject({ effect: 'person', dispatchId: null });
    expect(await read(plainMail({ From: 'kunde@mail.example' }, 'Guten Tag'))).toMatchObject({
      kind: 'not-a-bounce',
      effect: 'person',
    });
    expect(await listOpenReports(night.ledger, 10)).toHaveLength(2);
  });

  it('(L7: its document was forgotten) is kept for a person, and what it was about is gone', async () => {
    const attempt = await sent();
    await read(failure(attempt));
    const { dispatchId } = await night.dispatch('D');
    await night.ledger.transaction((session) =>
      removeRecords(session, [{ dispatchId, keptUntil: '2026-11-23' }]),
    );
    expect(
      night.sql('SELECT id FROM bounce_report UNION ALL SELECT attempt_id FROM attempt_envelope'),
    ).toEqual([]);
    expect(await read(failure(attempt))).toMatchObject({ effect: 'person', dispatchId: null });
  });

  it('(an auto-reply) is noted', async () => {
    const attempt = await sent();
    const bytes = plainMail(
      {
        From: ADDRESS,
        To: paths.addressFor(attempt),
        Subject: 'Abwesenheitsnotiz',
        'Auto-Submitted': 'auto-replied',
      },
      'Bin im Urlaub',
    );
    expect(await read(bytes)).toMatchObject({ kind: 'auto-reply', effect: 'noted' });
  });

  it('L8: no address of it stands in a log', async () => {
    const attempt = await sent();
    await read(failure(attempt));
    expect(night.logged.join('')).not.toMatch(/@mail\.example/u);
  });
});

describe('a mailbox', () => {
  function maildir(mails: Readonly<Record<string, Buffer>>): string {
    const directory = night.path('Maildir');
    for (const folder of ['new', 'cur', 'tmp']) mkdirSync(join(directory, folder), { recursive: true });
    for (const [name, bytes] of Object.entries(mails)) writeFileSync(join(directory, name), bytes);
    return directory;
  }

  const signal = new AbortController().signal;
  const importAll = (
    directory: string,
    atPoint: (point: CrashPoint) => void = () => undefined,
  ): ReturnType<typeof importMailbox> =>
    importMailbox({ ...context(), signal, atPoint }, TOOLS, openMaildir(directory));

  it('is read from new and cur, and what was read is kept in the folder .done', async () => {
    const attempt = await sent();
    const directory = maildir({
      'new/1.a.host': failure(attempt),
      'cur/2.b.host:2,S': plainMail({ From: 'x@mail.example' }, 'hello'),
    });
    expect((await importAll(directory)).map(({ effect }) => effect)).toEqual(['posted', 'person']);
    expect(readdirSync(join(directory, '.done/cur')).sort()).toEqual(['1.a.host:2,S', '2.b.host:2,S']);
    expect([...readdirSync(join(directory, 'new')), ...readdirSync(join(directory, 'cur'))]).toEqual([]);
    expect(await importAll(directory)).toEqual([]);
  });

  it('leaves a report of a try that has not ended where it lies', async () => {
    const attempt = await sent();
    night.sql(`UPDATE dispatch SET state = 'sending'`);
    const directory = maildir({ 'new/1.a.host': failure(attempt) });
    expect(await importAll(directory)).toMatchObject([{ effect: 'later' }]);
    expect(readdirSync(join(directory, 'new'))).toEqual(['1.a.host']);
    night.sql(`UPDATE dispatch SET state = 'emailed'`);
    expect(await importAll(directory)).toMatchObject([{ effect: 'posted' }]);
  });

  it.each(['bounce.read', 'bounce.committed', 'bounce.put-away'] as const)(
    'loses nothing and does nothing twice when the process dies at %s',
    async (where) => {
      const attempt = await sent();
      const directory = maildir({ 'new/1.a.host': failure(attempt) });
      const died = importAll(directory, (point) => {
        if (point === where) throw new Error('the process died');
      });
      await expect(died).rejects.toThrow('the process died');
      await importAll(directory);
      expect(night.states()).toEqual({ D: 'queued_print' });
      expect((await night.events('D')).filter(({ to }) => to === 'queued_print')).toHaveLength(1);
      expect(readdirSync(join(directory, '.done/cur'))).toEqual(['1.a.host:2,S']);
      expect(night.sql('SELECT id FROM bounce_report')).toHaveLength(1);
    },
  );

  it('that is not there is our outage, and says what to do', async () => {
    await expect(importAll(night.path('nowhere'))).rejects.toThrow(OurOutageError);
  });
});
