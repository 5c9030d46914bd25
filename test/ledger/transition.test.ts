import type { Knex } from 'knex';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DISPATCH_STATES, TRANSITIONS, type DispatchState } from '../../src/domain/dispatch.ts';
import { IllegalTransitionError, LeaseLostError } from '../../src/domain/errors.ts';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { move, moveAll, moveInPages } from '../../src/ledger/transition.ts';
import { createNight, documentsIn, type Night } from '../support/night.ts';
import { rivals } from './rivals.ts';

let night: Night;

beforeEach(async () => {
  night = await createNight();
});
afterEach(async () => {
  await night.close();
});

const CAUSE = { reason: 'because', runId: 'run-1', person: 'Ms. Example', evidence: { attempt: 'a-1' } };

const everyPair = DISPATCH_STATES.flatMap((from) => DISPATCH_STATES.map((to) => [from, to] as const));

describe('the transition table', () => {
  it('is written through one by one: each legal transition with its event row, each other one refused', async () => {
    await addDocuments(night.ledger, await night.batch(), ['D']);
    let events = 0;
    for (const [from, to] of everyPair) {
      night.sql('UPDATE dispatch SET state = ?', from);
      const dispatch = await night.dispatch('D');
      const moved = night.ledger.transaction((session) => move(session, dispatch, from, to, CAUSE));
      if (to in TRANSITIONS[from]) {
        await moved;
        events += 1;
        expect((await night.dispatch('D')).state).toBe(to);
        expect((await night.events('D')).at(-1)).toMatchObject({ from, to, ...CAUSE });
      } else {
        await expect(moved).rejects.toThrow(IllegalTransitionError);
        expect((await night.dispatch('D')).state).toBe(from);
      }
    }
    expect(await night.events('D')).toHaveLength(events);
  });

  it('holds for many at once as well', async () => {
    await documentsIn(night, 'handed_over', ['A', 'B']);
    const moved = night.ledger.transaction((session) =>
      moveAll(session, all, 'handed_over', 'pending', CAUSE),
    );
    await expect(moved).rejects.toThrow(IllegalTransitionError);
    expect(night.states()).toEqual({ A: 'handed_over', B: 'handed_over' });
  });
});

describe('the fence', () => {
  it.each<[string, Partial<{ token: number }>, DispatchState]>([
    ['a stale token', { token: 3 }, 'claimed'],
    ['a state that has gone on', {}, 'queued_email'],
  ])('lets a writer with %s write nothing at all', async (_what, lease, from) => {
    const [dispatch] = await documentsIn(night, 'claimed', ['D'], { token: 4 });
    const stale = { ...dispatch!, ...lease };
    const to = from === 'claimed' ? 'sending' : 'queued_print';
    await expect(
      night.ledger.transaction((session) => move(session, stale, from, to, CAUSE, { tries: 9 })),
    ).rejects.toThrow(LeaseLostError);
    expect(await night.dispatch('D')).toEqual(dispatch);
    expect(await night.events('D')).toEqual([]);
  });

  it('undoes what the same transaction wrote before the loss was found', async () => {
    const [mine, lost] = await documentsIn(night, 'pending', ['A', 'B']);
    const both = night.ledger.transaction(async (session) => {
      await move(session, mine!, 'pending', 'held', CAUSE);
      await move(session, { ...lost!, token: 7 }, 'pending', 'held', CAUSE);
    });
    await expect(both).rejects.toThrow(LeaseLostError);
    expect(night.states()).toEqual({ A: 'pending', B: 'pending' });
    expect(await night.events('A')).toEqual([]);
  });
});

function all(query: Knex.QueryBuilder): void {
  void query.whereNotNull('id');
}

