import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportResults, WriteBackRefusedError } from '../../src/batch/report-results.ts';
import { runBatch, type BatchSteps, type RunResult } from '../../src/batch/run-batch.ts';
import { addDays, type BusinessDate } from '../../src/domain/business-date.ts';
import type { Database } from '../../src/ledger/database.ts';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { readBacklog } from '../../src/ledger/write-back.ts';
import { startMail, type Mail } from '../dispatch/mail.ts';
import { dsn } from '../email/bounce/mails.ts';
import { createNight, documentsIn, emailRow, NIGHT, type Night } from '../support/night.ts';
import { mailboxSteps, makeMailbox, paths } from './mailbox.ts';
import { baseOf, optionsOf, stepsOf } from './steps.ts';

const TELL = 'INSERT INTO told VALUES (:document_id, :channel, :state)';

let night: Night;
let mail: Mail;
let core: Database;

/** The core system's own table; it may refuse some documents for good. */
function createTold(check = ''): string {
  return `CREATE TABLE told (document_id varchar(100) NOT NULL, channel varchar(20), state varchar(20)${check})`;
}

beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D')] });
  mail = await startMail(night);
  core = night.anotherCore();
  night.core('DROP TABLE IF EXISTS told');
  night.core(createTold(`, CHECK (document_id NOT LIKE 'X%')`));
  makeMailbox(night);
});
afterEach(async () => {
  await mail.close();
  await night.close();
});

function run(businessDate: BusinessDate, steps: Partial<BatchSteps> = {}): Promise<RunResult> {
  return runBatch(
    baseOf(night),
    { ...stepsOf(night, mail, core), ...mailboxSteps(night, mail), ...steps },
    optionsOf({ businessDate }),
  );
}

function bounce(): void {
  const attempt = String(night.sql('SELECT id FROM attempt')[0]?.['id']);
  const report = dsn({ action: 'failed', status: '5.1.1', diagnostic: '', to: paths.addressFor(attempt) });
  writeFileSync(join(night.path('Maildir'), 'new/1.a.host'), report);
}

/** What the core system was told of each document, in order. */
function told(): Readonly<Record<string, readonly string[]>> {
  const all: Record<string, string[]> = {};
  for (const { document_id: id, state } of night.coreRows('SELECT document_id, state FROM told'))
    (all[String(id)] ??= []).push(String(state));
  return all;
}

describe('what the core system is told', () => {
  it('comes true for a document of a night that was done, although the run that printed it died before it told', async () => {
    await run(NIGHT);
    bounce();
    const died = { report: (): Promise<never> => Promise.reject(new Error('killed')) };
    await expect(run(addDays(NIGHT, 1), died)).rejects.toThrow('killed');
    expect(night.states()).toEqual({ D: 'handed_over' });
    expect(told()).toEqual({ D: ['emailed'] });
    expect(await readBacklog(night.ledger)).toMatchObject({ results: 1 });
    expect((await run(addDays(NIGHT, 2))).exitCode).toBe(0);
    expect(told()).toEqual({ D: ['emailed', 'handed_over'] });
    expect(await readBacklog(night.ledger)).toEqual({ results: 0, since: null });
  });

  it('leaves out the nights that others work on: they tell themselves', async () => {
    await documentsIn(night, 'emailed', ['D', 'E']);
    await night.run(await night.batch());
    const other = await night.batch(addDays(NIGHT, 1));
    const context = await night.context({ batchIds: [other] });
    expect(await reportResults(context, core, TELL)).toBe(0);
    night.sql(`UPDATE run SET status = 'failed' WHERE batch_id <> ?`, other);
    expect(await reportResults(context, core, TELL)).toBe(2);
    expect(await reportResults(context, core, TELL)).toBe(0);
  });

  it('is everything that it takes, although it refuses some; the night ends as failed and says so', async () => {
    night.core('DELETE FROM pending_output_document');
    await documentsIn(night, 'emailed', ['X-1', 'E-1', 'X-2', 'E-2']);
    const context = await night.context();
    await expect(reportResults(context, core, TELL)).rejects.toThrow(
      /^The core system refused to be told of 2 results: `report.refused` in the log says why/,
    );
    expect(Object.keys(told()).toSorted()).toEqual(['E-1', 'E-2']);
    expect(await readBacklog(night.ledger)).toMatchObject({ results: 2 });
  });

  it('is asked no more when it refuses twenty in a row, and what it refused for long keeps nothing new back', async () => {
    const old = Array.from({ length: 30 }, (_, index) => `X-${index}`);
    await documentsIn(night, 'handed_over', [...old, 'E-1', 'E-2']);
    const context = await night.context();
    const failure = await reportResults(context, core, TELL).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WriteBackRefusedError);
    expect(String(failure)).toMatch(/refused to be told of 2\d results in a row, and was asked no more/);
    expect(Object.keys(told()).toSorted()).toEqual(['E-1', 'E-2']);
  });

  it('keeps neither the books nor the letters from their end when it is refused, and is told by the next run', async () => {
    night.core(`UPDATE pending_output_document SET document_id = 'X-9'`);
    const result = await run(NIGHT);
    expect(result).toMatchObject({ exitCode: 1, states: { emailed: 1 } });
    expect(result.failure).toBeInstanceOf(WriteBackRefusedError);
    expect(night.sql('SELECT status, failure FROM run')).toMatchObject([
      { status: 'failed', failure: expect.stringContaining('refused to be told of 1 result:') as string },
    ]);
    night.core('DROP TABLE told');
    night.core(createTold());
    expect((await run(addDays(NIGHT, 1))).exitCode).toBe(0);
    expect(told()).toEqual({ 'X-9': ['emailed'] });
  });

  it('is told in pages, each marked as a whole: a crash in between tells that page again, and loses none', async () => {
    const ids = Array.from({ length: 600 }, (_, index) => `E-${index}`);
    await addDocuments(night.ledger, await night.batch(), ids);
    night.sql(`UPDATE dispatch SET state = 'emailed'`);
    let pages = 0;
    const context = await night.context({
      atPoint: (point) => {
        if (point === 'report.reported' && (pages += 1) === 2) throw new Error('killed');
      },
    });
    await expect(reportResults(context, core, TELL)).rejects.toThrow('killed');
    expect(await readBacklog(night.ledger)).toMatchObject({ results: 100 });
    expect(await reportResults({ ...context, atPoint: () => undefined }, core, TELL)).toBe(100);
    const counts = Object.values(told()).map(({ length }) => length);
    expect(counts).toHaveLength(600);
    expect(counts.filter((count) => count === 2)).toHaveLength(100);
  });

  it('does not count as told when the document has moved meanwhile: it is told anew', async () => {
    await documentsIn(night, 'emailed', ['D']);
    const context = await night.context({
      atPoint: (point) => {
        if (point === 'report.reported') night.sql(`UPDATE dispatch SET state = 'queued_print'`);
      },
    });
    await reportResults(context, core, TELL);
    night.sql(`UPDATE dispatch SET state = 'handed_over'`);
    expect(await reportResults({ ...context, atPoint: () => undefined }, core, TELL)).toBe(1);
    expect(told()).toEqual({ D: ['emailed', 'handed_over'] });
  });
});
