import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { differencesIn } from '../../src/batch/reconcile.ts';
import { NotFoundError, RefusedError, UsageError } from '../../src/domain/errors.ts';
import { insertAttempt, finishAttempt, latestAttempt } from '../../src/ledger/attempt-store.ts';
import { closeCollection } from '../../src/ledger/batch-store.ts';
import { readBooks } from '../../src/ledger/books.ts';
import { resolveDoubt } from '../../src/operations/resolve.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { createNight, documentsIn, emailRow, type Night } from '../support/night.ts';

const EVIDENCE = {
  host: 'relay.example',
  port: 587,
  tls: null,
  reply: null,
  queueId: null,
  stage: 'final_reply',
} as const;

let night: Night;
let dispatchId: string;

beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D-1')] });
  const [dispatch] = await documentsIn(night, 'in_doubt', ['D-1'], { reason: 'the line dropped' });
  dispatchId = dispatch?.dispatchId ?? '';
  const runId = await night.run(await night.batch());
  await insertAttempt(night.ledger, {
    id: 'attempt-1',
    dispatchId,
    number: 1,
    runId,
    token: 0,
    messageId: '<1@versicherung.example>',
    messageDate: '2026-11-23T22:00:00.000Z',
    messageSha256: 'a'.repeat(64),
  });
  await finishAttempt(night.ledger, 'attempt-1', {
    outcome: 'in_doubt',
    reason: 'the line dropped',
    evidence: EVIDENCE,
  });
  await closeCollection(night.ledger, await night.batch());
});
afterEach(() => night.close());

const order = { evidence: 'relay log: 250 queued as 4XYZ', person: 'A. Muster' };

it.each([
  ['accepted', 'emailed', 'accepted'],
  ['not-accepted', 'queued_print', 'refused'],
] as const)(
  'settles a doubt as %s, with person and evidence, and the books balance',
  async (as, to, outcome) => {
    const resolved = await resolveDoubt(night.ledger, { ...order, dispatchId, as });
    expect(resolved).toEqual({ dispatchId, documentId: 'D-1', state: to });
    expect(night.states()).toEqual({ 'D-1': to });
    expect((await night.events('D-1')).at(-1)).toMatchObject({
      from: 'in_doubt',
      to,
      runId: null,
      person: 'A. Muster',
      evidence: { attempt: 'attempt-1', statement: 'relay log: 250 queued as 4XYZ' },
    });
    expect(await latestAttempt(night.ledger, dispatchId)).toMatchObject({ outcome, evidence: EVIDENCE });
    expect(differencesIn(await readBooks(night.ledger, await night.batch()))).toEqual([]);
  },
);

it('keeps the evidence of the doubtful try when a later proof brings none', async () => {
  await finishAttempt(night.ledger, 'attempt-1', { outcome: 'accepted', reason: null, evidence: null });
  expect(await latestAttempt(night.ledger, dispatchId)).toMatchObject({
    outcome: 'accepted',
    evidence: EVIDENCE,
  });
});

it('refuses what is not in doubt, says the present state and changes nothing', async () => {
  await resolveDoubt(night.ledger, { ...order, dispatchId, as: 'accepted' });
  const again = resolveDoubt(night.ledger, { ...order, dispatchId, as: 'not-accepted' });
  await expect(again).rejects.toThrow(RefusedError);
  await expect(again).rejects.toThrow(`Dispatch ${dispatchId} is \`emailed\``);
  expect(night.states()).toEqual({ 'D-1': 'emailed' });
  expect(await latestAttempt(night.ledger, dispatchId)).toMatchObject({ outcome: 'accepted' });
});

it('lets one of two people win who settle the same doubt at once', async () => {
  // Two connections of one process to SQLite would wait for each other without end: its driver is synchronous.
  const ledger = () => (ON_SQL_SERVER ? night.anotherLedger() : night.ledger);
  const results = await Promise.allSettled(
    (['accepted', 'not-accepted'] as const).map((as) => resolveDoubt(ledger(), { ...order, dispatchId, as })),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find((result) => result.status === 'rejected')?.reason).toBeInstanceOf(RefusedError);
});

it('knows no dispatch by a name that is none', async () => {
  await expect(resolveDoubt(night.ledger, { ...order, dispatchId: '99', as: 'accepted' })).rejects.toThrow(
    NotFoundError,
  );
});

it('wants a person who answers for it', async () => {
  await expect(
    resolveDoubt(night.ledger, { ...order, person: ' ', dispatchId, as: 'accepted' }),
  ).rejects.toThrow(UsageError);
});

it('keeps name and SHA-256 of the file that proves it, not the file', async () => {
  const file = night.path('mail.log');
  writeFileSync(file, 'postfix/qmgr: 4XYZ: queue active\n');
  await resolveDoubt(night.ledger, { ...order, dispatchId, as: 'accepted', evidenceFile: file });
  expect((await night.events('D-1')).at(-1)?.evidence).toMatchObject({
    statement: order.evidence,
    file: 'mail.log',
    fileSha256: createHash('sha256').update('postfix/qmgr: 4XYZ: queue active\n').digest('hex'),
  });
});

it('changes nothing when the file that proves it cannot be read', async () => {
  const wrong = { ...order, dispatchId, as: 'accepted', evidenceFile: night.path('nowhere') } as const;
  await expect(resolveDoubt(night.ledger, wrong)).rejects.toThrow(NotFoundError);
  expect(night.states()).toEqual({ 'D-1': 'in_doubt' });
});
