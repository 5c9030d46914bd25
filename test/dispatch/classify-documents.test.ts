import { afterEach, describe, expect, it } from 'vitest';
import { postalAddressProblem } from '../../src/classify/postal-address.ts';
import { classifyDocuments, reopenUnattempted } from '../../src/dispatch/classify-documents.ts';
import { blockOf, noticeBlock } from '../../src/dispatch/notice-block.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import type { PostalAddress } from '../../src/domain/document.ts';
import type { CrashPoint } from '../../src/domain/crash-point.ts';
import { listDecisions } from '../../src/ledger/decision-store.ts';
import { UnprintableLetterError } from '../../src/print/errors.ts';
import { rivals } from '../ledger/rivals.ts';
import { createNight, emailRow, LETTER, postRow, type Night } from '../support/night.ts';
import type { CoreRow } from '../support/small-core.ts';
import { unreadable } from '../support/test-place.ts';
import { classifyOptions, collectAndClassify } from './mail.ts';

let night: Night;

afterEach(async () => {
  await night.close();
});

async function start(rows: readonly CoreRow[]): Promise<RunContext> {
  night = await createNight({ rows });
  return night.context();
}

describe('classification', () => {
  it('leads each document its way, with its decision and the facts without the person', async () => {
    const run = await start([emailRow('A'), postRow('B'), emailRow('C', { withdrawn_at: '2026-11-01' })]);
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'queued_email', B: 'queued_print', C: 'cancelled' });
    const [decision] = await listDecisions(night.ledger, (await night.dispatch('A')).dispatchId);
    expect(decision).toMatchObject({ result: 'email', decidingRule: 'S10.eligible', runId: run.runId });
    expect(JSON.stringify(decision)).not.toMatch(/Erika|Musterweg|a@mail\.example/);
    expect(await night.dispatch('B')).toMatchObject({ pages: 1, pdfSha256: expect.any(String) as string });
  });

  it.each<[string, string, RegExp]>([
    ['left the view', 'DELETE FROM pending_output_document', /no longer in the core view/],
    [
      'is in the view twice',
      `INSERT INTO pending_output_document SELECT * FROM pending_output_document`,
      /2 rows with this document id/,
    ],
    [
      'has no PDF',
      'UPDATE pending_output_document SET pdf_content = NULL',
      /neither pdf_path nor pdf_content/,
    ],
    ['has a damaged PDF', `UPDATE pending_output_document SET pdf_content = x'255044'`, /./],
    [
      'says unreadably when it was withdrawn',
      `UPDATE pending_output_document SET withdrawn_at = ${unreadable('withdrawn_at')}`,
      /./,
    ],
  ])('holds a document that %s, with the reason, and goes on', async (_what, change, reason) => {
    const run = await start([emailRow('A')]);
    await collectAndClassify(run, {});
    night.sql(`UPDATE dispatch SET state = 'pending'`);
    night.core(change);
    await classifyDocuments(run, classifyOptions());
    expect(await night.dispatch('A')).toMatchObject({
      state: 'held',
      reason: expect.stringMatching(reason) as string,
    });
  });

  it.each(['consent_given_on', 'protected_data', 'email_address_users', 'residence_country'])(
    'never e-mails a document whose `%s` could not be read',
    async (column) => {
      const run = await start([emailRow('A')]);
      night.core(`UPDATE pending_output_document SET ${column} = ${unreadable(column)}`);
      await collectAndClassify(run);
      expect((await night.dispatch('A')).state).not.toBe('queued_email');
    },
  );

  it('D3, D6: reads and e-mails a letter without a postal address, for e-mail needs none', async () => {
    const run = await start([emailRow('A', { recipient_street: null })]);
    await collectAndClassify(run);
    expect(await night.dispatch('A')).toMatchObject({ state: 'queued_email' });
  });

  it('is taken up after a crash: what is decided stays, the rest follows', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => emailRow(`D-${String(index).padStart(2, '0')}`));
    const run = await start(rows);
    let chunks = 0;
    const atPoint = (point: CrashPoint): void => {
      if (point === 'classify.decided') chunks += 1;
      if (chunks === 2) throw new Error('crash');
    };
    await expect(collectAndClassify({ ...run, atPoint })).rejects.toThrow('crash');
    const decided = (): number =>
      Object.values(night.states()).filter((state) => state === 'queued_email').length;
    expect(decided()).toBe(50);
    expect(await classifyDocuments(run, classifyOptions())).toEqual({ email: 10 });
    expect(decided()).toBe(60);
    expect(night.sql('SELECT COUNT(*) AS n FROM decision')).toEqual([{ n: 60 }]);
  });

  it('lets a decision stand that somebody else made meanwhile, and its own for the rest of the chunk', async () => {
    const run = await start([emailRow('A'), emailRow('B'), emailRow('C')]);
    const atPoint = (point: CrashPoint): void => {
      if (point === 'classify.decided')
        night.sql(`UPDATE dispatch SET state = 'held', reason = 'by a person' WHERE document_id = 'B'`);
    };
    await collectAndClassify({ ...run, atPoint });
    expect(night.states()).toEqual({ A: 'queued_email', B: 'held', C: 'queued_email' });
    expect((await night.dispatch('B')).reason).toBe('by a person');
    expect(night.sql('SELECT COUNT(*) AS n FROM decision')).toEqual([{ n: 2 }]);
  });

  it('keeps a basis and a person id of any length within what SQL Server stores', async () => {
    const run = await start([
      emailRow('A', {
        dispatch_override: 'email_and_post',
        dispatch_override_basis: 'Besondere Vereinbarung '.repeat(40),
        recipient_postal_code: '12345',
        recipient_id: 'P'.repeat(300),
        policyholder_id: 'P'.repeat(300),
      }),
    ]);
    await collectAndClassify(run);
    const [row] = night.sql('SELECT paper_copy_basis, recipient_id, reason FROM dispatch');
    expect(String(row?.['paper_copy_basis']).length).toBeLessThanOrEqual(200);
    // L3: half of an id could be somebody else's; without one the document shares no envelope.
    expect(row?.['recipient_id']).toBeNull();
  });
});

