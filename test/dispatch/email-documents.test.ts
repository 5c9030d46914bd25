import { afterEach, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../src/demo/certificates.ts';
import type { SmtpScript } from '../../src/demo/smtp-script.ts';
import { emailDocuments } from '../../src/dispatch/email-documents.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { ConfigurationError, OurOutageError } from '../../src/domain/errors.ts';
import type { RelayOptions } from '../../src/email/relay-options.ts';
import { listAttempts } from '../../src/ledger/attempt-store.ts';
import { reopenUnattempted } from '../../src/dispatch/classify-documents.ts';
import { authority } from '../email/relay-support.ts';
import { createNight, emailRow, type Night, type NightOptions } from '../support/night.ts';
import { smallLetter, type CoreRow } from '../support/small-core.ts';
import { collectAndClassify, MINUTE, SETTINGS, startMail, type Mail } from './mail.ts';

let night: Night;
let mail: Mail;

interface Setup extends NightOptions {
  readonly script?: Partial<SmtpScript>;
  readonly options?: Partial<RelayOptions>;
  readonly maxWait?: number;
  readonly context?: Partial<RunContext>;
}

/** A night up to its e-mail step. */
async function start({ script, options, maxWait, context, ...rest }: Setup): Promise<RunContext> {
  night = await createNight(rest);
  mail = await startMail(night, script, options);
  const run = await night.context(context);
  await collectAndClassify(run, maxWait === undefined ? {} : { maxWait });
  return run;
}

afterEach(async () => {
  await mail.close();
  await night.close();
});

const rows = (...ids: readonly string[]): readonly CoreRow[] => ids.map((id) => emailRow(id));

describe('the e-mail step', () => {
  it('S1: sends each document once, encrypted, and keeps the proof', async () => {
    const run = await start({ rows: rows('A', 'B', 'C') });
    expect(await mail.send(run)).toEqual({ accepted: 3 });
    expect(mail.accepted().toSorted()).toEqual(['a@mail.example', 'b@mail.example', 'c@mail.example']);
    expect(night.states()).toEqual({ A: 'emailed', B: 'emailed', C: 'emailed' });
    expect(await listAttempts(night.ledger, (await night.dispatch('A')).dispatchId)).toMatchObject([
      {
        number: 1,
        runId: run.runId,
        outcome: 'accepted',
        messageId: mail.server.record.acceptances[0]?.messageId,
        evidence: { tls: { protocol: 'TLSv1.3', authorized: true }, reply: { code: 250 } },
      },
    ]);
    expect((await night.events('A')).map(({ to }) => to)).toEqual([
      'queued_email',
      'claimed',
      'sending',
      'emailed',
    ]);
  });

  it('has nothing to do, and ends at once, without documents', async () => {
    const run = await start({ rows: [] });
    expect(await mail.send(run)).toEqual({});
    expect(mail.server.record.connections).toBe(0);
  });

  it('sends each document once when two workers take from the same batch', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `D-${String(index).padStart(2, '0')}`);
    const run = await start({ rows: rows(...ids), script: { latencyMs: { final: 3 } } });
    const worker = await night.context({ kind: 'worker' });
    const counts = await Promise.all([
      mail.send(run, { connections: 3 }),
      mail.send(worker, { connections: 3 }),
    ]);
    expect(counts.reduce((sum, { accepted = 0 }) => sum + accepted, 0)).toBe(40);
    expect([...mail.accepted()].sort()).toEqual(ids.map((id) => `${id.toLowerCase()}@mail.example`));
    expect(new Set(mail.server.record.acceptances.map(({ messageId }) => messageId)).size).toBe(40);
  });

  it('gives back what was claimed and not begun when it is asked to stop', async () => {
    const stop = new AbortController();
    const run = await start({
      rows: rows('A', 'B', 'C', 'D'),
      context: {
        signal: stop.signal,
        atPoint: (point) => point === 'email.body-begun' && stop.abort(),
      },
    });
    await mail.send(run, { connections: 2 });
    expect(mail.accepted().length).toBeGreaterThan(0);
    const states = Object.values(night.states());
    expect(new Set(states)).toEqual(new Set(['emailed', 'queued_email']));
    expect(states.filter((state) => state === 'emailed')).toHaveLength(mail.accepted().length);
  });
});

