import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectDocuments } from '../../src/dispatch/collect-documents.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { classifyShared, shareClassifying } from '../../src/dispatch/share-classifying.ts';
import { shareWork, takeWork, type Shared } from '../../src/dispatch/shared-work.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { findBatch } from '../../src/ledger/batch-store.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { addWork, claimWork, countOpenWork, finishWork } from '../../src/ledger/work-items.ts';
import { createNight, emailRow, NIGHT, postRow, type Night } from '../support/night.ts';
import { classifyOptions } from './mail.ts';

let night: Night;
let coordinator: RunContext;

beforeEach(async () => {
  night = await createNight({
    rows: Array.from({ length: 23 }, (_, index) =>
      index % 2 === 0 ? emailRow(`D-${index}`) : postRow(`D-${index}`),
    ),
  });
  coordinator = await night.context();
});
afterEach(() => night.close());

const MINUTE = 60_000;
const shared = (lease = MINUTE): Shared => ({ runId: coordinator.runId, step: 'classify', lease });
const nobodyDied = (): Promise<void> => Promise.resolve();

async function worker(): Promise<RunContext> {
  const runId = await night.run(coordinator.batchIds[0] ?? '', 'worker');
  return { ...coordinator, runId };
}

async function putUp(count: number): Promise<void> {
  const details = Array.from({ length: count }, (_, index) => ({ piece: index }));
  await night.ledger.transaction((session) => addWork(session, shared(), details));
}

describe('pieces of a run’s work', () => {
  it('are done once each, whoever takes them, and their counts are added up', async () => {
    const helper = await worker();
    const seen: unknown[] = [];
    const perform = (detail: unknown) => {
      seen.push(detail);
      return Promise.resolve({ done: 1, ofHelper: 0 });
    };
    await putUp(5);
    await takeWork(helper, shared(), async (detail) => ({ ...(await perform(detail)), ofHelper: 1 }));
    const more = [{ piece: 5 }, { piece: 6 }];
    expect(await shareWork(coordinator, shared(), more, perform, nobodyDied)).toEqual({
      done: 7,
      ofHelper: 5,
    });
    expect(seen).toHaveLength(7);
    expect(new Set(seen.map((detail) => JSON.stringify(detail))).size).toBe(7);
  });

  it('are taken over from a worker that died, and what it says later counts nothing', async () => {
    await putUp(1);
    const dead = await worker();
    const held = await night.ledger.transaction((session) =>
      claimWork(session, { ...shared(), owner: dead.runId }),
    );
    expect(await takeWork(coordinator, shared(), () => Promise.resolve({}))).toBe(0);
    await finishRun(night.ledger, dead.runId, { status: 'failed', exitCode: null, failure: 'died' });
    expect(await takeWork(coordinator, shared(), () => Promise.resolve({ done: 1 }))).toBe(1);
    expect(await finishWork(night.ledger, held!, { done: 1 })).toBe(false);
  });

  it('are taken over from a worker that says nothing for longer than its lease', async () => {
    await putUp(1);
    const paused = await worker();
    await night.ledger.transaction((session) => claimWork(session, { ...shared(-1), owner: paused.runId }));
    expect(await takeWork(coordinator, shared(), () => Promise.resolve({}))).toBe(1);
  });

  it('stay open when the one who took it fails', async () => {
    await putUp(1);
    const broken = takeWork(await worker(), shared(), () => Promise.reject(new Error('disk')));
    await expect(broken).rejects.toThrow('disk');
    expect(await countOpenWork(night.ledger, shared())).toBe(1);
  });

  it('belong to one coordinating run: its successor divides anew', async () => {
    await putUp(2);
    await finishRun(night.ledger, coordinator.runId, { status: 'failed', exitCode: 1, failure: 'died' });
    const successor = await night.context({ kind: 'rerun' });
    expect(await countOpenWork(night.ledger, { ...shared(), runId: successor.runId })).toBe(0);
  });
});

describe('classifying together', () => {
  beforeEach(async () => {
    const batch = await findBatch(night.ledger, NIGHT);
    await collectDocuments(coordinator, batch!, 100);
  });

  const ranges = { lease: MINUTE, lookAfter: nobodyDied, range: 4 };

  it('decides each document once, and counts those of all processes', async () => {
    const helper = await worker();
    const lease = MINUTE;
    const [counts] = await Promise.all([
      shareClassifying(coordinator, classifyOptions(), ranges),
      (async () => {
        // It comes and goes, as a process does that looks at the run from time to time.
        for (let look = 0; look < 20; look += 1) {
          await takeWork(helper, { ...shared(), lease }, (detail) =>
            classifyShared(helper, classifyOptions(), detail),
          );
          await new Promise((resolve) => setImmediate(resolve));
        }
      })(),
    ]);
    expect(counts).toEqual({ email: 12, post: 11 });
    expect(night.sql('SELECT dispatch_id FROM decision GROUP BY dispatch_id HAVING COUNT(*) > 1')).toEqual(
      [],
    );
    expect(night.sql('SELECT COUNT(*) AS n FROM decision')).toEqual([{ n: 23 }]);
  });

  it('goes alone where one range holds all', async () => {
    await shareClassifying(coordinator, classifyOptions(), { ...ranges, range: 100 });
    expect(night.sql('SELECT * FROM work_item')).toEqual([]);
    expect(night.sql('SELECT COUNT(*) AS n FROM decision')).toEqual([{ n: 23 }]);
  });

  it('decides a range twice without harm when its first taker was only slow', async () => {
    const before = Number(night.sql('SELECT MIN(id) AS n FROM dispatch')[0]?.['n']) - 1;
    const detail = {
      batchId: coordinator.batchIds[0],
      afterId: String(before),
      upTo: String(before + 4),
      catalogueHash: coordinator.catalogueHash,
    };
    await classifyShared(coordinator, classifyOptions(), detail);
    expect(await classifyShared(await worker(), classifyOptions(), detail)).toEqual({});
    expect(night.sql('SELECT COUNT(*) AS n FROM decision')).toEqual([{ n: 4 }]);
  });

  it('refuses a process that would decide by another rule catalogue', async () => {
    const detail = { batchId: '1', afterId: '0', upTo: '4', catalogueHash: 'another' };
    await expect(classifyShared(coordinator, classifyOptions(), detail)).rejects.toThrow(ConfigurationError);
  });
});
