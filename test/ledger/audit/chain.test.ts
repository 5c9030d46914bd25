import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordAction } from '../../../src/ledger/audit/audit-actions.ts';
import { chainHead, insertSeal, seals } from '../../../src/ledger/audit/seal-store.ts';
import { verifyChain } from '../../../src/ledger/audit/verify-chain.ts';
import { addDocuments } from '../../../src/ledger/dispatch-store.ts';
import { insertAttempt } from '../../../src/ledger/attempt-store.ts';
import { move } from '../../../src/ledger/transition.ts';
import { settleAttempt } from '../../../src/dispatch/settle-attempt.ts';
import type { DeliveryEvidence } from '../../../src/domain/delivery.ts';
import { createNight, documentsIn, type Night } from '../../support/night.ts';
import { sealAll } from '../../support/settle-rows.ts';
import { ON_SQL_SERVER } from '../../support/test-place.ts';

let night: Night;

beforeEach(async () => {
  night = await createNight();
});
afterEach(async () => {
  await night.close();
});

const CAUSE = { reason: 'because', runId: 'run-1', person: 'Ms. Example' };

/** Three events of three documents and one action, sealed. */
async function sealedNight(): Promise<void> {
  await addDocuments(night.ledger, await night.batch(), ['A', 'B', 'C']);
  for (const id of ['A', 'B', 'C']) {
    const dispatch = await night.dispatch(id);
    await night.ledger.transaction((session) => move(session, dispatch, 'pending', 'queued_print', CAUSE));
  }
  await act('first');
  await sealAll(night.ledger, night.sql);
}

