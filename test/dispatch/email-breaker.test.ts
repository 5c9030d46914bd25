import { afterEach, describe, expect, it } from 'vitest';
import type { SmtpScript } from '../../src/demo/smtp-script.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { listKeptBack } from '../../src/ledger/kept-back.ts';
import { domainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { readStatus } from '../../src/operations/status.ts';
import { createNight, emailRow, NIGHT, type Night } from '../support/night.ts';
import type { CoreRow } from '../support/small-core.ts';
import { collectAndClassify, startMail, type Mail } from './mail.ts';

let night: Night;
let mail: Mail;

afterEach(async () => {
  await mail.close();
  await night.close();
});

/** A night up to its e-mail step. */
async function start(rows: readonly CoreRow[], script: Partial<SmtpScript>): Promise<RunContext> {
  night = await createNight({ rows });
  mail = await startMail(night, script);
  const run = await night.context();
  await collectAndClassify(run);
  return run;
}

/** Enough to be a large domain. */
function customersOf(domain: string, count = 12): readonly CoreRow[] {
  return Array.from({ length: count }, (_, index) =>
    emailRow(`${domain[0]?.toUpperCase()}${index}`, { email_address: `kunde${index}@${domain}` }),
  );
}

function statesOf(letter: string): readonly string[] {
  return Object.entries(night.states()).flatMap(([id, state]) => (id.startsWith(letter) ? [state] : []));
}

const NO_TLS = '550 5.7.4 TLS is required, but was not offered';

describe('a large domain that fails as a whole', () => {
  it('S3: with TLS is held, not posted and not marked; the others are sent', async () => {
    const run = await start([...customersOf('big.example'), emailRow('A')], {
      domains: { 'big.example': { at: 'rcpt', does: { reply: NO_TLS } } },
    });
    const counts = await mail.send(run, { connections: 3 });
    expect(counts).toMatchObject({ accepted: 1, breaker_opened: 1 });
    expect(new Set(statesOf('B'))).toEqual(new Set(['held']));
    expect(await domainWithoutTls(night.ledger, 'big.example')).toBeNull();
    const reasons = night.sql(`SELECT reason FROM dispatch WHERE state = 'held'`) as { reason: string }[];
    expect(reasons.every(({ reason }) => /circuit breaker: /u.test(reason))).toBe(true);
    expect(night.logged.join('\n')).toContain('email.breaker-opened');
    // A person sees them together, knows what to do, and releases them together.
    await finishRun(night.ledger, run.runId, { status: 'completed', exitCode: 2, failure: null });
    const { next, cases } = await readStatus(night.ledger, NIGHT, false);
    expect(next.join('\n')).toMatch(/12 of the held ones because a large provider/u);
    expect(cases[0]?.action).toMatch(/`probe`.*--kept-back/u);
    expect(await listKeptBack(night.ledger)).toHaveLength(12);
    // Three to open it (others may be under way then), one for each test, one more for those tried again.
    expect(mail.server.record.commands.filter(({ line }) => line.startsWith('RCPT')).length).toBeLessThan(20);
  });

  it('goes on by itself when it takes mail again: all are sent, each once', async () => {
    const run = await start(customersOf('big.example'), {
      faults: [{ at: 'rcpt', does: { reply: NO_TLS }, times: 4 }],
    });
    expect(await mail.send(run, { connections: 3, retryDelays: [20, 20, 20, 20] })).toMatchObject({
      accepted: 12,
    });
    expect(new Set(statesOf('B'))).toEqual(new Set(['emailed']));
    expect(new Set(mail.accepted()).size).toBe(12);
    expect(mail.accepted()).toHaveLength(12);
    expect(night.logged.join('\n')).toContain('email.breaker-closed');
  });

  it('S17: is held, not posted, where its cut-off comes while it is kept back', async () => {
    const run = await start([...customersOf('big.example', 2), emailRow('A')], {});
    night.sql(`UPDATE dispatch SET cut_off_at = '2026-01-01T00:00:00.000Z'`);
    night.sql(
      `UPDATE dispatch SET reason = 'circuit breaker: big.example fails as a whole' WHERE document_id LIKE 'B%'`,
    );
    await mail.send(run);
    expect(new Set(statesOf('B'))).toEqual(new Set(['held']));
    expect(night.states()['A']).toBe('queued_print');
    expect(mail.server.record.connections).toBe(0);
  });
});

describe('the pace', () => {
  it('survives a storm of 421: each document arrives once, over fewer connections', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `D${index}`);
    const run = await start(
      ids.map((id) => emailRow(id, { email_address: `${id.toLowerCase()}@${id.toLowerCase()}.example` })),
      { faults: [{ at: 'mail', does: { reply: '421 4.7.0 Too many connections' }, times: 3 }] },
    );
    const delays = Array.from({ length: 10 }, () => 20);
    expect(await mail.send(run, { connections: 8, retryDelays: delays })).toEqual({ accepted: 30, retry: 3 });
    expect(mail.accepted()).toHaveLength(30);
    expect(new Set(mail.accepted()).size).toBe(30);
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['emailed']));
  });

  it('waits greylisting out: refused for now, accepted at the next try, the same message', async () => {
    const run = await start([emailRow('A'), emailRow('B')], {
      domains: {
        '*': { at: 'rcpt', does: { reply: '450 4.2.0 Greylisted, see you in 5 minutes' }, times: 2 },
      },
    });
    expect(await mail.send(run)).toMatchObject({ accepted: 2 });
    expect(mail.accepted()).toHaveLength(2);
  });
});
