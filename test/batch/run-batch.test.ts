import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { runBatch, type BatchOptions, type BatchSteps, type RunResult } from '../../src/batch/run-batch.ts';
import type { SmtpScript } from '../../src/demo/smtp-script.ts';
import { addDays } from '../../src/domain/business-date.ts';
import type { CrashPoint } from '../../src/domain/crash-point.ts';
import {
  AlreadyCompletedError,
  AlreadyRunningError,
  InterruptedError,
  NotFoundError,
  ReconciliationError,
} from '../../src/domain/errors.ts';
import { findBatch } from '../../src/ledger/batch-store.ts';
import { DocumentSource } from '../../src/ledger/document-source.ts';
import { listRuns, listSteps } from '../../src/ledger/run-store.ts';
import { startMail, type Mail } from '../dispatch/mail.ts';
import { createNight, documentsIn, emailRow, NIGHT, postRow, type Night } from '../support/night.ts';
import type { CoreRow } from '../support/small-core.ts';
import { baseOf, optionsOf, stepsOf } from './steps.ts';

let night: Night;
let mail: Mail;

async function start(rows: readonly CoreRow[], script: Partial<SmtpScript> = {}): Promise<void> {
  night = await createNight({ rows });
  mail = await startMail(night, script);
}

afterEach(async () => {
  await mail.close();
  await night.close();
});

function run(options: Partial<BatchOptions> = {}, steps: Partial<BatchSteps> = {}): Promise<RunResult> {
  return runBatch(baseOf(night), { ...stepsOf(night, mail), ...steps }, optionsOf(options));
}

async function triggers(): Promise<number> {
  return (await readdir(night.path('outbox'))).filter((name) => name.endsWith('.ready')).length;
}

/** A step that does not end before it is told to, and says when it was reached. */
function gate(): {
  readonly reached: Promise<void>;
  open(): void;
  readonly step: () => Promise<Record<string, number>>;
} {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: () => opened.resolve(),
    step: async () => {
      reached.resolve();
      await opened.promise;
      return {};
    },
  };
}

describe('a night', () => {
  it('takes each document its way, ends with 0, and keeps what each step did', async () => {
    await start([emailRow('A'), postRow('B'), emailRow('C')]);
    const result = await run();
    expect(result).toMatchObject({ exitCode: 0, failure: null, states: { emailed: 2, handed_over: 1 } });
    expect(night.states()).toEqual({ A: 'emailed', B: 'handed_over', C: 'emailed' });
    expect([...mail.accepted()].sort()).toEqual(['a@mail.example', 'c@mail.example']);
    expect(await triggers()).toBe(1);
    expect(await findBatch(night.ledger, NIGHT)).toMatchObject({
      collected: 3,
      completedAt: expect.any(String) as string,
    });
    expect((await listSteps(night.ledger, result.runId)).map(({ step }) => step)).toEqual([
      'collect',
      'classify',
      'email',
      'print',
      'report',
    ]);
  });

  it('is refused with exit 3 once it is complete, also as a rerun', async () => {
    await start([emailRow('A')]);
    await run();
    await expect(run()).rejects.toThrow(AlreadyCompletedError);
    await expect(run({ kind: 'rerun' })).rejects.toThrow(AlreadyCompletedError);
    expect(mail.accepted()).toHaveLength(1);
  });

  it('without documents is complete', async () => {
    await start([]);
    expect(await run()).toMatchObject({ exitCode: 0 });
    await expect(run()).rejects.toThrow(AlreadyCompletedError);
  });

  it('that never was cannot be rerun', async () => {
    await start([]);
    await expect(run({ kind: 'rerun' })).rejects.toThrow(NotFoundError);
    expect(await findBatch(night.ledger, NIGHT)).toBeNull();
  });

  it('ends with 2 when something is held or in doubt, and a rerun touches neither', async () => {
    await start([emailRow('A'), emailRow('B', { pdf_content: null }), emailRow('C')], {
      domains: { 'mail.example': { at: 'stored', does: { drop: 'fin' }, times: 1 } },
    });
    expect(await run()).toMatchObject({ exitCode: 2, states: { held: 1, in_doubt: 2 } });
    const before = night.states();
    expect(await run({ kind: 'rerun' })).toMatchObject({ exitCode: 2 });
    expect(night.states()).toEqual(before);
    expect(mail.accepted()).toHaveLength(2);
  });
});

