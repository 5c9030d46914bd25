import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classifyDocuments } from '../../src/dispatch/classify-documents.ts';
import { NotFoundError } from '../../src/domain/errors.ts';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { finishAttempt, insertAttempt } from '../../src/ledger/attempt-store.ts';
import { storeCatalogue } from '../../src/ledger/decision-store.ts';
import { explainDocument, type Explanation } from '../../src/operations/explain.ts';
import { explanationText } from '../../src/operations/explain-text.ts';
import { HARMLESS_CONTENT } from '../support/facts.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';
import { backUpLedger } from '../support/ledger-backup.ts';
import { createNight, emailRow, postRow, type Night } from '../support/night.ts';

const CATALOGUE_FILE = join(import.meta.dirname, '../../templates/rule-catalogue.yaml');
const FIT = { fit: true, bytes: 100, pages: 1, sha256: 'a'.repeat(64) } as const;

let night: Night;
const explain = (documentId: string): Promise<Explanation> =>
  explainDocument({ ledger: night.ledger, today: HOUSE_CATALOGUE, timeZone: 'Europe/Berlin' }, documentId);

async function classified(): Promise<string> {
  const context = await night.context();
  await addDocuments(night.ledger, context.batchIds[0] ?? '', ['D-1', 'D-2']);
  await classifyDocuments(context, {
    inspectPdf: () => FIT,
    readContent: () => Promise.resolve(HARMLESS_CONTENT),
    concurrency: 1,
    isPostable: () => true,
    noticeBlock: () => Promise.resolve(),
    maxWait: 3_600_000,
  });
  return context.runId;
}

beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D-1'), postRow('D-2')] });
});
afterEach(() => night.close());

describe('explain', () => {
  it('knows no document that was never collected', async () => {
    await expect(explain('D-9')).rejects.toThrow(NotFoundError);
  });

  it('answers in German first, with the deciding clause and its citation, then every rule and the masked facts', async () => {
    await classified();
    const explanation = await explain('D-2');
    expect(explanation.answer).toEqual([
      expect.stringMatching(
        /^Per Post, aber noch nicht an die Druckerei übergeben\. Eine Zustimmung .* lag in dieser Nacht nicht vor\..*\(Nutzungsbedingungen/,
      ),
    ]);
    const text = explanationText(explanation, 'Europe/Berlin');
    expect(text.split('\n')[0]).toBe(explanation.answer[0]);
    expect(text).toContain('Decided by S9.consent-missing');
    expect(text).toMatch(/▶ fires {2}S9\.consent-missing/);
    expect(text).toMatch(/passes S11\.document-type/);
    expect(text).toMatch(/documentType +BEITRAGSRECHNUNG/);
    expect(text).toContain('started by tester');
    expect(text).toMatch(/pending → queued_print {2}by run/);
  });

  it('L8: shows neither name nor street, city or address of anybody', async () => {
    await classified();
    const told = JSON.stringify(await explain('D-1')) + explanationText(await explain('D-1'), 'UTC');
    for (const personal of ['Erika', 'Musterweg', 'Musterstadt', 'd-1@', 'mail.example']) {
      expect(told).not.toContain(personal);
    }
  });

  it('S24: a ledger that was restored from its backup explains as the one that was lost', async () => {
    await classified();
    const before = await explain('D-2');
    const { directory, ledgerOptions: ledger, coreOptions: core } = night;
    const putBack = await backUpLedger({ directory, ledger, core });
    night.sql(`UPDATE dispatch SET state = 'held', reason = 'written after the backup'`);
    expect(await explain('D-2')).not.toEqual(before);
    await night.ledger.close();
    await putBack();
    const restored = night.anotherLedger();
    expect(
      await explainDocument({ ledger: restored, today: HOUSE_CATALOGUE, timeZone: 'Europe/Berlin' }, 'D-2'),
    ).toEqual(before);
  });

  it('words a decision by the catalogue that it names, not by the one of today', async () => {
    await classified();
    const [before] = (await explain('D-2')).dispatches;
    expect(before?.decisions[0]).toMatchObject({
      wording: 'today',
      catalogueVersion: HOUSE_CATALOGUE.version,
    });
    const then = readFileSync(CATALOGUE_FILE, 'utf8')
      .replace(/^version: .*$/m, "version: '2019-03'")
      .replace('Eine Zustimmung zum Versand per E-Mail lag', 'Eine damalige Zustimmung lag');
    await storeCatalogue(night.ledger, HOUSE_CATALOGUE.hash, then);
    const explanation = await explain('D-2');
    expect(explanation.dispatches[0]?.decisions[0]).toMatchObject({
      wording: 'stored',
      catalogueVersion: '2019-03',
    });
    expect(explanation.answer[0]).toContain('Eine damalige Zustimmung lag');
  });

  it('S3: tells why an e-mail became a letter, with the evidence and the reply, its address masked', async () => {
    const runId = await classified();
    const { dispatchId } = await night.dispatch('D-1');
    await insertAttempt(night.ledger, {
      id: 'attempt-1',
      dispatchId,
      number: 1,
      runId,
      token: 1,
      messageId: '<1.x@versicherung.example>',
      messageDate: '2026-11-23T22:00:00.000Z',
      messageSha256: 'b'.repeat(64),
    });
    await finishAttempt(night.ledger, 'attempt-1', {
      outcome: 'refused',
      reason: 'RCPT answered 550 5.1.1: the mailbox does not exist',
      evidence: {
        host: 'relay.example',
        port: 587,
        tls: {
          protocol: 'TLSv1.3',
          cipher: 'TLS_AES_256_GCM_SHA384',
          keyExchange: 'X25519',
          certificateSha256: 'c'.repeat(64),
          authorized: true,
        },
        reply: { code: 550, enhanced: '5.1.1', text: '<d-1@mail.example>: unknown\u001B[31m' },
        queueId: null,
        stage: 'envelope',
      },
    });
    night.sql(`UPDATE dispatch SET state = 'queued_print' WHERE id = ?`, dispatchId);
    night.sql(
      `INSERT INTO dispatch_event (dispatch_id, at, from_state, to_state, reason, run_id) VALUES (?, '2026-11-23T21:04:11.000Z', 'sending', 'queued_print', 'refused', ?)`,
      dispatchId,
      runId,
    );
    const explanation = await explain('D-1');
    expect(explanation.answer[0]).toContain('Ihr E-Mail-Anbieter hat die Nachricht abgelehnt.');
    const text = explanationText(explanation, 'Europe/Berlin');
    expect(text).toContain('relay.example:587');
    expect(text).toContain('TLSv1.3 TLS_AES_256_GCM_SHA384 X25519, certificate verified');
    expect(text).toContain(`SHA-256 ${'c'.repeat(64)}`);
    expect(text).toContain('550 5.1.1 <[address]>: unknown');
    expect(text).toContain('<1.x@versicherung.example>');
    expect(text).toContain('2026-11-23 22:04:11  sending → queued_print');
    expect(text).not.toContain('\u001B');
  });
});
