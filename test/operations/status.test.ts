import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { NotFoundError } from '../../src/domain/errors.ts';
import { closeCollection } from '../../src/ledger/batch-store.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { readStatus } from '../../src/operations/status.ts';
import { statusText } from '../../jobs/status-text.ts';
import { createNight, documentsIn, emailRow, NIGHT, type Night } from '../support/night.ts';

let night: Night;

beforeEach(async () => {
  night = await createNight({ rows: ['D-1', 'D-2', 'D-3'].map((id) => emailRow(id)) });
});
afterEach(() => night.close());

const FAILED = { status: 'failed', exitCode: 1, failure: 'the relay is down' } as const;

it('says that there is no batch, and which is the newest', async () => {
  await expect(readStatus(night.ledger, null, false)).rejects.toThrow(NotFoundError);
  await night.batch();
  const other = readStatus(night.ledger, parseBusinessDate('2026-11-22'), false);
  await expect(other).rejects.toThrow(
    'There is no batch for business date 2026-11-22; the newest is 2026-11-23',
  );
});

it('lists what waits for a person with age, reason and what to do', async () => {
  await documentsIn(night, 'held', ['D-1'], {
    reason: 'D3.postal-address: no usable postal address: no city',
  });
  await documentsIn(night, 'in_doubt', ['D-2'], { reason: 'the line dropped' });
  await documentsIn(night, 'emailed', ['D-3']);
  night.sql(
    `UPDATE dispatch SET updated_at = ? WHERE document_id = 'D-1'`,
    new Date(Date.now() - 90 * 60_000).toISOString(),
  );
  await closeCollection(night.ledger, await night.batch());
  const status = await readStatus(night.ledger, null, false);
  expect(status.batch.businessDate).toBe(NIGHT);
  expect(status.states).toEqual({ held: 1, in_doubt: 1, emailed: 1 });
  expect(status.cases).toMatchObject([
    { documentId: 'D-1', state: 'held', ageMinutes: 90 },
    { documentId: 'D-2', state: 'in_doubt', ageMinutes: 0, reason: 'the line dropped' },
  ]);
  expect(status.cases[0]?.action).toMatch(/^have the postal address completed .* `release-held \d+ /);
  expect(status.cases[1]?.action).toMatch(
    /^look into the relay's log .* `resolve \d+ --as accepted\|not-accepted/,
  );
  expect(status.books).toEqual({ balance: true, differences: [], preliminary: false });
  expect(status.next.join('\n')).toMatch(/1 in doubt: .*\n1 held: /);
});

it('tells to wait while a run is at work, and that the books may change', async () => {
  await documentsIn(night, 'sending', ['D-1']);
  const runId = await night.run(await night.batch());
  await closeCollection(night.ledger, await night.batch());
  const status = await readStatus(night.ledger, NIGHT, false);
  expect(status.books.preliminary).toBe(true);
  expect(status.next).toHaveLength(1);
  expect(status.next[0]).toContain(`Run ${runId} is at work`);
});

it('tells to rerun a night that ended while it collected', async () => {
  const runId = await night.run(await night.batch());
  await finishRun(night.ledger, runId, FAILED);
  const status = await readStatus(night.ledger, null, false);
  expect(status.books.balance).toBeNull();
  expect(status.runs).toMatchObject([{ status: 'failed', failure: 'the relay is down' }]);
  expect(status.next).toEqual([expect.stringContaining('rerun --date 2026-11-23')]);
});

it('counts what waits for a run, and shows other nights that are not done', async () => {
  await documentsIn(night, 'queued_email', ['D-1', 'D-2']);
  await closeCollection(night.ledger, await night.batch());
  await night.batch(parseBusinessDate('2026-11-24'));
  const status = await readStatus(night.ledger, NIGHT, false);
  expect(status.next[0]).toContain('2 wait for a run: `rerun --date 2026-11-23`');
  expect(status.others).toEqual([{ businessDate: '2026-11-24', states: {} }]);
  const newest = await readStatus(night.ledger, null, false);
  expect(newest.next.at(-1)).toContain('Business date 2026-11-23 is not done either: 2 queued_email');
});

it('says that the books do not balance, before anything else, and forbids the rerun', async () => {
  await documentsIn(night, 'queued_print', ['D-1', 'D-2']);
  await closeCollection(night.ledger, await night.batch());
  night.sql(`DELETE FROM dispatch WHERE document_id = 'D-2'`);
  const status = await readStatus(night.ledger, null, false);
  expect(status.books).toMatchObject({
    balance: false,
    differences: ['2 documents were collected, 1 have a state'],
  });
  expect(status.next[0]).toContain('Do not rerun');
});

it('says how many final results the core system was not told yet, since when, and what to do', async () => {
  await documentsIn(night, 'emailed', ['D-1'], { updated_at: '2026-11-23T22:00:00.000Z' });
  await documentsIn(night, 'handed_over', ['D-2'], { updated_at: '2026-11-23T23:00:00.000Z' });
  await documentsIn(night, 'held', ['D-3']);
  await closeCollection(night.ledger, await night.batch());
  const behind = await readStatus(night.ledger, null, true);
  expect(behind.writeBack).toEqual({ results: 2, since: '2026-11-23T22:00:00.000Z' });
  expect(behind.next).toContainEqual(
    expect.stringMatching(
      /not told of 2 final results yet, the oldest of 2026-11-23T22.* `rerun --date 2026-11-23`/,
    ),
  );
  expect(statusText(behind, 120, (iso) => iso)).toMatch(
    /^Core system:\s+2 results not told yet, the oldest of 2026-11-23T22:00:00.000Z$/m,
  );
  night.sql(`UPDATE dispatch SET reported_at = '2026-11-24T00:00:00.000Z' WHERE state <> 'held'`);
  const told = await readStatus(night.ledger, null, true);
  expect(told.writeBack).toEqual({ results: 0, since: null });
  expect(told.next.join()).not.toContain('core system was not told');
  expect(statusText(told, 120, (iso) => iso)).toMatch(/^Core system:\s+was told of every result$/m);
});

it('says nothing of the core system where it is told nothing', async () => {
  await documentsIn(night, 'emailed', ['D-1']);
  const status = await readStatus(night.ledger, null, false);
  expect(status.writeBack).toBeNull();
  expect(statusText(status, 120, (iso) => iso)).not.toContain('Core system');
});
