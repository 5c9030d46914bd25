import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinBatch, type Help, type JoinOptions } from '../../src/batch/join-batch.ts';
import { addDays } from '../../src/domain/business-date.ts';
import { NotFoundError, OurOutageError } from '../../src/domain/errors.ts';
import { finishRun, listRuns, startStep } from '../../src/ledger/run-store.ts';
import { openBatch } from '../../src/ledger/batch-store.ts';
import { createNight, NIGHT, postRow, type Night } from '../support/night.ts';
import { baseOf } from './steps.ts';

let night: Night;

beforeEach(async () => {
  night = await createNight({ rows: [postRow('D-1')] });
});
afterEach(() => night.close());

/** Longer than any test: whoever waits for it to pass has failed. */
const FOR_EVER = 3_600_000;

function joinOptions(overrides: Partial<JoinOptions> = {}): JoinOptions {
  return {
    businessDate: NIGHT,
    startedBy: 'tester',
    stop: new AbortController().signal,
    patience: 0,
    host: hostname(),
    deadAfter: FOR_EVER,
    interval: 1000,
    lease: FOR_EVER,
    ...overrides,
  };
}

/** Counts what it was asked to help with; `onEmail` and `onRender` are what the night does meanwhile. */
function helpThat(onEmail: () => Promise<void>, onRender: () => Promise<void> = () => Promise.resolve()) {
  const asked: string[] = [];
  const help: Help = {
    classify: () => Promise.resolve(asked.push('classify')).then(() => 1),
    email: async () => {
      asked.push('email');
      await onEmail();
      return { sent: 1 };
    },
    render: async (_, coordinatorId) => {
      asked.push(`render for ${coordinatorId}`);
      await onRender();
      return 2;
    },
  };
  return { asked, help };
}

describe('a worker', () => {
  it('is refused where no run has made the batch', async () => {
    const other = joinOptions({ businessDate: addDays(NIGHT, 300) });
    const { help } = helpThat(() => Promise.resolve());
    await expect(joinBatch(baseOf(night), help, other)).rejects.toThrow(NotFoundError);
  });

  it('with patience waits until a run begins, and helps it', async () => {
    const date = addDays(NIGHT, 1);
    const { asked, help } = helpThat(() => Promise.resolve());
    const joined = joinBatch(baseOf(night), help, joinOptions({ businessDate: date, patience: FOR_EVER }));
    const batch = await openBatch(night.ledger, date);
    const runId = await night.run(batch.id, 'nightly');
    await night.ledger.transaction(async (session) => {
      for (const step of ['classify', 'email', 'print', 'report'] as const)
        await startStep(session, runId, step);
    });
    expect((await joined).steps).toEqual({ email: { sent: 1 }, print: { printFiles: 2 } });
    expect(asked).toEqual(['email', `render for ${runId}`]);
  });

  it('with patience helps the successor of a run that died', async () => {
    const { runId: dead, batchIds } = await night.context();
    await startStep(night.ledger, dead, 'email');
    let successor = '';
    const { asked, help } = helpThat(async () => {
      await finishRun(night.ledger, dead, { status: 'failed', exitCode: null, failure: 'died' });
      successor = await night.run(batchIds[0] ?? '', 'rerun');
      for (const step of ['print', 'report'] as const) await startStep(night.ledger, successor, step);
    });
    await joinBatch(baseOf(night), help, joinOptions({ patience: FOR_EVER }));
    expect(asked).toEqual(['email', `render for ${successor}`]);
  });

  it('does not wait for a run that has come to its end', async () => {
    const { runId } = await night.context();
    await finishRun(night.ledger, runId, { status: 'completed', exitCode: 0, failure: null });
    const { asked, help } = helpThat(() => Promise.resolve());
    await joinBatch(baseOf(night), help, joinOptions({ patience: FOR_EVER }));
    expect(asked).toEqual(['email']);
  });

  it('without patience e-mails alone what a run that died has left', async () => {
    const { runId } = await night.context();
    await finishRun(night.ledger, runId, { status: 'failed', exitCode: null, failure: 'died' });
    const { asked, help } = helpThat(() => Promise.resolve());
    expect((await joinBatch(baseOf(night), help, joinOptions())).steps).toEqual({ email: { sent: 1 } });
    expect(asked).toEqual(['email']);
  });

  it('stops waiting when it is asked to', async () => {
    const stop = new AbortController();
    const { help } = helpThat(() => Promise.resolve());
    const waiting = joinBatch(
      baseOf(night),
      help,
      joinOptions({ businessDate: addDays(NIGHT, 300), patience: FOR_EVER, stop: stop.signal }),
    );
    stop.abort(new Error('asked to stop'));
    await expect(waiting).rejects.toThrow('asked to stop');
  });

  it('that fails writes why into its run', async () => {
    const { runId, batchIds } = await night.context();
    await finishRun(night.ledger, runId, { status: 'failed', exitCode: null, failure: 'died' });
    const { help } = helpThat(() => Promise.reject(new OurOutageError('The relay is down.')));
    await expect(joinBatch(baseOf(night), help, joinOptions())).rejects.toThrow('The relay is down.');
    const runs = await listRuns(night.ledger, batchIds[0] ?? '');
    const worker = runs.find(({ kind }) => kind === 'worker');
    expect(worker).toMatchObject({ status: 'failed', failure: 'The relay is down.' });
  });

  it('whose database went away tells what it failed at first', async () => {
    const { runId } = await night.context();
    await finishRun(night.ledger, runId, { status: 'failed', exitCode: null, failure: 'died' });
    const ledger = night.anotherLedger();
    const { help } = helpThat(async () => {
      await ledger.close();
      throw new Error('the disk is full');
    });
    const joined = joinBatch({ ...baseOf(night), ledger }, help, joinOptions());
    await expect(joined).rejects.toThrow('the disk is full');
  });
});