describe('what changed between classification and sending', () => {
  it('S9: a consent that was revoked in between wins', async () => {
    const run = await start({ rows: rows('A') });
    night.core(`UPDATE pending_output_document SET consent_withdrawn_on = '2026-11-23'`);
    expect(await mail.send(run)).toEqual({ rerouted: 1 });
    expect(mail.server.record.connections).toBe(0);
    expect(await night.dispatch('A')).toMatchObject({
      state: 'queued_print',
      reason: expect.stringMatching(/^S9\./) as string,
      attempts: 0,
    });
  });

  it('S11: a document that turns out to be protected is not e-mailed', async () => {
    const run = await start({ rows: rows('A') });
    night.core('UPDATE pending_output_document SET protected_data = 1');
    await mail.send(run);
    expect(mail.server.record.connections).toBe(0);
    expect((await night.dispatch('A')).state).toBe('queued_print');
  });

  it.each<[string, string, RegExp]>([
    ['PDF is another one', `SET pdf_content = x'25504446'`, /PDF changed/],
    ['PDF is gone', 'SET pdf_content = NULL', /PDF missing/],
    ['document left the view', 'SET document_id = NULL', /no longer in the core view/],
    [
      'document is there twice',
      `SET document_id = 'A' WHERE document_id = 'B'`,
      /2 rows with this document id/,
    ],
  ])('is held when the %s', async (_what, change, reason) => {
    const run = await start({ rows: [emailRow('A'), emailRow('B', { consent_given_on: null })] });
    night.core(`UPDATE pending_output_document ${change}`);
    await mail.send(run);
    expect(await night.dispatch('A')).toMatchObject({
      state: 'held',
      reason: expect.stringMatching(reason) as string,
    });
    expect(mail.server.record.connections).toBe(0);
  });

  it('is cancelled when the core system withdrew it', async () => {
    const run = await start({ rows: rows('A') });
    night.core(`UPDATE pending_output_document SET withdrawn_at = '2026-11-23'`);
    await mail.send(run);
    expect((await night.dispatch('A')).state).toBe('cancelled');
  });
});

