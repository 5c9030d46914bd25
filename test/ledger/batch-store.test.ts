import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  closeCollection,
  findBatch,
  MembershipClosedError,
  openBatch,
  openBatchesBefore,
} from '../../src/ledger/batch-store.ts';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { createNight, documentsIn, NIGHT, type Night } from '../support/night.ts';

let night: Night;

beforeEach(async () => {
  night = await createNight();
});
afterEach(async () => {
  await night.close();
});

function add(batchId: string, ids: readonly string[]): Promise<number> {
  return night.ledger.transaction(async (session) => (await addDocuments(session, batchId, ids)).added);
}

function close(batchId: string): Promise<number> {
  return night.ledger.transaction((session) => closeCollection(session, batchId));
}

describe('the batch of a night', () => {
  it('is one, however often and from wherever it is opened', async () => {
    const batches = await Promise.all([1, 2, 3].map(() => openBatch(night.ledger, NIGHT)));
    expect(new Set(batches.map(({ id }) => id)).size).toBe(1);
  });

  it('takes each document once, and none that another night has taken', async () => {
    const first = await night.batch();
    const second = await night.batch(parseBusinessDate('2026-11-24'));
    expect(await add(first, ['A', 'B'])).toBe(2);
    expect(await add(first, ['B', 'C'])).toBe(1);
    expect(await add(second, ['A', 'C', 'D'])).toBe(1);
    expect(night.sql('SELECT document_id, batch_id FROM dispatch ORDER BY id')).toEqual([
      { document_id: 'A', batch_id: Number(first) },
      { document_id: 'B', batch_id: Number(first) },
      { document_id: 'C', batch_id: Number(first) },
      { document_id: 'D', batch_id: Number(second) },
    ]);
  });

  it('is closed for good: a paused collector that wakes up adds nothing to it', async () => {
    const batchId = await night.batch();
    await add(batchId, ['A']);
    expect(await close(batchId)).toBe(1);
    await expect(add(batchId, ['B'])).rejects.toThrow(MembershipClosedError);
    expect(night.states()).toEqual({ A: 'pending' });
    expect(await findBatch(night.ledger, NIGHT)).toMatchObject({ collected: 1 });
  });

  it('keeps its count when it is closed a second time', async () => {
    const batchId = await night.batch();
    await add(batchId, ['A']);
    await close(batchId);
    const before = await findBatch(night.ledger, NIGHT);
    expect(await close(batchId)).toBe(1);
    expect(await findBatch(night.ledger, NIGHT)).toEqual(before);
  });

  it('can be empty', async () => {
    expect(await close(await night.batch())).toBe(0);
    expect((await findBatch(night.ledger, NIGHT))?.collectedAt).not.toBeNull();
  });
});

async function completedWith(state: Parameters<typeof documentsIn>[1]): Promise<void> {
  await documentsIn(night, state, ['A']);
  await close(await night.batch());
  night.sql(`UPDATE batch SET completed_at = '2026-11-24T01:00:00.000Z'`);
}

describe('earlier batches that are taken along', () => {
  const NEXT = parseBusinessDate('2026-11-24');

  it.each(['pending', 'queued_email', 'claimed', 'sending', 'queued_print', 'bundled'] as const)(
    'are those with something in `%s`, although they were complete',
    async (state) => {
      await completedWith(state);
      expect(await openBatchesBefore(night.ledger, NEXT)).toHaveLength(1);
    },
  );

  it.each(['emailed', 'handed_over', 'cancelled', 'held', 'in_doubt'] as const)(
    'are not those that were complete and have nothing but `%s`',
    async (state) => {
      await completedWith(state);
      expect(await openBatchesBefore(night.ledger, NEXT)).toEqual([]);
    },
  );

  it('are neither the night itself nor a later one', async () => {
    await documentsIn(night, 'queued_print', ['A']);
    expect(await openBatchesBefore(night.ledger, NIGHT)).toEqual([]);
  });

  it('S19, L5: are those that owe a paper copy', async () => {
    await completedWith('emailed');
    night.sql(`UPDATE dispatch SET paper_copy_basis = 'VersVG § 3'`);
    expect(await openBatchesBefore(night.ledger, NEXT)).toHaveLength(1);
  });
});
