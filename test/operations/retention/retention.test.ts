import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../src/ledger/audit/verify-chain.ts';
import { addDocuments } from '../../../src/ledger/dispatch-store.ts';
import { insertAttemptEnvelope } from '../../../src/ledger/attempt-envelope-store.ts';
import { addBounceReport } from '../../../src/ledger/bounce-store.ts';
import { suppress, suppressionKey } from '../../../src/ledger/suppression-store.ts';
import { insertAttempt } from '../../../src/ledger/attempt-store.ts';
import { readBooks } from '../../../src/ledger/books.ts';
import { move } from '../../../src/ledger/transition.ts';
import { answerPerson } from '../../../src/operations/retention/person-request.ts';
import { runRetention, type RetentionSettings } from '../../../src/operations/retention/run-retention.ts';
import { differencesIn } from '../../../src/batch/reconcile.ts';
import { HOUSE_CATALOGUE } from '../../support/house-catalogue.ts';
import { createNight, type Night } from '../../support/night.ts';
import { refuseInserts } from '../../support/refuse-inserts.ts';
import { sealAll } from '../../support/settle-rows.ts';

let night: Night;
let batchId: string;

/** Nine calendar years later: over for every class. */
const LONG_AGO = '2017-06-01T21:00:00.000Z';
/** Still to be kept as a voucher in Germany (8 years), not any more as one in Austria (7). */
const BETWEEN = '2018-06-01T21:00:00.000Z';

beforeEach(async () => {
  night = await createNight();
  batchId = await night.batch();
  for (const folder of ['work', 'journal']) mkdirSync(night.path(folder));
});
afterEach(() => night.close());

/** A dispatch with a decision, an event and an attempt, in a state since a moment. */
async function record(
  id: string,
  since: string,
  options: { readonly state?: string; readonly jurisdiction?: string; readonly recipient?: string } = {},
): Promise<void> {
  await addDocuments(night.ledger, batchId, [id]);
  const dispatch = await night.dispatch(id);
  await night.ledger.transaction((session) =>
    move(session, dispatch, 'pending', 'held', { reason: 'because', runId: 'run-1' }),
  );
  await insertAttempt(night.ledger, {
    id: `attempt-${id}`,
    dispatchId: dispatch.dispatchId,
    number: 1,
    runId: 'run-1',
    token: 0,
    messageId: `<${id}@insurer.example>`,
    messageDate: '2026-11-23T21:00:00Z',
    messageSha256: 'f'.repeat(64),
  });
  night.sql(
    `INSERT INTO decision (dispatch_id, run_id, decided_at, result, category, jurisdiction, deciding_rule, catalogue_hash, flags, facts, context, rules)
     VALUES (?, 'run-1', ?, 'email', 'premium_invoice', ?, 'S10.eligible', 'h', '', '{}', '{}', '[]')`,
    dispatch.dispatchId,
    since,
    options.jurisdiction ?? 'DE',
  );
  night.sql(
    `UPDATE dispatch SET state = ?, updated_at = ?, document_type = 'BEITRAGSRECHNUNG', recipient_id = ?, postal_code = '50667',
     reported_at = ?, decision_id = (SELECT MAX(id) FROM decision) WHERE document_id = ?`,
    options.state ?? 'emailed',
    since,
    options.recipient ?? 'P-1',
    since,
    id,
  );
}

function settings(overrides: Partial<RetentionSettings> = {}): RetentionSettings {
  return {
    catalogue: HOUSE_CATALOGUE,
    timeZone: 'Europe/Berlin',
    reportsToCore: true,
    openPrintFiles: [],
    today: '2026-11-23',
    workDirectory: night.path('work'),
    journalDirectory: night.path('journal'),
    printFiles: 30 * 86_400_000,
    journals: 90 * 86_400_000,
    bounceReports: 90 * 86_400_000,
    maildir: null,
    shopReports: 365 * 86_400_000,
    inbox: null,
    ...overrides,
  };
}

const retain = (overrides: Partial<RetentionSettings> = {}, dryRun = false) =>
  runRetention(night.ledger, settings(overrides), dryRun);

/** Documents that still have a decision. */
const kept = (): readonly unknown[] =>
  night
    .sql(
      'SELECT d.document_id AS id FROM decision c JOIN dispatch d ON d.id = c.dispatch_id ORDER BY d.document_id',
    )
    .map(({ id }) => id);