describe('what the recipient’s side says', () => {
  it('S3: no TLS there goes by post, and so does the next document for that domain, without a try', async () => {
    const run = await start({
      rows: [
        emailRow('A', { email_address: 'a@old.example' }),
        emailRow('B', { email_address: 'b@old.example' }),
        emailRow('C'),
      ],
      script: {
        domains: { 'old.example': { at: 'rcpt', does: { reply: '550 5.7.4 TLS is required' } } },
      },
    });
    expect(await mail.send(run)).toEqual({ tls_refused: 1, rerouted: 1, accepted: 1 });
    expect(night.states()).toEqual({ A: 'queued_print', B: 'queued_print', C: 'emailed' });
    expect([mail.tries('a@old.example'), mail.tries('b@old.example')]).toEqual([1, 0]);
    expect((await night.dispatch('B')).reason).toMatch(/^S3\.domain-without-tls/);
    expect(mail.server.record.bodyBytes).toBe(mail.server.record.acceptances[0]!.size + 3);
  });

  it('S3: an unknown mailbox goes by post and is not tried again; S6: another address is', async () => {
    const run = await start({
      rows: [
        emailRow('A', { email_address: 'gone@mail.example' }),
        emailRow('B', { email_address: 'GONE@mail.example' }),
        emailRow('C', { email_address: 'new@mail.example' }),
      ],
      script: {
        faults: [{ at: 'rcpt', does: { reply: '550 5.1.1 <{recipient}>: User unknown' }, times: 1 }],
      },
    });
    await mail.send(run);
    expect(night.states()).toEqual({ A: 'queued_print', B: 'queued_print', C: 'emailed' });
    expect(mail.tries('GONE@mail.example')).toBe(0);
    expect((await night.dispatch('B')).reason).toMatch(/^S3\.address-suppressed/);
    expect(JSON.stringify(night.sql('SELECT * FROM suppressed_address'))).not.toMatch(/gone@/i);
  });

  it('is tried again after a refusal for now, as the same message', async () => {
    const run = await start({
      rows: rows('A'),
      script: { domains: { '*': { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted' }, times: 2 } } },
    });
    expect(await mail.send(run)).toEqual({ retry: 2, accepted: 1 });
    const attempts = await listAttempts(night.ledger, (await night.dispatch('A')).dispatchId);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'accepted']);
    // By the record, not by a clock of the test: each wait is at least the one that was set, however slow the machine.
    const [first = 0, second = 0, third = 0] = attempts.map(({ startedAt }) => Date.parse(startedAt));
    const [wait = Infinity] = SETTINGS.retryDelays;
    expect(Math.min(second - first, third - second)).toBeGreaterThanOrEqual(wait);
    expect(new Set(attempts.map(({ messageId }) => messageId)).size).toBe(1);
    expect(new Set(attempts.map(({ messageSha256 }) => messageSha256)).size).toBe(1);
    expect(attempts[0]?.messageSha256).toBe(mail.server.record.acceptances[0]?.sha256);
  });

  it('goes by post when the refusals for now never end', async () => {
    const run = await start({
      rows: rows('A'),
      script: { domains: { '*': { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted' } } } },
    });
    expect(await mail.send(run)).toEqual({ retry: 3 });
    expect(await night.dispatch('A')).toMatchObject({ state: 'queued_print', tries: 3 });
  });

  it('is our outage, and posts nothing, when the relay takes nothing of anybody until the last try, at a rerun too', async () => {
    // Everybody is tried once before anybody is tried again.
    const slowly = { retryDelays: [500, 500] };
    const ids = ['A', 'B', 'C', 'D', 'E', 'F'];
    const addressed = ids.map((id) => emailRow(id, { email_address: `kunde@${id.toLowerCase()}.example` }));
    const run = await start({
      rows: addressed,
      script: { faults: [{ at: 'mail', does: { reply: '452 4.3.1 Insufficient system storage' } }] },
    });
    await expect(mail.send(run, slowly)).rejects.toThrow(/takes nothing, whoever it is for.*452 4\.3\.1/u);
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['queued_email']));
    const rerun = await night.context({ kind: 'worker' });
    await expect(mail.send(rerun, slowly)).rejects.toThrow(OurOutageError);
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['queued_email']));
  });

  it('S17: goes by post when its cut-off would come before the next try', async () => {
    const run = await start({
      rows: rows('A'),
      maxWait: 30_000,
      script: { domains: { '*': { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted' } } } },
    });
    expect(await mail.send(run, { retryDelays: [MINUTE] })).toEqual({ retry: 1 });
    expect((await night.dispatch('A')).reason).toMatch(/cut-off reached before the next try/);
  });

  it('S17: goes by post untried when its cut-off is over', async () => {
    const run = await start({ rows: rows('A'), maxWait: -1 });
    expect(await mail.send(run)).toEqual({});
    expect(await night.dispatch('A')).toMatchObject({ state: 'queued_print', reason: 'cut-off reached' });
    expect(mail.server.record.connections).toBe(0);
  });

  it('is in doubt when the line drops after the dot, and is not sent a second time', async () => {
    const run = await start({
      rows: rows('A', 'B'),
      script: { faults: [{ at: 'stored', does: { drop: 'fin' }, times: 1 }] },
    });
    expect(await mail.send(run)).toEqual({ in_doubt: 1, accepted: 1 });
    expect(night.states()).toEqual({ A: 'in_doubt', B: 'emailed' });
    expect(mail.accepted()).toEqual(['a@mail.example', 'b@mail.example']);
  });

  it('that it drops the line before the dot proves that nothing arrived: tried again', async () => {
    const run = await start({
      rows: [emailRow('A', { pdf_content: await smallLetter('A', 3) })],
      script: { faults: [{ at: 'data', does: { drop: 'rst' }, times: 1 }] },
    });
    expect(await mail.send(run)).toEqual({ retry: 1, accepted: 1 });
    expect(mail.accepted()).toEqual(['a@mail.example']);
  });

  it('goes by post when the message is too large, without a try', async () => {
    const run = await start({ rows: rows('A') });
    await mail.send(run, { maxMessageBytes: 500 });
    expect(await night.dispatch('A')).toMatchObject({
      state: 'queued_print',
      reason: expect.stringMatching(/^message of \d+ bytes, email.maxMessageBytes allows 500$/) as string,
    });
    expect(mail.server.record.connections).toBe(0);
  });

  it('a single one that refuses us for policy does not stop the night, and waits for a person', async () => {
    const run = await start({
      rows: [emailRow('A', { email_address: 'a@strict.example' }), ...rows('B', 'C')],
      script: {
        domains: { 'strict.example': { at: 'rcpt', does: { reply: '550 5.7.1 rejected by policy' } } },
      },
    });
    expect(await mail.send(run)).toMatchObject({ accepted: 2 });
    expect(night.states()).toEqual({ A: 'held', B: 'emailed', C: 'emailed' });
  });
});

describe('an outage of ours', () => {
  const unfitCertificate = issueCertificate(authority, { names: ['somebody-else.example'] });

  it.each<[string, Setup]>([
    ['the relay offers no STARTTLS', { script: { startTls: 'not offered' } }],
    ['the relay breaks off the handshake', { script: { startTls: 'garbage' } }],
    ['the relay has a wrong certificate', { script: { tls: unfitCertificate } }],
    ['the relay is down', { options: { port: 1 } }],
    ['the relay wants a login', { script: { login: { user: 'u', password: 'p' } } }],
    [
      'the relay refuses the sender',
      { script: { faults: [{ at: 'mail', does: { reply: '550 5.7.1 no' } }] } },
    ],
  ])(
    'stops the step when %s: all stay queued, nothing is posted, no try is counted',
    async (_what, setup) => {
      const run = await start({ ...setup, rows: rows('A', 'B', 'C') });
      await expect(mail.send(run, { connections: 2 })).rejects.toThrow(OurOutageError);
      for (const id of ['A', 'B', 'C']) {
        expect(await night.dispatch(id)).toMatchObject({ state: 'queued_email', tries: 0 });
      }
      expect(mail.accepted()).toEqual([]);
      expect(mail.server.record.bodyBytes).toBe(0);
    },
  );

  it('is over with the next run, which sends everything', async () => {
    const run = await start({
      rows: rows('A', 'B'),
      script: { faults: [{ at: 'greeting', does: { reply: '421 4.3.2 closing' }, times: 1 }] },
    });
    await expect(mail.send(run)).rejects.toThrow(OurOutageError);
    const rerun = await night.context({ kind: 'worker' });
    await reopenUnattempted(rerun);
    await collectAndClassify(rerun);
    await mail.send(rerun);
    expect(night.states()).toEqual({ A: 'emailed', B: 'emailed' });
    expect([...mail.accepted()].sort()).toEqual(['a@mail.example', 'b@mail.example']);
  });

  it('is what many refusals in a row for policy are: the rest stays queued', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `D-${index}`);
    const run = await start({
      rows: rows(...ids),
      script: { faults: [{ at: 'rcpt', does: { reply: '550 5.7.1 your address is on a list' } }] },
    });
    await expect(mail.send(run, { retryDelays: [MINUTE, MINUTE] })).rejects.toThrow(/in a row/);
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['queued_email']));
  });
});

