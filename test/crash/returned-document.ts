import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createDecide } from '../../src/classify/decide.ts';
import { maskFacts } from '../../src/classify/mask-facts.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { returnPaths } from '../../src/email/bounce/return-path.ts';
import { insertAttemptEnvelope } from '../../src/ledger/attempt-envelope-store.ts';
import { finishAttempt, insertAttempt } from '../../src/ledger/attempt-store.ts';
import { closeCollection, markCompleted, openBatch } from '../../src/ledger/batch-store.ts';
import { Database } from '../../src/ledger/database.ts';
import { findByDocument } from '../../src/ledger/dispatch-store.ts';
import { DocumentSource } from '../../src/ledger/document-source.ts';
import { finishRun, startRun } from '../../src/ledger/run-store.ts';
import { createLogger } from '../../src/log/logger.ts';
import { collectAndClassify } from '../dispatch/mail.ts';
import { dsn } from '../email/bounce/mails.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';
import type { SmallInsurer } from '../support/small-insurer.ts';

const EARLIER = parseBusinessDate('2026-11-20');
const ATTEMPT = '00000000-0000-4000-8000-000000000001';
const KEY = 'k'.repeat(64);

/**
 * Lets an earlier night have e-mailed the only document that the core view holds by now, and its report of a dead mailbox
 * lie in the maildir, with a proof. No process is needed for it: what is to die is the night that reads the report.
 *
 * @returns what must be in a print file once: the document, and the letter that tells why (S3)
 */
export async function returnDocument(
  insurer: SmallInsurer,
  { documentId, address }: { readonly documentId: string; readonly address: string },
): Promise<readonly string[]> {
  const ledger = new Database(insurer.ledger);
  const core = new Database(insurer.core);
  const logger = createLogger({ level: 'error' });
  try {
    const { id: batchId } = await openBatch(ledger, EARLIER);
    const businessDate = EARLIER;
    const by = { host: hostname(), pid: process.pid, startedBy: 'tester' };
    const runId = await startRun(ledger, { batchId, businessDate, kind: 'nightly', ...by });
    const view = { view: 'pending_output_document', pdfRoot: null, maxPdfBytes: 10_000_000 };
    await collectAndClassify({
      ledger,
      source: new DocumentSource(core, view),
      logger,
      runId,
      businessDate,
      batchIds: [batchId],
      decide: createDecide(HOUSE_CATALOGUE),
      catalogueHash: HOUSE_CATALOGUE.hash,
      maskFacts,
      signal: new AbortController().signal,
      atPoint: () => undefined,
    });
    const [dispatch] = await findByDocument(ledger, documentId);
    if (dispatch?.state !== 'queued_email')
      throw new Error(`Expected ${documentId} in the queue for e-mail, got ${dispatch?.state ?? 'nothing'}.`);
    await emailed(ledger, dispatch.dispatchId, runId, address);
    await closeCollection(ledger, batchId);
    // Done, and the core system knows: nobody looks at that night again but for what comes back.
    await markCompleted(ledger, batchId);
    await finishRun(ledger, runId, { status: 'completed', exitCode: 0, failure: null });
    await arrive(insurer, address);
    return [documentId, `email-fallback:${dispatch.dispatchId}`];
  } finally {
    await logger.close();
    await core.close();
    await ledger.close();
  }
}

async function emailed(ledger: Database, dispatchId: string, runId: string, address: string): Promise<void> {
  await insertAttempt(ledger, {
    id: ATTEMPT,
    dispatchId,
    number: 1,
    runId,
    token: 1,
    messageId: '<back@versicherung.example>',
    messageDate: '2026-11-20T22:00:00.000Z',
    messageSha256: 'a'.repeat(64),
  });
  await insertAttemptEnvelope(ledger, { attemptId: ATTEMPT, address, domain: 'back.example' });
  await finishAttempt(ledger, ATTEMPT, { outcome: 'accepted', reason: null, evidence: null });
  await ledger.from('dispatch').where({ id: dispatchId }).update({
    state: 'emailed',
    attempts: 1,
    reported_at: ledger.now(),
  });
}

async function arrive(insurer: SmallInsurer, address: string): Promise<void> {
  const maildir = join(insurer.directory, 'bounces');
  for (const folder of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, folder), { recursive: true });
  const to = returnPaths('bounce@versicherung.example', [KEY]).addressFor(ATTEMPT);
  const report = dsn({ action: 'failed', status: '5.1.1', diagnostic: '', to, originalTo: address });
  writeFileSync(join(maildir, 'new/1.a.host'), report);
  writeFileSync(join(insurer.directory, 'return-path.key'), KEY, { mode: 0o600 });
  await appendFile(insurer.configPath, 'bounces: { maildir: bounces, keys: [{ file: return-path.key }] }\n');
}