describe('L7: the record of a document', () => {
  it('goes when its class’s years are over, and its dispatch stays so that nothing is ever sent again', async () => {
    await record('OLD', LONG_AGO);
    await record('NEW', '2026-01-02T21:00:00.000Z');
    const report = await retain();
    expect(report.records).toEqual([
      { title: 'Buchungsbeleg', citation: expect.stringContaining('257') as string, years: 8, count: 1 },
    ]);
    expect(kept()).toEqual(['NEW']);
    expect(night.sql('SELECT id FROM attempt')).toEqual([{ id: 'attempt-NEW' }]);
    expect(night.sql(`SELECT * FROM dispatch WHERE document_id = 'OLD'`)).toMatchObject([
      { state: 'emailed', recipient_id: null, postal_code: null, decision_id: null },
    ]);
    expect(await addDocuments(night.ledger, batchId, ['OLD'])).toEqual({ added: 0, collisions: [] });
  });

  it('is kept by the law of its country', async () => {
    await record('DE', BETWEEN, { jurisdiction: 'DE' });
    await record('AT', BETWEEN, { jurisdiction: 'AT' });
    await retain();
    expect(kept()).toEqual(['DE']);
  });

  it('is only counted by a dry run', async () => {
    await record('OLD', LONG_AGO);
    expect((await retain({}, true)).records).toMatchObject([{ count: 1 }]);
    expect(kept()).toEqual(['OLD']);
  });

  it.each(['held', 'in_doubt', 'queued_print', 'bundled'])(
    'stays while it is %s, however old',
    async (state) => {
      await record('OLD', LONG_AGO, { state });
      await retain();
      expect(kept()).toEqual(['OLD']);
    },
  );

  it('stays until the core system was told', async () => {
    await record('OLD', LONG_AGO);
    night.sql('UPDATE dispatch SET reported_at = NULL');
    await retain();
    expect(kept()).toEqual(['OLD']);
    await retain({ reportsToCore: false });
    expect(kept()).toEqual([]);
  });

  it('stays while its print file is not settled with the shop', async () => {
    await record('OLD', LONG_AGO, { state: 'handed_over' });
    printFile('F', 'OLD');
    await retain({ openPrintFiles: ['F'] });
    expect(kept()).toEqual(['OLD']);
    await retain();
    expect(kept()).toEqual([]);
  });

  it('stays as long as another dispatch of the same document does', async () => {
    await record('OLD', LONG_AGO);
    night.sql(
      `INSERT INTO dispatch (batch_id, document_id, document_type, purpose, state, token, tries, attempts, never_bundle, created_at, updated_at)
       SELECT batch_id, document_id, document_type, 'resend', 'in_doubt', 0, 0, 0, 0, created_at, updated_at FROM dispatch`,
    );
    await retain();
    expect(kept()).toEqual(['OLD']);
  });

  it('is gone once: a second run finds nothing', async () => {
    await record('OLD', LONG_AGO);
    await retain();
    expect((await retain()).records).toEqual([]);
  });

  it('leaves no gap in the audit chain, and hides none', async () => {
    for (const id of ['A', 'B', 'C']) await record(id, LONG_AGO);
    await record('NEW', '2026-01-02T21:00:00.000Z');
    await sealAll(night.ledger, night.sql);
    await retain();
    await sealAll(night.ledger, night.sql);
    expect(await verifyChain(night.ledger, null)).toMatchObject({ faults: [], unsealed: 0 });
    night.sql('DELETE FROM decision');
    const { faults } = await verifyChain(night.ledger, null);
    expect(faults).toMatchObject([
      { kind: 'row_removed', where: expect.stringMatching(/^decision \d+$/) as string },
    ]);
  });

  it('leaves books that balance', async () => {
    await record('OLD', LONG_AGO);
    night.sql(`UPDATE batch SET collected = 1, collected_at = '${LONG_AGO}'`);
    const before = differencesIn(await readBooks(night.ledger, batchId));
    await retain();
    expect(differencesIn(await readBooks(night.ledger, batchId))).toEqual(before);
  });

  it('is removed whole or not at all when the process dies', async () => {
    await record('OLD', LONG_AGO);
    const mend = refuseInserts(night.sql, 'audit_action');
    await expect(retain()).rejects.toThrow('dies');
    expect(kept()).toEqual(['OLD']);
    mend();
    await retain();
    expect(kept()).toEqual([]);
  });
});