async function act(reason: string): Promise<void> {
  await recordAction(night.ledger, {
    action: 'finding_settled',
    subject: 'shop finding 1',
    person: 'Ms. Example',
    runId: null,
    reason,
  });
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const verdict = (head: string | null = null) => verifyChain(night.ledger, head);
const faults = async (): Promise<readonly string[]> =>
  (await verdict()).faults.map(({ kind, where }) => `${kind} ${where}`);

/** Ids go on where the last test ended: a server's database is used again. So they are counted from the first of a table. */
async function tampered(sql: string, fault: string): Promise<void> {
  const counted = (text: string, by: RegExp): string => {
    const table = /(?:dispatch_event|audit_action|audit_seal)/.exec(text)?.[0] ?? '';
    const first = Number(night.sql(`SELECT MIN(id) AS first FROM ${table}`)[0]?.['first']);
    return text.replaceAll(by, (_all, before: string, n: string) => `${before}${Number(n) - 1 + first}`);
  };
  const expected = counted(fault, /( )(\d+)$/g);
  night.sql(counted(sql, /(\bid = |SELECT )(\d+)/g));
  expect(await faults()).toEqual([expected]);
}

describe('an untouched chain', () => {
  it('holds, row by row, and knows what is not sealed yet', async () => {
    await sealedNight();
    expect(await verdict()).toMatchObject({ seals: 2, rows: 4, unsealed: 0, faults: [] });
    await act('second');
    expect(await verdict()).toMatchObject({ seals: 2, rows: 4, unsealed: 1, faults: [] });
    await sealAll(night.ledger, night.sql);
    expect(await verdict()).toMatchObject({ seals: 3, rows: 5, unsealed: 0, faults: [] });
  });

  it('grows by nothing when nothing was appended', async () => {
    await sealedNight();
    const before = await chainHead(night.ledger);
    expect(await sealAll(night.ledger, night.sql)).toEqual({ seals: 0, rows: 0, head: before?.hash });
  });

  it('never forks: of two seals behind the same one the database takes one', async () => {
    await sealedNight();
    const [first] = await collected(seals(night.ledger));
    const fork = insertSeal(night.ledger, { ...first!, hash: 'f'.repeat(64) });
    await expect(fork).rejects.toSatisfy((error) => night.ledger.dialect.isUniqueViolation(error));
  });

  it('spans as many seals as it takes', async () => {
    await night.ledger.transaction(async (session) => {
      for (let n = 0; n < 4_100; n += 1) {
        await recordAction(session, {
          action: 'x',
          subject: String(n),
          person: null,
          runId: 'r',
          reason: 'y',
        });
      }
    });
    expect(await sealAll(night.ledger, night.sql)).toMatchObject({ seals: 3, rows: 4_100 });
    expect(await faults()).toEqual([]);
  });
});

describe('the chain finds', () => {
  it.each([
    [
      'a changed reason',
      `UPDATE dispatch_event SET reason = 'nothing of note' WHERE id = 2`,
      'row_changed dispatch_event 2',
    ],
    [
      'a person who is somebody else now',
      `UPDATE dispatch_event SET person = NULL WHERE id = 1`,
      'row_changed dispatch_event 1',
    ],
    [
      'a time that was moved',
      `UPDATE audit_action SET at = '2026-01-01T00:00:00.000Z'`,
      'row_changed audit_action 1',
    ],
    ['a row that was removed', 'DELETE FROM dispatch_event WHERE id = 2', 'row_removed dispatch_event 2'],
    ['the newest row removed', 'DELETE FROM dispatch_event WHERE id = 3', 'row_removed dispatch_event 3'],
    [
      'a seal that was written anew',
      `UPDATE audit_seal SET sealed_at = '2026-01-01T00:00:00.000Z' WHERE id = 1`,
      'seal_changed audit_seal 1',
    ],
    [
      'a damaged list of digests',
      `UPDATE audit_seal SET row_digests = x'00' WHERE id = 1`,
      'seal_changed audit_seal 1',
    ],
    ['a seal that is gone', 'DELETE FROM audit_seal WHERE id = 1', 'seal_missing before audit_seal 2'],
  ])('%s', async (_what, sql, fault) => {
    await sealedNight();
    await tampered(sql, fault);
  });

  it('a row that was slipped in between', async () => {
    await sealedNight();
    const insert = `INSERT INTO dispatch_event (id, dispatch_id, at, from_state, to_state, reason)
       SELECT 2, dispatch_id, at, from_state, to_state, 'another' FROM dispatch_event WHERE id = 1`;
    await tampered('DELETE FROM dispatch_event WHERE id = 2', 'row_removed dispatch_event 2');
    await tampered(
      ON_SQL_SERVER
        ? `SET IDENTITY_INSERT routing.dispatch_event ON; ${insert}; SET IDENTITY_INSERT routing.dispatch_event OFF`
        : insert,
      'row_changed dispatch_event 2',
    );
  });

  it('that the whole chain was made anew, by a head that was written down elsewhere', async () => {
    await sealedNight();
    const head = (await chainHead(night.ledger))?.hash ?? '';
    expect((await verdict(head)).faults).toEqual([]);
    night.sql(`UPDATE dispatch_event SET reason = 'forged' WHERE id = (SELECT MIN(id) FROM dispatch_event)`);
    night.sql('DELETE FROM audit_seal');
    await sealAll(night.ledger, night.sql);
    expect(await faults()).toEqual([]);
    expect((await verdict(head)).faults).toEqual([{ kind: 'head_unknown', where: head }]);
  });
});

describe('the evidence of an attempt', () => {
  const EVIDENCE: DeliveryEvidence = {
    host: 'relay.example',
    port: 587,
    stage: 'final_reply',
    tls: null,
    reply: { code: 250, enhanced: '2.0.0', text: 'queued as 4XYZ' },
    queueId: '4XYZ',
  };

  it('is held by the event of its end', async () => {
    const [dispatch] = await documentsIn(night, 'sending', ['D']);
    const runId = await night.run(await night.batch());
    await insertAttempt(night.ledger, {
      id: 'attempt-1',
      dispatchId: dispatch!.dispatchId,
      number: 1,
      runId,
      token: 0,
      messageId: '<m@insurer.example>',
      messageDate: '2026-11-23T21:00:00Z',
      messageSha256: 'f'.repeat(64),
    });
    const end = { id: 'attempt-1', outcome: { kind: 'accepted' } as const, evidence: EVIDENCE };
    await night.ledger.transaction((session) =>
      settleAttempt(session, dispatch!, 'sending', end, { runId, retryDelays: [] }),
    );
    await sealAll(night.ledger, night.sql);
    expect(await faults()).toEqual([]);
    night.sql(`UPDATE attempt SET evidence = replace(evidence, '250', '550')`);
    expect(await faults()).toEqual(['attempt_changed attempt attempt-1']);
  });
});
