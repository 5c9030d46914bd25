import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import type { SmtpReply } from '../../src/domain/delivery.ts';
import { LeaseLostError } from '../../src/domain/errors.ts';
import { deliveringBy, type DeliveryHooks, type EmailRoute } from '../../src/email/route.ts';
import { sendEmail } from '../../src/dispatch/send-email.ts';
import { insertAttempt, listAttempts } from '../../src/ledger/attempt-store.ts';
import { claimForEmail, seizeOrphans } from '../../src/ledger/claim.ts';
import type { DispatchRecord } from '../../src/ledger/dispatch-record.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { move } from '../../src/ledger/transition.ts';
import { Journal } from '../../src/log/journal.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { collectAndClassify, MINUTE, startMail, type Mail } from './mail.ts';

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

const OK: SmtpReply = { code: 250, enhanced: '2.0.0', text: 'Ok: queued as ABC' };
const MESSAGE = {
  documentId: 'D',
  purpose: 'document',
  messageId: '<m@insurer.example>',
  paperCopyBasis: null,
};
const ATTEMPT = 'attempt-1';

/** A run that got as far as the claim, its journal open. */
async function claimed(): Promise<{ context: RunContext; dispatch: DispatchRecord; journal: Journal }> {
  const context = await night.context();
  await collectAndClassify(context);
  const [dispatch] = await night.ledger.transaction((session) =>
    claimForEmail(session, { batchIds: context.batchIds, runId: context.runId, count: 1, lease: MINUTE }),
  );
  return {
    context,
    dispatch: dispatch!,
    journal: await Journal.open(mail.journalDirectory, context.runId, context.businessDate),
  };
}

/** …and from there to the attempt that is committed before the try. */
async function sending(): Promise<Awaited<ReturnType<typeof claimed>>> {
  const begun = await claimed();
  const { context, dispatch } = begun;
  await night.ledger.transaction(async (session) => {
    const cause = { reason: 'try 1', runId: context.runId };
    await move(session, dispatch, 'claimed', 'sending', cause, { attempts: 1 });
    await insertAttempt(session, {
      id: ATTEMPT,
      dispatchId: dispatch.dispatchId,
      number: 1,
      runId: context.runId,
      token: dispatch.token,
      messageId: '<1@versicherung.example>',
      messageDate: '2026-11-23T20:00:00.000Z',
      messageSha256: 'a'.repeat(64),
    });
  });
  return begun;
}

/** The process is gone: its run is declared dead, and another one recovers. */
async function afterTheCrash({
  context,
  journal,
}: {
  context: RunContext;
  journal: Journal;
}): Promise<RunContext> {
  await journal.close();
  await finishRun(night.ledger, context.runId, { status: 'failed', exitCode: null, failure: 'died' });
  const next = await night.context({ kind: 'rerun' });
  await mail.recover(next);
  return next;
}