describe('two runs', () => {
  it('at once: the second is refused with exit 4, and the first one ends well', async () => {
    await start([emailRow('A')]);
    const waiting = gate();
    const first = run({}, { classify: waiting.step });
    await waiting.reached;
    await expect(run()).rejects.toThrow(AlreadyRunningError);
    await expect(run({ kind: 'rerun' })).rejects.toThrow(AlreadyRunningError);
    waiting.open();
    await first;
  });

  it('of two nights at once do not take the same earlier night along', async () => {
    await start([]);
    await documentsIn(night, 'queued_print', ['OLD'], { country: 'DE', postal_code: '12345', pages: 1 });
    const waiting = gate();
    const seen: string[][] = [];
    const note: Partial<BatchSteps> = {
      collect: (context) => {
        seen.push([...context.batchIds]);
        return Promise.resolve({});
      },
    };
    const second = run({ businessDate: addDays(NIGHT, 1) }, { ...note, classify: waiting.step });
    await waiting.reached;
    await expect(run({ kind: 'rerun' })).rejects.toThrow(AlreadyRunningError);
    const third = await run(
      { businessDate: addDays(NIGHT, 2) },
      { ...note, print: () => Promise.resolve({}) },
    );
    expect(third.exitCode).toBe(0);
    waiting.open();
    await second.catch(() => undefined);
    const old = (await findBatch(night.ledger, NIGHT))?.id;
    expect(seen.map((batchIds) => batchIds.includes(old ?? ''))).toEqual([true, false]);
  });

  it('a nightly takes along what earlier nights left, and marks what became complete', async () => {
    await start([postRow('A')]);
    await expect(run({}, { print: () => Promise.reject(new Error('printer on fire')) })).rejects.toThrow(
      'printer on fire',
    );
    expect(night.states()).toEqual({ A: 'queued_print' });
    expect(await run({ businessDate: addDays(NIGHT, 1) })).toMatchObject({ exitCode: 0 });
    expect(night.states()).toEqual({ A: 'handed_over' });
    expect((await findBatch(night.ledger, NIGHT))?.completedAt).not.toBeNull();
    await expect(run({ kind: 'rerun' })).rejects.toThrow(AlreadyCompletedError);
    const runs = await listRuns(night.ledger, await night.batch());
    expect(runs.map(({ status }) => status)).toEqual(['failed', 'completed']);
  });

  it('a nightly leaves an earlier night alone that somebody works on', async () => {
    await start([postRow('A')]);
    const waiting = gate();
    const first = run({}, { classify: waiting.step });
    await waiting.reached;
    await run({ businessDate: addDays(NIGHT, 1) });
    expect(night.states()).toEqual({ A: 'pending' });
    waiting.open();
    await first;
  });
});

async function dead(columns: Readonly<Record<string, string | number>>): Promise<string> {
  const runId = await night.run(await night.batch());
  for (const [name, value] of Object.entries(columns)) {
    night.sql(`UPDATE run SET ${name} = ? WHERE id = ?`, value, runId);
  }
  return runId;
}

describe('a run that died', () => {
  it('on this host is taken over at once, because its process is gone', async () => {
    await start([emailRow('A')]);
    // Above the largest process id that Linux gives.
    const runId = await dead({ pid: 4_194_305 });
    expect(await run()).toMatchObject({ exitCode: 0 });
    const [first] = await listRuns(night.ledger, await night.batch());
    expect(first).toMatchObject({ id: runId, status: 'failed' });
  });

  it('elsewhere is taken over once its heartbeat has stopped, and not before', async () => {
    await start([emailRow('A')]);
    const runId = await dead({ host: 'elsewhere', pid: 1 });
    await expect(run()).rejects.toThrow(AlreadyRunningError);
    night.sql(`UPDATE run SET heartbeat_at = '2026-11-22T00:00:00.000Z' WHERE id = ?`, runId);
    expect(await run()).toMatchObject({ exitCode: 0 });
  });

  it.each<CrashPoint>([
    'collect.chunk',
    'classify.decided',
    'classify.chunk',
    'email.claimed',
    'email.attempt-written',
    'email.settled',
    'print.handed-over',
  ])('at `%s` loses nothing and doubles nothing', async (point) => {
    await start([emailRow('A'), postRow('B'), emailRow('C'), postRow('D')]);
    const fail = (reached: CrashPoint): void => {
      if (reached === point) throw new Error(point);
    };
    const first = runBatch(baseOf(night, { atPoint: fail }), stepsOf(night, mail), optionsOf());
    await expect(first).rejects.toThrow(point);
    expect(await run({ kind: 'rerun' })).toMatchObject({ exitCode: 0 });
    expect(night.states()).toEqual({ A: 'emailed', B: 'handed_over', C: 'emailed', D: 'handed_over' });
    expect([...mail.accepted()].sort()).toEqual(['a@mail.example', 'c@mail.example']);
    expect(await triggers()).toBe(1);
  });
});

