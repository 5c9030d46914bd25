import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBatch, type BatchOptions, type RunResult } from '../../src/batch/run-batch.ts';
import { EXIT } from '../../src/domain/exit-code.ts';
import { listSteps } from '../../src/ledger/run-store.ts';
import { listWaiting } from '../../src/operations/list-waiting.ts';
import { listNightRuns } from '../../src/operations/list-runs.ts';
import { releaseNight } from '../../src/operations/release-night.ts';
import { startMail, type Mail } from '../dispatch/mail.ts';
import { createNight, emailRow, NIGHT, postRow, type Night } from '../support/night.ts';
import { baseOf, optionsOf, stepsOf } from './steps.ts';

let night: Night;
let mail: Mail;
beforeEach(async () => {
  night = await createNight({
    rows: [emailRow('E'), postRow('P'), postRow('H', { recipient_city: null })],
  });
  mail = await startMail(night);
});
afterEach(async () => {
  await mail.close();
  await night.close();
});

function run(options: Partial<BatchOptions>): Promise<RunResult> {
  return runBatch(baseOf(night), stepsOf(night, mail), optionsOf(options));
}

describe('a rerun of one channel', () => {
  it('prints and e-mails nothing, then e-mails and prints nothing, and between them loses nothing', async () => {
    const printed = await run({ only: 'print' });
    expect(night.states()).toEqual({ E: 'queued_email', P: 'handed_over', H: 'held' });
    expect(printed.exitCode).toBe(EXIT.completedWithOpen);
    expect((await listSteps(night.ledger, printed.runId)).map(({ step }) => step)).not.toContain('email');
    const emailed = await run({ kind: 'rerun', only: 'email' });
    expect(night.states()).toEqual({ E: 'emailed', P: 'handed_over', H: 'held' });
    expect((await listSteps(night.ledger, emailed.runId)).map(({ step }) => step)).not.toContain('print');
  });

  it('decides anew what was held for one cause, once a person says that it is mended', async () => {
    await run({});
    expect(await listWaiting(night.ledger, 'held', null)).toMatchObject([
      { documentId: 'H', businessDate: NIGHT, action: expect.stringContaining('release-held') as string },
    ]);
    night.core(`UPDATE pending_output_document SET recipient_city = 'Musterstadt' WHERE document_id = 'H'`);
    expect(await releaseNight(night.ledger, NIGHT, { reason: 'towns are back', person: 'A. Muster' })).toBe(
      1,
    );
    await run({ kind: 'rerun' });
    expect(night.states()).toEqual({ E: 'emailed', P: 'handed_over', H: 'handed_over' });
    expect(await listWaiting(night.ledger, 'held', NIGHT)).toEqual([]);
    const runs = await listNightRuns(night.ledger, { date: null, nights: 5 });
    expect(runs.map(({ kind }) => kind)).toEqual(['rerun', 'nightly']);
  });

  it('releases nothing while a run is at work on that night', async () => {
    await run({});
    await night.run(await night.batch(), 'rerun');
    const release = releaseNight(night.ledger, NIGHT, { reason: 'r', person: 'A. Muster' });
    await expect(release).rejects.toThrow('is at work');
    expect(night.states()['H']).toBe('held');
  });
});

describe('lists', () => {
  it('name the night that does not exist', async () => {
    await expect(listWaiting(night.ledger, 'held', NIGHT)).rejects.toThrow('There is no batch');
    await expect(listNightRuns(night.ledger, { date: NIGHT, nights: 1 })).rejects.toThrow(
      'There is no batch',
    );
    expect(await listNightRuns(night.ledger, { date: null, nights: 1 })).toEqual([]);
  });
});