describe('recovery after a crash', () => {
  it('claimed, no attempt: back to the queue', async () => {
    await afterTheCrash(await claimed());
    expect(await night.dispatch('D')).toMatchObject({ state: 'queued_email', tries: 0, attempts: 0 });
  });

  it('attempt written, body not begun: back to the queue, and no try is counted', async () => {
    await afterTheCrash(await sending());
    expect(await night.dispatch('D')).toMatchObject({ state: 'queued_email', tries: 0, attempts: 1 });
    expect(await listAttempts(night.ledger, (await night.dispatch('D')).dispatchId)).toMatchObject([
      { id: ATTEMPT, outcome: 'our_outage', reason: 'recovered: the worker died before the body had begun' },
    ]);
  });

  it('body begun, no final reply in the journal: in doubt', async () => {
    const begun = await sending();
    await begun.journal.bodyBegun(ATTEMPT, MESSAGE);
    await afterTheCrash(begun);
    expect((await night.dispatch('D')).state).toBe('in_doubt');
    expect(await listAttempts(night.ledger, (await night.dispatch('D')).dispatchId)).toMatchObject([
      { outcome: 'in_doubt' },
    ]);
  });

  it.each<[string, SmtpReply, string]>([
    ['an acceptance', OK, 'emailed'],
    ['a refusal by the recipient', { code: 550, enhanced: '5.1.1', text: 'unknown' }, 'queued_print'],
    ['a refusal of TLS', { code: 550, enhanced: '5.7.4', text: 'TLS required' }, 'queued_print'],
    ['a refusal for now', { code: 451, enhanced: '4.7.1', text: 'later' }, 'queued_email'],
    ['a reply that proves nothing', { code: 554, enhanced: '5.4.2', text: 'lost' }, 'in_doubt'],
  ])(
    'final reply in the journal, not in the database, %s: replayed to its end',
    async (_what, reply, state) => {
      const begun = await sending();
      await begun.journal.bodyBegun(ATTEMPT, MESSAGE);
      await begun.journal.reply(ATTEMPT, reply);
      await afterTheCrash(begun);
      expect((await night.dispatch('D')).state).toBe(state);
    },
  );

  it('journal missing: in doubt, for a missing file proves nothing', async () => {
    const begun = await sending();
    await rm(join(mail.journalDirectory, `${begun.context.runId}.jsonl`));
    await afterTheCrash(begun);
    expect(await night.dispatch('D')).toMatchObject({
      state: 'in_doubt',
      reason: `recovered: the journal of run ${begun.context.runId} is missing or damaged`,
    });
  });

  it('nothing of the claims and tries of living runs', async () => {
    const { journal } = await sending();
    const other = await night.context({ kind: 'worker' });
    expect(await mail.recover(other)).toEqual({});
    expect((await night.dispatch('D')).state).toBe('sending');
    await journal.close();
  });

  it('a second time changes nothing', async () => {
    const begun = await sending();
    await begun.journal.bodyBegun(ATTEMPT, MESSAGE);
    const next = await afterTheCrash(begun);
    const before = [await night.dispatch('D'), await night.events('D')];
    expect(await mail.recover(next)).toEqual({});
    expect([await night.dispatch('D'), await night.events('D')]).toEqual(before);
  });

  it('a crash of the recovery itself is recovered: between the tokens and the journals', async () => {
    const begun = await sending();
    await begun.journal.bodyBegun(ATTEMPT, MESSAGE);
    await begun.journal.reply(ATTEMPT, OK);
    await begun.journal.close();
    const end = { status: 'failed', exitCode: null, failure: 'died' } as const;
    await finishRun(night.ledger, begun.context.runId, end);
    const second = await night.context({ kind: 'rerun' });
    const { batchIds, runId } = second;
    expect(await seizeOrphans(night.ledger, { batchIds, runId, lease: MINUTE })).toHaveLength(1);
    await finishRun(night.ledger, runId, end);
    await mail.recover(await night.context({ kind: 'rerun' }));
    expect((await night.dispatch('D')).state).toBe('emailed');
  });
});

async function inDoubt(): Promise<{ dead: RunContext; next: RunContext }> {
  const begun = await sending();
  await begun.journal.bodyBegun(ATTEMPT, MESSAGE);
  const next = await afterTheCrash(begun);
  return { dead: begun.context, next };
}

/** What the paused worker writes when it wakes up. */
async function lateReply(runId: string, reply: SmtpReply): Promise<void> {
  await appendFile(
    join(mail.journalDirectory, `${runId}.jsonl`),
    `${JSON.stringify({ event: 'reply', attempt: ATTEMPT, reply })}\n`,
  );
}

describe('a doubt', () => {
  it.each<[SmtpReply, string]>([
    [OK, 'emailed'],
    [{ code: 550, enhanced: '5.1.1', text: 'unknown' }, 'queued_print'],
    [{ code: 451, enhanced: '4.7.1', text: 'later' }, 'queued_email'],
  ])('is settled by the reply %o that comes late', async (reply, state) => {
    const { dead, next } = await inDoubt();
    await lateReply(dead.runId, reply);
    await mail.recover(next);
    expect((await night.dispatch('D')).state).toBe(state);
    expect(await listAttempts(night.ledger, (await night.dispatch('D')).dispatchId)).toHaveLength(1);
  });

  it('is settled by any late reply that proves that the message was not taken, whoever is to blame', async () => {
    const { dead, next } = await inDoubt();
    await lateReply(dead.runId, { code: 554, enhanced: '5.7.1', text: 'rejected by policy' });
    await mail.recover(next);
    expect((await night.dispatch('D')).state).not.toBe('in_doubt');
  });

  it('is never settled twice: a refusal that speaks of us ends with a person when no try is left', async () => {
    const { dead, next } = await inDoubt();
    night.sql('UPDATE dispatch SET tries = 7');
    await lateReply(dead.runId, { code: 554, enhanced: '5.7.1', text: 'rejected by policy' });
    await mail.recover(next);
    expect((await night.dispatch('D')).state).toBe('held');
  });

  it('is never settled by the loss of the journal', async () => {
    const { next } = await inDoubt();
    await rm(mail.journalDirectory, { recursive: true });
    await mail.recover(next);
    expect((await night.dispatch('D')).state).toBe('in_doubt');
  });

  it('is never sent again by itself: neither a rerun nor its e-mail step touches it', async () => {
    const { next } = await inDoubt();
    await mail.send(next);
    expect(mail.accepted()).toEqual([]);
    expect((await night.dispatch('D')).state).toBe('in_doubt');
  });
});