describe('a document of which no message can be made', () => {
  it('is held with the reason, and the others are sent', async () => {
    const run = await start({ rows: rows('A', 'B') });
    const tools = await mail.tools(run);
    const { compose } = tools;
    const counts = await emailDocuments(
      run,
      {
        ...tools,
        compose: (input) =>
          input.facts.documentId === 'A' ? Promise.reject(new TypeError('no such template')) : compose(input),
      },
      () => Promise.resolve(),
    );
    expect(counts).toEqual({ rerouted: 1, accepted: 1 });
    expect(night.states()).toEqual({ A: 'held', B: 'emailed' });
    expect((await night.dispatch('A')).reason).toMatch(/^no message could be made of it/);
  });

  it('goes by post when its message is not in the form of SMTP, and the others are sent', async () => {
    const run = await start({ rows: rows('A', 'B') });
    const tools = await mail.tools(run);
    const { compose } = tools;
    await emailDocuments(
      run,
      {
        ...tools,
        compose: async (input) => {
          const message = await compose(input);
          const bare = Buffer.from('Subject: a\n.\nMAIL FROM:<x@y.example>\n');
          return input.facts.documentId === 'A' ? { ...message, bytes: bare } : message;
        },
      },
      () => Promise.resolve(),
    );
    expect(night.states()).toEqual({ A: 'queued_print', B: 'emailed' });
    expect(mail.accepted()).toEqual(['b@mail.example']);
  });

  it('is nobody’s fault when the templates are: the step stops, nothing is held', async () => {
    const run = await start({ rows: rows('A', 'B') });
    const tools = await mail.tools(run);
    const broken = { ...tools, compose: () => Promise.reject(new ConfigurationError('template missing')) };
    await expect(emailDocuments(run, broken, () => Promise.resolve())).rejects.toThrow(ConfigurationError);
    expect(Object.values(night.states())).not.toContain('held');
  });
});