/** A print file that was handed over long ago, with its files. */
function printFile(id: string, documentId: string, columns: Readonly<Record<string, string>> = {}): void {
  night.sql(
    `INSERT INTO print_file (id, batch_id, run_id, catalogue_hash, profile, stream, status, assigned_at, handed_over_at, file_name, generation)
     VALUES (?, ?, 'run-1', 'h', 'plain', 's', 'handed_over', ?, ?, ?, 1)`,
    id,
    batchId,
    LONG_AGO,
    LONG_AGO,
    `${id}.pdf`,
  );
  for (const [column, value] of Object.entries(columns)) {
    night.sql(`UPDATE print_file SET ${column} = ? WHERE id = ?`, value, id);
  }
  night.sql(
    `INSERT INTO print_file_entry (print_file_id, mailpiece, position, dispatch_id) SELECT ?, 1, 1, id FROM dispatch WHERE document_id = ?`,
    id,
    documentId,
  );
  for (const ending of ['.pdf', '.pdf.abcd.pgp', '.json', '.csv']) {
    writeFileSync(night.path(`work/${id}${ending}`), 'x');
  }
}

const files = (): readonly string[] => readdirSync(night.path('work')).sort();

describe('L7: a print file', () => {
  it('goes early, with its encrypted copy; its manifest stays as long as a record that it proves', async () => {
    await record('NEW', '2026-01-02T21:00:00.000Z', { state: 'handed_over' });
    printFile('F', 'NEW');
    expect((await retain()).printFiles).toEqual(['F']);
    expect(files()).toEqual(['F.csv', 'F.json']);
    night.sql('UPDATE dispatch SET updated_at = ?', LONG_AGO);
    expect(await retain()).toMatchObject({ printFiles: [], manifests: ['F'] });
    expect(files()).toEqual([]);
  });

  it('ends with its last record: who was in which envelope and what the shop said of it go, and leave no gap', async () => {
    await record('OLD', LONG_AGO, { state: 'handed_over' });
    printFile('F', 'OLD');
    printFile('F-g2', 'OLD', { original_id: 'F' });
    shopReport('a', LONG_AGO);
    night.sql(
      `INSERT INTO mailpiece_status (shop_report_id, print_file_id, sequence, status, at)
       SELECT id, 'F', 1, 'posted', imported_at FROM shop_report`,
    );
    expect(await retain()).toMatchObject({ printFiles: ['F', 'F-g2'], manifests: ['F', 'F-g2'] });
    // The books of a night count the copies of a reprint by its entries.
    expect(night.sql('SELECT print_file_id FROM print_file_entry')).toEqual([{ print_file_id: 'F-g2' }]);
    expect(night.sql('SELECT id FROM mailpiece_status')).toEqual([]);
    await sealAll(night.ledger, night.sql);
    expect(await verifyChain(night.ledger, null)).toMatchObject({ faults: [], unsealed: 0 });
  });

  it('ends whole when the process dies behind the removal of its files: the next retention goes on', async () => {
    await record('NEW', '2026-01-02T21:00:00.000Z', { state: 'handed_over' });
    printFile('F', 'NEW');
    await retain();
    night.sql('UPDATE dispatch SET updated_at = ?', LONG_AGO);
    const mend = refuseInserts(night.sql, 'removed_print_file');
    await expect(retain()).rejects.toThrow('dies');
    expect(files()).toEqual([]);
    expect(night.sql('SELECT print_file_id FROM print_file_entry')).toEqual([{ print_file_id: 'F' }]);
    mend();
    expect(await retain()).toMatchObject({ manifests: ['F'] });
    expect(night.sql('SELECT print_file_id FROM print_file_entry')).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['younger than its days', { handed_over_at: new Date().toISOString() }],
    ['not acknowledged', { ack_due_at: LONG_AGO }],
    ['on hold', { status: 'on_hold' }],
  ])('stays while it is %s', async (_what, columns) => {
    await record('NEW', '2026-01-02T21:00:00.000Z', { state: 'handed_over' });
    printFile('F', 'NEW', columns);
    await retain();
    expect(files()).toHaveLength(4);
  });

  it('stays while something of it is open with the shop', async () => {
    await record('NEW', '2026-01-02T21:00:00.000Z', { state: 'handed_over' });
    printFile('F', 'NEW');
    await retain({ openPrintFiles: ['F'] });
    expect(files()).toHaveLength(4);
  });
});

/** A file that the shop sent and that was read; its name begins as those in `imported` do. */
function shopReport(digit: string, importedAt: string): void {
  night.sql(
    'INSERT INTO shop_report (sha256, file_name, imported_at, entries) VALUES (?, ?, ?, 1)',
    digit.repeat(64),
    'status.csv',
    importedAt,
  );
}

