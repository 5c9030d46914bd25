import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimForEmail, extendLeases, holdsLease, MAX_CLAIM, seizeOrphans } from '../../src/ledger/claim.ts';
import type { Database } from '../../src/ledger/database.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { addDays } from '../../src/domain/business-date.ts';
import { createNight, documentsIn, NIGHT, type Night } from '../support/night.ts';
import { rivals } from './rivals.ts';

let night: Night;
let batchIds: readonly string[];

beforeEach(async () => {
  night = await createNight();
  batchIds = [await night.batch()];
});
afterEach(async () => {
  await night.close();
});

const MINUTE = 60_000;

function ids(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `D-${String(index).padStart(4, '0')}`);
}

function claim(ledger: Database, runId: string, count: number, lease = MINUTE) {
  return ledger.transaction((session) => claimForEmail(session, { batchIds, runId, count, lease }));
}

describe('the claim', () => {
  it('takes the oldest that are due, under a new token, with an event each', async () => {
    await documentsIn(night, 'queued_email', ids(3));
    const claimed = await claim(night.ledger, 'run-1', 2);
    expect(claimed.map(({ documentId, state, token }) => [documentId, state, token])).toEqual([
      ['D-0000', 'claimed', 1],
      ['D-0001', 'claimed', 1],
    ]);
    expect(await night.events('D-0000')).toMatchObject([
      { from: 'queued_email', to: 'claimed', runId: 'run-1' },
    ]);
    expect(await holdsLease(night.ledger, claimed[0]!)).toBe(true);
  });

  it('passes over what is not due yet, in another state, or of another batch', async () => {
    await documentsIn(night, 'queued_email', ['later'], { retry_at: '2999-01-01T00:00:00.000Z' });
    await documentsIn(night, 'queued_print', ['post']);
    await documentsIn(night, 'queued_email', ['mine']);
    const claimed = await claim(night.ledger, 'run-1', 10);
    expect(claimed.map(({ documentId }) => documentId)).toEqual(['mine']);
    const elsewhere = night.ledger.transaction((session) =>
      claimForEmail(session, { batchIds: ['4711'], runId: 'run-1', count: 10, lease: MINUTE }),
    );
    expect(await elsewhere).toEqual([]);
  });

  it('takes of several nights the earliest first, and no more than was asked for', async () => {
    const later = await night.batch(addDays(NIGHT, 1));
    await documentsIn(night, 'queued_email', ids(5));
    night.sql(`UPDATE dispatch SET batch_id = ? WHERE document_id IN ('D-0000', 'D-0001', 'D-0002')`, later);
    batchIds = [later, ...batchIds];
    const claimed = await claim(night.ledger, 'run-1', 4);
    expect(claimed.map(({ documentId }) => documentId)).toEqual(['D-0003', 'D-0004', 'D-0000', 'D-0001']);
    expect(await claim(night.ledger, 'run-1', 4)).toHaveLength(1);
  });

  it(`never takes more than ${MAX_CLAIM}, however many are asked for`, async () => {
    await documentsIn(night, 'queued_email', ids(MAX_CLAIM + 5));
    expect(await claim(night.ledger, 'run-1', 10_000)).toHaveLength(MAX_CLAIM);
  });

  it('never gives a row to two processes', async () => {
    await documentsIn(night, 'queued_email', ids(240));
    const claimed = (await rivals(night, batchIds[0]!, 'claimEverything', 3)).flat();
    expect(claimed).toHaveLength(240);
    expect(new Set(claimed).size).toBe(240);
    expect(night.sql('SELECT COUNT(*) AS n FROM dispatch WHERE token <> 1')).toEqual([{ n: 0 }]);
  });
});

describe('a lease', () => {
  it('is over when its time is over, by the clock of the database', async () => {
    await documentsIn(night, 'queued_email', ['D']);
    const [claimed] = await claim(night.ledger, 'run-1', 1, -1);
    expect(await holdsLease(night.ledger, claimed!)).toBe(false);
  });

  it('is prolonged for everything that its run holds, and for nobody else', async () => {
    await documentsIn(night, 'queued_email', ['A', 'B']);
    const [mine] = await claim(night.ledger, 'run-1', 1, -1);
    const [other] = await claim(night.ledger, 'run-2', 1, -1);
    await extendLeases(night.ledger, 'run-1', MINUTE);
    expect(await holdsLease(night.ledger, mine!)).toBe(true);
    expect(await holdsLease(night.ledger, other!)).toBe(false);
  });
});

describe('what dead workers left', () => {
  it('is seized when the lease is over, and the old owner holds nothing any more', async () => {
    await documentsIn(night, 'queued_email', ['D']);
    const runId = await night.run(batchIds[0]!);
    const [claimed] = await claim(night.ledger, runId, 1, -1);
    const [seized] = await seizeOrphans(night.ledger, { batchIds, runId: 'run-2', lease: MINUTE });
    expect(seized).toMatchObject({ documentId: 'D', state: 'claimed', token: claimed!.token + 1 });
    expect(await holdsLease(night.ledger, claimed!)).toBe(false);
    expect(await holdsLease(night.ledger, seized!)).toBe(true);
  });

  it('is seized before its lease is over once its run is known to be dead', async () => {
    await documentsIn(night, 'queued_email', ['D']);
    const runId = await night.run(batchIds[0]!);
    const [claimed] = await claim(night.ledger, runId, 1);
    const request = { batchIds, runId: 'run-2', lease: MINUTE };
    expect(await seizeOrphans(night.ledger, request)).toEqual([]);
    await finishRun(night.ledger, runId, { status: 'failed', exitCode: null, failure: 'died' });
    expect(await seizeOrphans(night.ledger, request)).toHaveLength(1);
    expect(await holdsLease(night.ledger, claimed!)).toBe(false);
  });

  it('is seized by one of two that try, not by both', async () => {
    await documentsIn(night, 'sending', ids(50), {
      lease_owner: 'gone',
      lease_until: '2000-01-01T00:00:00.000Z',
      token: 1,
    });
    const [a, b] = await Promise.all([
      seizeOrphans(night.ledger, { batchIds, runId: 'A', lease: MINUTE }),
      seizeOrphans(night.anotherLedger(), { batchIds, runId: 'B', lease: MINUTE }),
    ]);
    expect(a.length + b.length).toBe(50);
    expect(new Set([...a, ...b].map(({ dispatchId }) => dispatchId)).size).toBe(50);
  });

  it('is left alone in every state but `claimed` and `sending`', async () => {
    const expired = { lease_owner: 'gone', lease_until: '2000-01-01T00:00:00.000Z' };
    for (const state of ['pending', 'queued_email', 'in_doubt', 'emailed', 'queued_print'] as const) {
      await documentsIn(night, state, [`in-${state}`], expired);
    }
    expect(await seizeOrphans(night.ledger, { batchIds, runId: 'A', lease: MINUTE })).toEqual([]);
  });
});