describe('a rerun', () => {
  it('classifies again what was never attempted, because the facts may have changed', async () => {
    const run = await start([emailRow('A'), postRow('B'), emailRow('C')]);
    await collectAndClassify(run);
    night.sql(`UPDATE dispatch SET attempts = 1 WHERE document_id = 'C'`);
    night.core(`UPDATE pending_output_document SET consent_given_on = '2025-01-01' WHERE document_id = 'B'`);
    night.core(
      `UPDATE pending_output_document SET consent_withdrawn_on = '2026-11-23' WHERE document_id IN ('A', 'C')`,
    );
    expect(await reopenUnattempted(run)).toBe(2);
    await classifyDocuments(run, classifyOptions());
    expect(night.states()).toEqual({ A: 'queued_print', B: 'queued_email', C: 'queued_email' });
  });

  it('keeps the cut-off: no document waits for ever by being rerun', async () => {
    const run = await start([emailRow('A')]);
    await collectAndClassify(run, { maxWait: 1_000 });
    const { cutOffAt } = await night.dispatch('A');
    await reopenUnattempted(run);
    await classifyDocuments(run, classifyOptions({ maxWait: 999_000 }));
    expect(await night.dispatch('A')).toMatchObject({ state: 'queued_email', cutOffAt });
  });

  it('never opens what is claimed, in doubt, bundled or final', async () => {
    const states = [
      'claimed',
      'sending',
      'in_doubt',
      'emailed',
      'bundled',
      'handed_over',
      'held',
      'cancelled',
    ];
    const run = await start(states.map((state) => emailRow(state)));
    await collectAndClassify(run);
    for (const state of states)
      night.sql('UPDATE dispatch SET state = ? WHERE document_id = ?', state, state);
    expect(await reopenUnattempted(run)).toBe(0);
  });

  it('moves the token, so that a paused run cannot write what it had decided before', async () => {
    const run = await start([emailRow('A')]);
    await collectAndClassify(run);
    const { token } = await night.dispatch('A');
    await reopenUnattempted(run);
    expect((await night.dispatch('A')).token).toBe(token + 1);
    const atPoint = (point: CrashPoint): void => {
      // While it was paused, its successor decided, and a rerun opened the document again.
      if (point === 'classify.decided') night.sql('UPDATE dispatch SET token = token + 1');
    };
    await classifyDocuments({ ...run, atPoint }, classifyOptions());
    expect((await night.dispatch('A')).state).toBe('pending');
  });
});

describe('S18: the notice of a block', () => {
  const blocked: CoreRow = { abuse_block_id: 'B-1', policyholder_id: 'P-1', recipient_id: 'P-1' };

  function classify(
    run: RunContext,
    render: () => Promise<{ pdf: Uint8Array; pages: number }> = () =>
      Promise.resolve({ pdf: LETTER, pages: 1 }),
  ): Promise<void> {
    const isPostable = (address: PostalAddress): boolean => postalAddressProblem(address) === null;
    return collectAndClassify(run, {
      noticeBlock: (facts) => noticeBlock(run, { isPostable, renderBlockNotice: render }, blockOf(facts)),
    });
  }

  it('is written exactly once for two documents of one block, and for each block its own', async () => {
    const run = await start([
      emailRow('A', blocked),
      emailRow('B', blocked),
      emailRow('C', { ...blocked, abuse_block_id: 'B-2' }),
    ]);
    await classify(run);
    expect(night.states('block_notice')).toEqual({
      'abuse-block:B-1': 'queued_print',
      'abuse-block:B-2': 'queued_print',
    });
    expect(night.states()).toEqual({ A: 'queued_print', B: 'queued_print', C: 'queued_print' });
  });

  it('is written once when processes want to write it at the same time', async () => {
    const run = await start([]);
    const answers = await rivals(night, run.batchIds[0]!, 'writeNotice', 3);
    expect(answers.flat().sort()).toEqual(['there already', 'there already', 'written']);
    expect(night.sql('SELECT COUNT(*) AS n FROM own_letter')).toEqual([{ n: 1 }]);
  });

  it('is not written to anybody but the policyholder, nor to an address that is none', async () => {
    const run = await start([
      emailRow('A', { ...blocked, recipient_role: 'broker' }),
      emailRow('B', { ...blocked, recipient_city: null }),
    ]);
    await classify(run);
    expect(night.states('block_notice')).toEqual({});
  });

  it('waits for a person when it cannot be printed; the document goes its way', async () => {
    const run = await start([emailRow('A', blocked)]);
    await classify(run, () => Promise.reject(new UnprintableLetterError('the font has no such letter')));
    expect(night.states('block_notice')).toEqual({ 'abuse-block:B-1': 'held' });
    expect(night.states()).toEqual({ A: 'queued_print' });
  });
});