/** Stops in the middle of a delivery, as a paused process does, and lets the test do something meanwhile. */
function pausing(
  route: EmailRoute,
  at: 'before the body' | 'before the reply',
  meanwhile: () => Promise<void>,
): EmailRoute {
  const pause = (hooks: DeliveryHooks): DeliveryHooks => ({
    bodyBegun: async () => {
      if (at === 'before the body') await meanwhile();
      await hooks.bodyBegun();
    },
    finalReply: async (reply) => {
      if (at === 'before the reply') await meanwhile();
      await hooks.finalReply(reply);
    },
  });
  return deliveringBy(route, (message, hooks) => route.deliver(message, pause(hooks)));
}

async function paused(
  at: 'before the body' | 'before the reply',
): Promise<{ context: RunContext; result: Promise<unknown> }> {
  const context = await night.context();
  await collectAndClassify(context);
  const tools = await mail.tools(context);
  const [dispatch] = await night.ledger.transaction((session) =>
    claimForEmail(session, { batchIds: context.batchIds, runId: context.runId, count: 1, lease: MINUTE }),
  );
  const meanwhile = async (): Promise<void> => {
    await finishRun(night.ledger, context.runId, { status: 'failed', exitCode: null, failure: 'paused' });
    await mail.recover(await night.context({ kind: 'rerun' }));
  };
  const route = pausing(tools.route, at, meanwhile);
  return { context, result: sendEmail(context, { ...tools, route }, dispatch!) };
}

describe('a worker that was paused and wakes up', () => {
  it('before the body: the fence stops it, and not one byte goes out', async () => {
    const { result } = await paused('before the body');
    await expect(result).rejects.toThrow(LeaseLostError);
    expect(mail.server.record.bodyBytes).toBe(0);
    expect(mail.accepted()).toEqual([]);
    expect((await night.dispatch('D')).state).toBe('queued_email');
  });

  it('between its journal line and its fence: it proves that nothing was sent, and the doubt is gone', async () => {
    const context = await night.context();
    await collectAndClassify(context);
    const tools = await mail.tools(context);
    const [dispatch] = await night.ledger.transaction((session) =>
      claimForEmail(session, { batchIds: context.batchIds, runId: context.runId, count: 1, lease: MINUTE }),
    );
    const { journal } = tools;
    const write = journal.bodyBegun.bind(journal);
    vi.spyOn(journal, 'bodyBegun').mockImplementation(async (attemptId, message) => {
      await write(attemptId, message);
      await finishRun(night.ledger, context.runId, { status: 'failed', exitCode: null, failure: 'paused' });
      await mail.recover(await night.context({ kind: 'rerun' }));
      expect((await night.dispatch('D')).state).toBe('in_doubt');
    });
    await expect(sendEmail(context, tools, dispatch!)).rejects.toThrow(LeaseLostError);
    expect(mail.server.record.bodyBytes).toBe(0);
    expect(await night.dispatch('D')).toMatchObject({ state: 'queued_email', attempts: 1 });
  });

  it('after the body: the doubt that its successor noted is settled by its late answer', async () => {
    const { result } = await paused('before the reply');
    await result;
    expect(mail.accepted()).toEqual(['d@mail.example']);
    expect((await night.dispatch('D')).state).toBe('emailed');
    expect(await listAttempts(night.ledger, (await night.dispatch('D')).dispatchId)).toMatchObject([
      { outcome: 'accepted', evidence: { tls: { protocol: 'TLSv1.3' } } },
    ]);
  });

  it('with a lease that ran out and nobody who took over: what was not sent goes back to the queue', async () => {
    const context = await night.context();
    await collectAndClassify(context);
    const tools = await mail.tools(context);
    const [dispatch] = await night.ledger.transaction((session) =>
      claimForEmail(session, { batchIds: context.batchIds, runId: context.runId, count: 1, lease: MINUTE }),
    );
    const route = pausing(tools.route, 'before the body', () => {
      night.sql(`UPDATE dispatch SET lease_until = '2000-01-01T00:00:00.000Z'`);
      return Promise.resolve();
    });
    await expect(sendEmail(context, { ...tools, route }, dispatch!)).rejects.toThrow(LeaseLostError);
    expect(mail.accepted()).toEqual([]);
    expect(await night.dispatch('D')).toMatchObject({ state: 'queued_email', tries: 0 });
    expect(await listAttempts(night.ledger, (await night.dispatch('D')).dispatchId)).toMatchObject([
      { outcome: 'our_outage' },
    ]);
  });
});