describe('a run that loses its heartbeat', () => {
  it('stops, begins nothing more, and leaves the rest to its successor', async () => {
    await start([emailRow('A'), postRow('B')]);
    const declareDead: BatchSteps['collect'] = async (context, batch) => {
      const counts = await stepsOf(night, mail).collect(context, batch);
      night.sql(`UPDATE run SET status = 'failed'`);
      while (!context.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
      return counts;
    };
    await expect(run({ interval: 10 }, { collect: declareDead })).rejects.toThrow(InterruptedError);
    expect(night.states()).toEqual({ A: 'pending', B: 'pending' });
    expect(await run({ kind: 'rerun' })).toMatchObject({ exitCode: 0 });
  });

  it('in its last moments does not say that it ended well', async () => {
    await start([emailRow('A')]);
    const steps: Partial<BatchSteps> = {
      report: () => {
        night.sql(`UPDATE run SET status = 'failed'`);
        return Promise.resolve({});
      },
    };
    await expect(run({}, steps)).rejects.toThrow(/declared dead/);
  });

  it('beats for the earlier nights that it holds as well', async () => {
    await start([]);
    await documentsIn(night, 'queued_print', ['OLD']);
    const waiting = gate();
    const running = run({ businessDate: addDays(NIGHT, 1), interval: 10 }, { collect: waiting.step });
    await waiting.reached;
    night.sql(`UPDATE run SET heartbeat_at = '2000-01-01T00:00:00.000Z'`);
    const stale = (): unknown =>
      night.sql(`SELECT COUNT(*) AS n FROM run WHERE heartbeat_at < '2001'`)[0]?.['n'];
    while (stale() !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
    waiting.open();
    await running.catch(() => undefined);
    expect(night.sql(`SELECT COUNT(*) AS n FROM run WHERE status = 'running'`)).toEqual([{ n: 0 }]);
  });
});

describe('a run that is asked to stop', () => {
  it('finishes what is in flight, says that it was interrupted, and the rerun completes', async () => {
    await start(['A', 'B', 'C', 'D', 'E'].map((id) => emailRow(id)));
    const stop = new AbortController();
    const atPoint = (point: CrashPoint): void => {
      if (point === 'email.body-begun') stop.abort(new InterruptedError('SIGTERM'));
    };
    const stopped = runBatch(
      baseOf(night, { atPoint }),
      stepsOf(night, mail),
      optionsOf({ stop: stop.signal }),
    );
    await expect(stopped).rejects.toThrow(InterruptedError);
    const [first] = await listRuns(night.ledger, await night.batch());
    expect(first).toMatchObject({ status: 'interrupted', exitCode: 1 });
    expect(
      Object.values(night.states()).every((state) => state === 'emailed' || state === 'queued_email'),
    ).toBe(true);
    expect(await run({ kind: 'rerun' })).toMatchObject({ exitCode: 0, states: { emailed: 5 } });
    expect(mail.accepted()).toHaveLength(5);
  });
});

describe('an outage of ours', () => {
  it('fails the run and keeps no letter back; the rerun sends the e-mails', async () => {
    await start([emailRow('A'), postRow('B')], {
      faults: [{ at: 'greeting', does: { reply: '421 4.3.2 closing' }, times: 1 }],
    });
    const result = await run();
    expect(result).toMatchObject({ exitCode: 1, failure: { code: 'OUR_OUTAGE' } });
    expect(night.states()).toEqual({ A: 'queued_email', B: 'handed_over' });
    expect(await run({ kind: 'rerun' })).toMatchObject({ exitCode: 0 });
    expect(night.states()).toEqual({ A: 'emailed', B: 'handed_over' });
  });

  it('of the ledger in the middle fails the run cleanly, and the rerun completes', async () => {
    await start([emailRow('A'), postRow('B')]);
    const ledger = night.anotherLedger();
    const classify: BatchSteps['classify'] = async (context) => {
      await ledger.close();
      return stepsOf(night, mail).classify(context);
    };
    const failed = runBatch(baseOf(night, { ledger }), { ...stepsOf(night, mail), classify }, optionsOf());
    await expect(failed).rejects.toThrow();
    // Nobody could write that it failed: its heartbeat tells.
    night.sql(`UPDATE run SET heartbeat_at = '2026-11-22T00:00:00.000Z'`);
    expect(await run({ kind: 'rerun' })).toMatchObject({ exitCode: 0 });
    expect(night.states()).toEqual({ A: 'emailed', B: 'handed_over' });
  });

  it('of the core database in the middle fails the run cleanly, and the rerun completes', async () => {
    await start([emailRow('A'), postRow('B')]);
    const away = new DocumentSource(night.ledger, {
      view: 'no_such_view',
      pdfRoot: null,
      maxPdfBytes: 1,
    });
    const email: BatchSteps['email'] = (context) => stepsOf(night, mail).email({ ...context, source: away });
    await expect(run({}, { email })).rejects.toThrow(/no such table|does not exist|Invalid object/);
    expect(await run({ kind: 'rerun' })).toMatchObject({ exitCode: 0 });
    expect(night.states()).toEqual({ A: 'emailed', B: 'handed_over' });
    expect(mail.accepted()).toHaveLength(1);
  });
});

async function tamperedWith(sql: string): Promise<RunResult> {
  await start([emailRow('A'), postRow('B'), postRow('C')]);
  const report: BatchSteps['report'] = () => {
    night.sql(sql);
    return Promise.resolve({});
  };
  return run({}, { report });
}

describe('reconciliation', () => {
  it.each([
    [
      'a document vanished',
      `UPDATE dispatch SET purpose = 'resend' WHERE document_id = 'A'`,
      /3 documents were collected, 2 have a state/,
    ],
    ['one was added', `UPDATE batch SET collected = 2`, /2 documents were collected, 3 have a state/],
    [
      'a print file lost a member',
      `UPDATE dispatch SET state = 'held' WHERE document_id = 'B'`,
      /sealed with 2 documents, 1 name it/,
    ],
    [
      'an accepted e-mail goes by post',
      `UPDATE dispatch SET state = 'queued_print' WHERE document_id = 'A'`,
      /accepted by e-mail and go by post/,
    ],
    [
      'an e-mail was accepted twice',
      `INSERT INTO attempt SELECT 'x', dispatch_id, 2, run_id, token, message_id, message_date, message_sha256, started_at, finished_at, outcome, reason, evidence FROM attempt`,
      /accepted by e-mail more than once/,
    ],
  ])('fails the run when %s', async (_what, sql, message) => {
    const tampered = tamperedWith(sql);
    await expect(tampered).rejects.toThrow(ReconciliationError);
    await expect(tampered).rejects.toThrow(message);
    const [first] = await listRuns(night.ledger, await night.batch());
    expect(first).toMatchObject({ status: 'failed', exitCode: 1 });
    expect((await findBatch(night.ledger, NIGHT))?.completedAt).toBeNull();
  });
});

describe('the result that goes back into the core system', () => {
  it('is told once for each final document; one that is refused does not keep the others back', async () => {
    await start([emailRow('A'), postRow('B'), emailRow('C', { pdf_content: null })]);
    night.core('CREATE TABLE told (document_id text PRIMARY KEY, channel text, state text)');
    night.core(`INSERT INTO told VALUES ('A', 'x', 'x')`);
    const core = night.anotherCore();
    const steps = stepsOf(night, mail, core);
    const refused = await run({}, { report: steps.report });
    expect(refused).toMatchObject({ exitCode: 1, failure: { code: 'WRITE_BACK_REFUSED' } });
    expect(refused.failure?.cause).toMatchObject({
      message: expect.stringMatching(/UNIQUE|duplicate key/i) as string,
    });
    expect(night.coreRows('SELECT * FROM told ORDER BY document_id')).toEqual([
      { document_id: 'A', channel: 'x', state: 'x' },
      { document_id: 'B', channel: 'post', state: 'handed_over' },
    ]);
    night.core(`DELETE FROM told`);
    expect(await run({ kind: 'rerun' }, { report: steps.report })).toMatchObject({
      exitCode: 2,
      steps: { report: { reported: 1 } },
    });
    expect(night.coreRows('SELECT * FROM told')).toEqual([
      { document_id: 'A', channel: 'email', state: 'emailed' },
    ]);
  });
});