describe('L7: a file of the letter shop', () => {
  it('goes some time after it was read, unless something of it is to be cleared', async () => {
    const inbox = night.path('inbox');
    mkdirSync(`${inbox}/imported`, { recursive: true });
    for (const [digit, importedAt] of [
      ['a', LONG_AGO],
      ['b', LONG_AGO],
      ['c', new Date().toISOString()],
    ] as const) {
      shopReport(digit, importedAt);
      writeFileSync(`${inbox}/imported/${digit.repeat(12)}_status.csv`, 'x');
    }
    writeFileSync(`${inbox}/imported/by-hand.csv`, 'x');
    night.sql(`INSERT INTO shop_finding (shop_report_id, finding)
      SELECT id, 'unclear' FROM shop_report WHERE sha256 LIKE 'b%'`);
    const aged = [`${'a'.repeat(12)}_status.csv`];
    expect((await retain({ inbox }, true)).shopReports).toEqual(aged);
    expect((await retain({ inbox })).shopReports).toEqual(aged);
    expect(readdirSync(`${inbox}/imported`).sort()).toEqual([
      `${'b'.repeat(12)}_status.csv`,
      'by-hand.csv',
      `${'c'.repeat(12)}_status.csv`,
    ]);
  });
});

describe('who did which piece of a night', () => {
  it('goes with the time of its journal, and stays while its run goes on', async () => {
    const [over, running] = [await night.run(batchId), await night.run(batchId, 'worker')];
    night.sql('UPDATE run SET finished_at = ? WHERE id = ?', LONG_AGO, over);
    for (const run of [over, running]) {
      night.sql(`INSERT INTO work_item (run_id, step, detail, token) VALUES (?, 'render', '{}', 0)`, run);
    }
    await retain();
    expect(night.sql('SELECT run_id FROM work_item')).toEqual([{ run_id: running }]);
  });
});

describe('L7: a journal', () => {
  async function journal(state: string, finishedAt: string | null): Promise<string> {
    const runId = await night.run(batchId);
    night.sql('UPDATE run SET finished_at = ? WHERE id = ?', finishedAt, runId);
    await record('D', '2026-01-02T21:00:00.000Z', { state });
    night.sql('UPDATE attempt SET run_id = ?', runId);
    const file = night.path(`journal/${runId}.jsonl`);
    writeFileSync(file, '');
    return file;
  }

  it.each([
    ['goes after its days', 'emailed', LONG_AGO, false],
    ['stays while one of its attempts is in doubt', 'in_doubt', LONG_AGO, true],
    ['stays while its run has not ended', 'emailed', null, true],
    ['stays when it is younger', 'emailed', new Date().toISOString(), true],
  ])('%s', async (_what, state, finishedAt, stays) => {
    const file = await journal(state, finishedAt);
    await retain();
    expect(existsSync(file)).toBe(stays);
  });

  it('stays when the ledger does not know its run: it may be older than the journal', async () => {
    writeFileSync(night.path('journal/unknown.jsonl'), '');
    await retain();
    expect(existsSync(night.path('journal/unknown.jsonl'))).toBe(true);
  });
});

