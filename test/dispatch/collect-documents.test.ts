import { afterEach, describe, expect, it } from 'vitest';
import { collectDocuments, DocumentIdCollisionError } from '../../src/dispatch/collect-documents.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { addDays } from '../../src/domain/business-date.ts';
import { InterruptedError } from '../../src/domain/errors.ts';
import { findBatch, MembershipClosedError } from '../../src/ledger/batch-store.ts';
import { Database, type Session } from '../../src/ledger/database.ts';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { createNight, emailRow, NIGHT, type Night } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';

let night: Night;

afterEach(async () => {
  await night.close();
});

async function start(ids: readonly string[]): Promise<void> {
  night = await createNight({ rows: ids.map((id) => emailRow(id)) });
}

async function collect(context: RunContext, chunkSize = 2): Promise<number> {
  const batch = await findBatch(night.ledger, NIGHT);
  return collectDocuments(context, batch!, chunkSize);
}

describe('collecting', () => {
  it('takes every document of the view, then closes the batch', async () => {
    await start(['A', 'B', 'C', 'D', 'E']);
    expect(await collect(await night.context())).toBe(5);
    expect(Object.keys(night.states())).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(await findBatch(night.ledger, NIGHT)).toMatchObject({
      collected: 5,
      collectedAt: expect.any(String) as string,
    });
  });

  it('is taken up after a crash in the middle: nothing is missing, nothing is there twice', async () => {
    await start(['A', 'B', 'C', 'D', 'E']);
    const run = await night.context();
    let chunks = 0;
    const atPoint = (): void => {
      chunks += 1;
      if (chunks === 2) throw new Error('crash');
    };
    await expect(collect({ ...run, atPoint })).rejects.toThrow('crash');
    expect(Object.keys(night.states())).toEqual(['A', 'B', 'C', 'D']);
    expect((await findBatch(night.ledger, NIGHT))?.collectedAt).toBeNull();
    expect(await collect(run)).toBe(5);
    expect(Object.keys(night.states())).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('adds nothing once the batch is closed: what appears in the view later belongs to the next night', async () => {
    await start(['A']);
    const run = await night.context();
    await collect(run);
    night.core(`UPDATE pending_output_document SET document_id = 'B'`);
    expect(await collect(run)).toBe(1);
    expect(Object.keys(night.states())).toEqual(['A']);
  });

  it('passes over what another night has taken', async () => {
    await start(['A', 'B']);
    const earlier = await night.batch(addDays(NIGHT, -1));
    await night.ledger.transaction((session) => addDocuments(session, earlier, ['A']));
    expect(await collect(await night.context())).toBe(1);
    const rows = night.sql(
      `SELECT d.document_id, b.business_date FROM dispatch d JOIN batch b ON b.id = d.batch_id ORDER BY d.id`,
    );
    expect(rows).toEqual([
      { document_id: 'A', business_date: addDays(NIGHT, -1) },
      { document_id: 'B', business_date: NIGHT },
    ]);
  });

  it('of a paused run fails once its successor has closed the batch', async () => {
    await start(['A', 'B', 'C']);
    const paused = await night.context();
    const stale = (await findBatch(night.ledger, NIGHT))!;
    await collect(await night.context({ kind: 'worker' }));
    night.core(`INSERT INTO pending_output_document (document_id) VALUES ('LATE')`);
    await expect(collectDocuments(paused, stale, 2)).rejects.toThrow(MembershipClosedError);
    expect(Object.keys(night.states())).toEqual(['A', 'B', 'C']);
  });

  it('stops between two chunks when it is asked to', async () => {
    await start(['A', 'B', 'C', 'D', 'E']);
    const stop = new AbortController();
    const run = await night.context({
      signal: stop.signal,
      atPoint: () => stop.abort(new InterruptedError('SIGTERM')),
    });
    await expect(collect(run)).rejects.toThrow(InterruptedError);
    expect(Object.keys(night.states())).toEqual(['A', 'B']);
  });

  it('holds one chunk of ids at a time, however many the view has', async () => {
    night = await createNight();
    const numbers = (below: number): string =>
      `(${Array.from({ length: below }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ')})`;
    night.core(`INSERT INTO pending_output_document (document_id)
      SELECT CONCAT('D-', a.n, '-', b.n) FROM ${numbers(200)} AS a CROSS JOIN ${numbers(100)} AS b`);
    const run = await night.context();
    let largest = 0;
    // What a statement binds is what is held: the ids of one insert, never of all.
    const counting = new Database(night.ledgerOptions);
    counting.knex.on('query', ({ bindings }: { bindings?: readonly unknown[] }) => {
      largest = Math.max(largest, bindings?.length ?? 0);
    });
    let chunks = 0;
    const atPoint = (): void => {
      chunks += 1;
    };
    expect(await collect({ ...run, ledger: counting, atPoint }, 1_000)).toBe(20_000);
    await counting.close();
    expect(chunks).toBe(21);
    expect(largest).toBeLessThanOrEqual(2_100);
  });

  it('tells of ids that the ledger takes for those of others, once all else is collected and the batch is closed', async () => {
    await start(['A', 'B', 'C']);
    const run = await night.context();
    // What a ledger answers whose collation ignores capitals and trailing blanks.
    const answering = Object.assign(Object.create(run.ledger) as Database, {
      transaction: async (work: (session: Session) => Promise<unknown>) => {
        const answer = await run.ledger.transaction(work);
        const isAdded = typeof answer === 'object' && answer !== null && 'added' in answer;
        return isAdded ? { ...answer, collisions: [{ documentId: 'a', takenBy: 'A' }] } : answer;
      },
    });
    const collecting = collect({ ...run, ledger: answering });
    await expect(collecting).rejects.toThrow(DocumentIdCollisionError);
    await expect(collecting).rejects.toThrow(
      /^Not collected: document `a`, because `A` is the same id .*; 1 more, see .* Let the view give ids/,
    );
    expect(Object.keys(night.states())).toEqual(['A', 'B', 'C']);
    expect(await findBatch(night.ledger, NIGHT)).toMatchObject({
      collected: 3,
      collectedAt: expect.any(String) as string,
    });
    expect(night.logged.filter((line) => line.includes('collect.id-collision'))).toHaveLength(2);
  });

  // A collation that puts together what nobody foresees: here all that begins and ends alike.
  it.skipIf(ON_SQL_SERVER)(
    'takes all but the one whose id the unique index refuses without a word before',
    async () => {
      await start(['A', 'STRASSE-1', 'STRAẞE-1', 'Z']);
      night.sql('DROP INDEX ux_dispatch_document');
      night.sql(
        `CREATE UNIQUE INDEX ux_dispatch_document ON dispatch (SUBSTR(document_id, 1, 3), SUBSTR(document_id, -1)) WHERE purpose = 'document'`,
      );
      const collecting = collect(await night.context(), 10);
      await expect(collecting).rejects.toThrow(
        /^Not collected: document `STRAẞE-1`, because another one is the same id/,
      );
      expect(Object.keys(night.states())).toHaveLength(3);
      expect(Object.keys(night.states())).toEqual(expect.arrayContaining(['A', 'Z']));
      expect(await findBatch(night.ledger, NIGHT)).toMatchObject({ collected: 3 });
    },
  );

  it('says how many rows have no id, and goes on', async () => {
    await start(['A', 'B']);
    night.core(`UPDATE pending_output_document SET document_id = NULL WHERE document_id = 'B'`);
    expect(await collect(await night.context())).toBe(1);
    expect(night.logged.join('')).toMatch(/collect\.rows-without-id/);
  });
});