describe('moveAll', () => {
  it('writes exactly one event for each moved row and none for the others', async () => {
    await documentsIn(night, 'queued_email', ['A', 'B']);
    await documentsIn(night, 'emailed', ['C']);
    const moved = await night.ledger.transaction((session) =>
      moveAll(session, all, 'queued_email', 'queued_print', CAUSE),
    );
    expect(moved).toBe(2);
    expect(night.states()).toEqual({ A: 'queued_print', B: 'queued_print', C: 'emailed' });
    for (const id of ['A', 'B']) {
      expect(await night.events(id)).toMatchObject([{ from: 'queued_email', to: 'queued_print', ...CAUSE }]);
    }
    expect(await night.events('C')).toEqual([]);
    expect(night.sql('SELECT COUNT(*) AS n FROM dispatch WHERE lease_owner IS NOT NULL')).toEqual([{ n: 0 }]);
  });

  it('leaves out rows that were in the target state before', async () => {
    await documentsIn(night, 'queued_print', ['A']);
    await documentsIn(night, 'queued_email', ['B']);
    await night.ledger.transaction((session) => moveAll(session, all, 'queued_email', 'queued_print', CAUSE));
    expect(await night.events('A')).toEqual([]);
  });

  it('writes one event a move while other processes move the same rows to and fro', async () => {
    await documentsIn(
      night,
      'queued_email',
      Array.from({ length: 200 }, (_, index) => `D-${index}`),
    );
    const moved = (await rivals(night, '1', 'moveEverything', 3)).flat().map(Number);
    const total = moved.reduce((sum, n) => sum + n, 0);
    expect(total).toBeGreaterThanOrEqual(600);
    expect(night.sql('SELECT COUNT(*) AS n FROM dispatch_event')).toEqual([{ n: total }]);
    // Each dispatch's events are a chain: every move begins where the one before it ended.
    expect(
      night.sql(`SELECT COUNT(*) AS n FROM (SELECT from_state,
        LAG(to_state) OVER (PARTITION BY dispatch_id ORDER BY id) AS before FROM dispatch_event)
        WHERE before IS NOT NULL AND before <> from_state`),
    ).toEqual([{ n: 0 }]);
  });

  it('does not write anything when it is undone', async () => {
    await documentsIn(night, 'queued_email', ['A']);
    const undone = night.ledger.transaction(async (session) => {
      await moveAll(session, all, 'queued_email', 'queued_print', CAUSE);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(night.states()).toEqual({ A: 'queued_email' });
    expect(await night.events('A')).toEqual([]);
  });
});

describe('a move in pages', () => {
  const many = Array.from({ length: 2100 }, (_, index) => `D-${index}`);
  const { signal } = new AbortController();
  const hold = (look: () => void = () => undefined, until = signal): Promise<number> =>
    moveInPages(night.ledger, look, 'pending', 'held', CAUSE, until);
  const heldWithEvents = (): readonly unknown[] =>
    night.sql(
      "SELECT d.id FROM dispatch d JOIN dispatch_event e ON e.dispatch_id = d.id AND e.to_state = 'held' WHERE d.state = 'held'",
    );

  it('moves what is chosen, each once with its event, and nothing else', async () => {
    await documentsIn(night, 'queued_print', ['other']);
    await addDocuments(night.ledger, await night.batch(), many);
    expect(await hold()).toBe(many.length);
    expect(night.sql("SELECT id FROM dispatch WHERE state = 'held'")).toHaveLength(many.length);
    expect(heldWithEvents()).toHaveLength(many.length);
    expect(night.states()).toMatchObject({ other: 'queued_print' });
  });

  it('leaves whole pages behind when it breaks off, and the rest where it was', async () => {
    await addDocuments(night.ledger, await night.batch(), many);
    let looks = 0;
    const breaksOff = (): void => {
      looks += 1;
      if (looks === 5) throw new Error('killed');
    };
    await expect(hold(breaksOff)).rejects.toThrow('killed');
    expect(heldWithEvents()).toHaveLength(1000);
    expect(await hold()).toBe(1100);
    expect(heldWithEvents()).toHaveLength(many.length);
  });

  it('ends after a page when the run is stopped', async () => {
    await addDocuments(night.ledger, await night.batch(), many);
    const stop = new AbortController();
    expect(await hold(() => stop.abort(), stop.signal)).toBe(1000);
    expect(heldWithEvents()).toHaveLength(1000);
  });

  it('leaves out what a rival moved between the look and the move', async () => {
    await documentsIn(night, 'pending', ['A', 'B']);
    const transaction = night.ledger.transaction.bind(night.ledger);
    vi.spyOn(night.ledger, 'transaction').mockImplementationOnce((work) => {
      night.sql("UPDATE dispatch SET state = 'queued_print' WHERE document_id = 'A'");
      return transaction(work);
    });
    expect(await hold()).toBe(1);
    expect(night.states()).toEqual({ A: 'queued_print', B: 'held' });
    expect(await night.events('A')).toEqual([]);
  });
});
