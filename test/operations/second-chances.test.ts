import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDecide } from '../../src/classify/decide.ts';
import { reopenUnattempted } from '../../src/dispatch/classify-documents.ts';
import { stateAfterDecision } from '../../src/dispatch/route-document.ts';
import { NotFoundError, RefusedError } from '../../src/domain/errors.ts';
import { findByDocument } from '../../src/ledger/dispatch-store.ts';
import { releaseHeld } from '../../src/operations/release-held.ts';
import { orderResend } from '../../src/operations/resend.ts';
import { decisionContext, eligibleFacts } from '../support/facts.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';
import { createNight, documentsIn, emailRow, type Night } from '../support/night.ts';

let night: Night;

beforeEach(async () => {
  night = await createNight({ rows: ['D-1', 'D-2', 'D-3'].map((id) => emailRow(id)) });
});
afterEach(() => night.close());

describe('releasing what is held', () => {
  const order = { reason: 'address completed', person: 'A. Muster' };

  it('gives it back to the next run, with person and reason in the event', async () => {
    const held = await documentsIn(night, 'held', ['D-1', 'D-2']);
    const dispatchIds = held.map(({ dispatchId }) => dispatchId);
    const released = await releaseHeld(night.ledger, {
      ...order,
      dispatchIds: [...dispatchIds, ...dispatchIds],
    });
    expect(released.map(({ documentId }) => documentId)).toEqual(['D-1', 'D-2']);
    expect(night.states()).toEqual({ 'D-1': 'pending', 'D-2': 'pending' });
    expect((await night.events('D-2')).at(-1)).toMatchObject({
      from: 'held',
      to: 'pending',
      person: 'A. Muster',
      reason: 'released by a person: address completed',
    });
  });

  it('gives it the whole time for e-mail again: its cut-off and its tries are forgotten', async () => {
    const [held] = await documentsIn(night, 'held', ['D-1']);
    const dispatchId = held?.dispatchId ?? '';
    await night.ledger
      .from('dispatch')
      .where({ id: dispatchId })
      .update({ cut_off_at: '2020-01-01T00:00:00.000Z', tries: 5 });
    await releaseHeld(night.ledger, { ...order, dispatchIds: [dispatchId] });
    const [released] = await findByDocument(night.ledger, 'D-1');
    expect(released).toMatchObject({ state: 'pending', cutOffAt: null, tries: 0 });
  });

  it('releases all or none, and names the one that is not held', async () => {
    const [held] = await documentsIn(night, 'held', ['D-1']);
    const [emailed] = await documentsIn(night, 'emailed', ['D-2']);
    const dispatchIds = [held?.dispatchId ?? '', emailed?.dispatchId ?? ''];
    const release = releaseHeld(night.ledger, { ...order, dispatchIds });
    await expect(release).rejects.toThrow(RefusedError);
    await expect(release).rejects.toThrow(`${emailed?.dispatchId} is \`emailed\``);
    expect(night.states()).toEqual({ 'D-1': 'held', 'D-2': 'emailed' });
  });

  it('knows no dispatch by a name that is none', async () => {
    await expect(releaseHeld(night.ledger, { ...order, dispatchIds: ['99', 'x'] })).rejects.toThrow(
      NotFoundError,
    );
  });

  it.each(['block_notice', 'fallback_notice'])(
    'S18, S3: ends a letter of our own (%s) that a person has written by hand',
    async (purpose) => {
      const [held] = await documentsIn(night, 'held', ['D-1'], { purpose });
      await releaseHeld(night.ledger, { ...order, dispatchIds: [held?.dispatchId ?? ''] });
      expect(night.states(purpose)).toEqual({ 'D-1': 'cancelled' });
      expect((await night.events('D-1')).map(({ to }) => to)).toEqual(['pending', 'cancelled']);
    },
  );

  it('S16: decides a paper copy anew, but never for a second e-mail', () => {
    const decision = createDecide(HOUSE_CATALOGUE)(eligibleFacts(), decisionContext());
    expect(stateAfterDecision(decision, 'document')).toBe('queued_email');
    expect(stateAfterDecision(decision, 'resend')).toBe('queued_email');
    expect(stateAfterDecision(decision, 'paper_copy')).toBe('queued_print');
  });
});

describe('ordering a second copy', () => {
  const order = { reason: 'letter lost', person: 'B. Muster' };

  it('S16: makes a new dispatch that points to the first and waits for the next run', async () => {
    const [original] = await documentsIn(night, 'handed_over', ['D-1'], { attempts: 0 });
    const [resend] = await orderResend(night.ledger, { ...order, documentIds: ['D-1', 'D-1'] });
    expect(resend).toMatchObject({ documentId: 'D-1', originalId: original?.dispatchId });
    expect(await findByDocument(night.ledger, 'D-1')).toMatchObject([
      { purpose: 'document', state: 'handed_over' },
      { purpose: 'resend', state: 'pending', originalId: original?.dispatchId },
    ]);
    expect(await reopenUnattempted(await night.context())).toBe(0);
  });

  it.each(['pending', 'queued_email', 'in_doubt', 'held', 'bundled'] as const)(
    'S16: refuses while the first is %s, and orders none of the others',
    async (state) => {
      await documentsIn(night, state, ['D-1']);
      await documentsIn(night, 'emailed', ['D-2']);
      const ordered = orderResend(night.ledger, { ...order, documentIds: ['D-2', 'D-1'] });
      await expect(ordered).rejects.toThrow(RefusedError);
      await expect(ordered).rejects.toThrow(`is \`${state}\``);
      expect(night.states('resend')).toEqual({});
    },
  );

  it('S16: makes one copy of an order that is given twice', async () => {
    await documentsIn(night, 'emailed', ['D-1']);
    await orderResend(night.ledger, { ...order, documentIds: ['D-1'] });
    await expect(orderResend(night.ledger, { ...order, documentIds: ['D-1'] })).rejects.toThrow(
      'resend, is `pending`',
    );
  });

  it('cuts a reason that is longer than the ledger holds', async () => {
    await documentsIn(night, 'emailed', ['D-1']);
    await orderResend(night.ledger, { ...order, documentIds: ['D-1'], reason: 'x'.repeat(1000) });
    const [, resend] = await findByDocument(night.ledger, 'D-1');
    expect(resend?.reason).toHaveLength(400);
  });

  it('knows no document that was never collected', async () => {
    await expect(orderResend(night.ledger, { ...order, documentIds: ['D-9'] })).rejects.toThrow(
      NotFoundError,
    );
  });
});
