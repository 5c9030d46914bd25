import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBatch, type BatchSteps, type RunResult } from '../../src/batch/run-batch.ts';
import { DocumentIdCollisionError } from '../../src/dispatch/collect-documents.ts';
import { addDays, type BusinessDate } from '../../src/domain/business-date.ts';
import { OurOutageError } from '../../src/domain/errors.ts';
import { startMail, type Mail } from '../dispatch/mail.ts';
import { dsn, mail as plainMail } from '../email/bounce/mails.ts';
import { createNight, emailRow, NIGHT, type Night } from '../support/night.ts';
import { mailboxSteps, makeMailbox, paths } from './mailbox.ts';
import { baseOf, optionsOf, stepsOf } from './steps.ts';

let night: Night;
let mail: Mail;
beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D')] });
  mail = await startMail(night);
  makeMailbox(night);
});
afterEach(async () => {
  await mail.close();
  await night.close();
});

function run(businessDate: BusinessDate, steps: Partial<BatchSteps> = {}): Promise<RunResult> {
  return runBatch(
    baseOf(night),
    { ...stepsOf(night, mail), ...mailboxSteps(night, mail), ...steps },
    optionsOf({ businessDate }),
  );
}

function arrive(bytes: Buffer): void {
  writeFileSync(join(night.path('Maildir'), 'new/1.a.host'), bytes);
}

function failure(): Buffer {
  const attempt = String(night.sql('SELECT id FROM attempt')[0]?.['id']);
  return dsn({ action: 'failed', status: '5.1.1', diagnostic: '', to: paths.addressFor(attempt) });
}

describe('what came back of a night', () => {
  it('S3: is read before all else, and the letter is in the print file of that very night', async () => {
    expect((await run(NIGHT)).exitCode).toBe(0);
    expect(night.states()).toEqual({ D: 'emailed' });
    arrive(failure());
    expect((await run(addDays(NIGHT, 1))).exitCode).toBe(0);
    expect(night.states()).toEqual({ D: 'handed_over' });
    expect((await run(addDays(NIGHT, 2))).exitCode).toBe(0);
    expect((await night.events('D')).filter(({ to }) => to === 'handed_over')).toHaveLength(1);
  });

  it('waits for a person where it proves nothing, and the exit code says so until somebody settles it', async () => {
    await run(NIGHT);
    arrive(plainMail({ From: 'kunde@mail.example' }, 'Guten Tag'));
    expect((await run(addDays(NIGHT, 1))).exitCode).toBe(2);
    night.sql(`UPDATE bounce_report SET settled_at = '2026-11-25T00:00:00.000Z', settled_by = 'A. Muster'`);
    expect((await run(addDays(NIGHT, 2))).exitCode).toBe(0);
  });

  it('keeps nothing else back when it cannot be read: the night goes on, and fails in the end', async () => {
    const outage = new OurOutageError('The mailbox for bounces cannot be read.');
    const result = await run(NIGHT, { returns: () => Promise.reject(outage) });
    expect(result).toMatchObject({ exitCode: 1, failure: outage });
    expect(night.states()).toEqual({ D: 'emailed' });
  });
});

describe('a document whose id the ledger cannot tell from another one', () => {
  it('keeps nothing else back: the night goes on with all others, and fails in the end with both ids', async () => {
    const { collect } = stepsOf(night, mail);
    const collision = new DocumentIdCollisionError({ documentId: 'd', takenBy: 'D' }, 1);
    const result = await run(NIGHT, {
      collect: async (context, batch) => {
        await collect(context, batch);
        throw collision;
      },
    });
    expect(result).toMatchObject({ exitCode: 1, failure: collision });
    expect(night.states()).toEqual({ D: 'emailed' });
    expect(night.sql('SELECT status, failure FROM run')).toEqual([
      {
        status: 'failed',
        failure: expect.stringMatching(/^Not collected: document `d`, because `D`/) as string,
      },
    ]);
  });

  it('is looked at again by the next run, which ends well when the view was mended', async () => {
    const collision = new DocumentIdCollisionError({ documentId: 'd', takenBy: 'D' }, 1);
    const { collect } = stepsOf(night, mail);
    await run(NIGHT, {
      collect: async (context, batch) => {
        await collect(context, batch);
        throw collision;
      },
    });
    expect((await run(addDays(NIGHT, 1))).exitCode).toBe(0);
    expect((await night.events('D')).filter(({ to }) => to === 'emailed')).toHaveLength(1);
  });

  it('is no reason to go on when anything else ends the collecting: the batch is still open then', async () => {
    const outage = new OurOutageError('The file store is away.');
    await expect(run(NIGHT, { collect: () => Promise.reject(outage) })).rejects.toThrow(outage);
    expect(night.states()).toEqual({});
  });
});