describe('Art. 17 GDPR: a person who asks for erasure', () => {
  beforeEach(async () => {
    await record('OLD', LONG_AGO);
    await record('NEW', '2026-01-02T21:00:00.000Z');
    await record('HELD', LONG_AGO, { state: 'held' });
    await record('OTHER', LONG_AGO, { recipient: 'P-2' });
  });

  it('is told of each record and the law that keeps it', async () => {
    const { records } = await answerPerson(night.ledger, settings(), { recipientId: 'P-1', removal: null });
    expect(records.map(({ documentId, obstacle }) => [documentId, obstacle])).toEqual([
      ['OLD', null],
      ['NEW', expect.stringMatching(/^must be kept until 2034-12-31 \(§ 257 /)],
      ['HELD', 'it is `held`: it has not left yet'],
    ]);
    expect(kept()).toHaveLength(4);
  });

  it('has what no law keeps removed by a named person, which the audit remembers', async () => {
    const removal = { person: 'Ms. Example', reason: 'letter of 3 May' };
    const answer = await answerPerson(night.ledger, settings(), { recipientId: 'P-1', removal });
    expect(answer.removed).toBe(1);
    expect(kept()).toEqual(['HELD', 'NEW', 'OTHER']);
    expect(night.sql('SELECT person, reason, subject FROM audit_action')).toEqual([
      { ...removal, subject: '1 dispatches' },
    ]);
  });

  it('is told what mail systems said about the documents, and which entries of the suppression list they led to', async () => {
    const address = { address: 'kunde@mail.example', domain: 'mail.example' };
    await insertAttemptEnvelope(night.ledger, { attemptId: 'attempt-NEW', ...address });
    await insertAttemptEnvelope(night.ledger, {
      attemptId: 'attempt-OTHER',
      ...address,
      address: 'x@y.example',
    });
    await bounced('1', { attemptId: 'attempt-NEW' });
    await bounced('2', { attemptId: 'attempt-OTHER' });
    await bounced('3', {});
    for (const each of ['kunde@mail.example', 'x@y.example']) {
      const entry = { addressSha256: suppressionKey(each), reason: 'no such mailbox', person: null };
      await suppress(night.ledger, { ...entry, attemptId: 'attempt-NEW', expiry: 1_000 });
    }
    const answer = await answerPerson(night.ledger, settings(), { recipientId: 'P-1', removal: null });
    expect(answer.reports).toMatchObject([{ documentId: 'NEW', kind: 'failed', status: '5.1.1' }]);
    expect(answer.suppressions).toMatchObject([
      { addressSha256: suppressionKey('kunde@mail.example'), reason: 'no such mailbox' },
    ]);
  });

  it('is nobody when the ledger has no record of the person', async () => {
    const answer = await answerPerson(night.ledger, settings(), { recipientId: 'P-9', removal: null });
    expect(answer).toEqual({ records: [], reports: [], suppressions: [], removed: 0 });
  });
});

async function bounced(
  id: string,
  facts: { readonly attemptId?: string; readonly effect?: 'noted' | 'person'; readonly place?: string },
): Promise<void> {
  await addBounceReport(night.ledger, {
    identity: id.padStart(64, '0'),
    source: 'maildir',
    place: facts.place ?? `new/${id}.host`,
    kind: 'failed',
    status: '5.1.1',
    diagnostic: 'smtp; 550 5.1.1 <kunde@mail.example> unknown',
    attemptId: facts.attemptId ?? null,
    matchedBy: null,
    authentic: false,
    effect: facts.effect ?? 'noted',
    reason: 'r',
  });
}

describe('L7: what came back about no known document', () => {
  const reports = (): readonly unknown[] =>
    night.sql('SELECT identity_sha256 AS id FROM bounce_report ORDER BY id').map(({ id }) => Number(id));
  const now = new Date().toISOString();

  beforeEach(async () => {
    await record('NEW', '2026-01-02T21:00:00.000Z');
    await bounced('1', {});
    await bounced('2', { effect: 'person' });
    await bounced('3', { effect: 'person', place: 'cur/3.host:2,S' });
    await bounced('4', { effect: 'person' });
    await bounced('5', { attemptId: 'attempt-NEW' });
    night.sql('UPDATE bounce_report SET seen_at = ?', LONG_AGO);
    night.sql(`UPDATE bounce_report SET settled_at = ? WHERE place = 'new/2.host'`, LONG_AGO);
    night.sql(`UPDATE bounce_report SET settled_at = ? WHERE place LIKE '%3.host%'`, now);
    await bounced('6', {});
  });

  it('goes after its days; open ones stay, and those about a document as long as its record', async () => {
    expect(await retain()).toMatchObject({ bounceReports: 2, bounceMails: 0 });
    expect(reports()).toEqual([3, 4, 5, 6]);
    expect(night.sql('SELECT action, subject, person FROM audit_action')).toEqual([
      { action: 'bounce_reports_removed', subject: '2 reports about no known document', person: null },
    ]);
    expect(await retain()).toMatchObject({ bounceReports: 0 });
  });

  it('goes from the maildir as well, but for the mails that somebody may have to look at', async () => {
    const done = night.path('mail/.done/cur');
    mkdirSync(done, { recursive: true });
    const old = new Date(LONG_AGO);
    for (const id of [1, 2, 3, 4, 5, 6, 7]) {
      writeFileSync(`${done}/${id}.host:2,S`, '');
      utimesSync(`${done}/${id}.host:2,S`, old, old);
    }
    writeFileSync(`${done}/8.host:2,S`, '');
    const maildir = night.path('mail');
    expect(await retain({ maildir }, true)).toMatchObject({ bounceReports: 2, bounceMails: 4 });
    expect(readdirSync(done)).toHaveLength(8);
    expect(reports()).toHaveLength(6);
    expect(await retain({ maildir })).toMatchObject({ bounceReports: 2, bounceMails: 4 });
    expect(readdirSync(done).sort()).toEqual(['3.host:2,S', '4.host:2,S', '6.host:2,S', '8.host:2,S']);
    expect(await retain({ maildir: night.path('nowhere') })).toMatchObject({ bounceMails: 0 });
  });
});
