import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importBounce } from '../../src/dispatch/import-bounces.ts';
import { NotFoundError, RefusedError, UsageError } from '../../src/domain/errors.ts';
import { listOpenReports } from '../../src/ledger/bounce-store.ts';
import { addressSuppression, listSuppressions } from '../../src/ledger/suppression-store.ts';
import { settleBounce } from '../../src/operations/settle-bounce.ts';
import { changeSuppression } from '../../src/operations/suppressions.ts';
import { collectAndClassify, startMail, type Mail } from '../dispatch/mail.ts';
import { dsn } from '../email/bounce/mails.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';

const DAY = 86_400_000;
const TOOLS = {
  paths: null,
  terms: { window: 14 * DAY, suppressFor: DAY, suppressFullFor: DAY, noTlsExpiry: DAY },
};

let night: Night;
let mail: Mail;
beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D')] });
  mail = await startMail(night);
});
afterEach(async () => {
  await mail.close();
  await night.close();
});

/** An unproven failure that waits for a person; its number. */
async function waiting(originalTo: string, status = '5.1.1'): Promise<string> {
  const context = await night.context();
  await collectAndClassify(context);
  await mail.send(context);
  const bytes = dsn({ action: 'failed', status, diagnostic: '', originalTo });
  await importBounce({ ...context, runId: null }, TOOLS, { source: 'file', place: 'a.eml', bytes });
  const [report] = await listOpenReports(night.ledger, 10);
  return report?.id ?? '';
}

describe('a report that waits for a person', () => {
  it('turns its document into post by the word of one, once', async () => {
    const reportId = await waiting('d@mail.example');
    const order = {
      reportId,
      as: 'not-delivered',
      evidence: 'the customer called',
      person: 'A. Muster',
    } as const;
    expect(await settleBounce(night.ledger, order, TOOLS.terms)).toEqual({ reportId, documentId: 'D' });
    expect(night.states()).toEqual({ D: 'queued_print' });
    expect((await night.events('D')).at(-1)).toMatchObject({ person: 'A. Muster', to: 'queued_print' });
    await expect(settleBounce(night.ledger, order, TOOLS.terms)).rejects.toThrow(NotFoundError);
    expect(await listOpenReports(night.ledger, 10)).toEqual([]);
  });

  it.each([
    ['S3: keeps further documents from a mailbox that does not exist', '5.1.1', 1],
    ['teaches nothing of a mailbox that was full once', '5.2.2', 0],
    ['teaches nothing of the mailbox when the status speaks of us', '5.7.1', 0],
    ['teaches nothing when what was given up could have come later', '4.4.1', 0],
  ])('vouched for by a person: %s', async (_what, status, suppressed) => {
    const order = { as: 'not-delivered', evidence: 'the customer called', person: 'A. Muster' } as const;
    const reportId = await waiting('d@mail.example', status);
    await settleBounce(night.ledger, { ...order, reportId }, TOOLS.terms);
    expect(night.states()).toEqual({ D: 'queued_print' });
    const list = await listSuppressions(night.ledger, 10);
    expect(list.filter(({ person, documentId }) => person === 'A. Muster' && documentId === 'D')).toEqual(
      list,
    );
    expect(list).toHaveLength(suppressed);
    expect((await addressSuppression(night.ledger, 'D@mail.example')) !== null).toBe(suppressed === 1);
  });

  it('S3: marks no domain by the word of a person: it is everybody’s', async () => {
    const reportId = await waiting('d@mail.example', '5.7.10');
    night.sql(`UPDATE bounce_report SET kind = 'tls'`);
    const order = { reportId, as: 'not-delivered', evidence: 'the customer called' } as const;
    await settleBounce(night.ledger, { ...order, person: 'A. Muster' }, TOOLS.terms);
    expect(night.states()).toEqual({ D: 'queued_print' });
    expect(night.sql('SELECT * FROM recipient_domain')).toEqual([]);
  });

  it('is taken off the list without more', async () => {
    const reportId = await waiting('d@mail.example');
    await settleBounce(
      night.ledger,
      { reportId, as: 'nothing', evidence: 'spam', person: 'A. Muster' },
      TOOLS.terms,
    );
    expect(await listSuppressions(night.ledger, 10)).toEqual([]);
    expect(night.states()).toEqual({ D: 'emailed' });
    expect(await listOpenReports(night.ledger, 10)).toEqual([]);
  });

  it('about no known document posts nothing, and stays on the list', async () => {
    const reportId = await waiting('nobody@mail.example');
    const order = { reportId, as: 'not-delivered', evidence: 'x', person: 'A. Muster' } as const;
    await expect(settleBounce(night.ledger, order, TOOLS.terms)).rejects.toThrow(RefusedError);
    expect(await listOpenReports(night.ledger, 10)).toHaveLength(1);
  });
});

describe('the suppression list', () => {
  const order = { address: 'Kunde@mail.example', reason: 'asked for it', person: 'A. Muster' };

  it('S3: takes an address by a person, whatever its case, and lets it go again', async () => {
    await changeSuppression(night.ledger, { ...order, action: 'add' });
    expect(await addressSuppression(night.ledger, 'kunde@MAIL.example')).toMatchObject({
      reason: 'asked for it',
    });
    expect(await listSuppressions(night.ledger, 10)).toMatchObject([
      { person: 'A. Muster', until: null, documentId: null },
    ]);
    await changeSuppression(night.ledger, { ...order, action: 'remove' });
    expect(await addressSuppression(night.ledger, 'kunde@mail.example')).toBeNull();
    expect(night.sql('SELECT event, person FROM suppression_event ORDER BY id')).toEqual([
      { event: 'added', person: 'A. Muster' },
      { event: 'removed', person: 'A. Muster' },
    ]);
  });

  it('forgets an address when its time is over', async () => {
    await changeSuppression(night.ledger, { ...order, action: 'add' });
    night.sql(`UPDATE suppression_term SET until = '2020-01-01T00:00:00.000Z'`);
    expect(await addressSuppression(night.ledger, 'kunde@mail.example')).toBeNull();
    expect(await listSuppressions(night.ledger, 10)).toEqual([]);
  });

  it('refuses what is no address, and what is not on it', async () => {
    await expect(
      changeSuppression(night.ledger, { ...order, action: 'add', address: 'nobody' }),
    ).rejects.toThrow(UsageError);
    await expect(changeSuppression(night.ledger, { ...order, action: 'remove' })).rejects.toThrow(
      NotFoundError,
    );
  });
});
