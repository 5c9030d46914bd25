import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import BetterSqlite3 from 'better-sqlite3';
import { createDecide } from '../../../src/classify/decide.ts';
import { maskFacts } from '../../../src/classify/mask-facts.ts';
import { classifyDocuments } from '../../../src/dispatch/classify-documents.ts';
import { collectDocuments } from '../../../src/dispatch/collect-documents.ts';
import type { RunContext } from '../../../src/dispatch/run-context.ts';
import { findBatch, openBatch } from '../../../src/ledger/batch-store.ts';
import { FACT_COLUMNS, OPTIONAL_FACT_COLUMNS } from '../../../src/ledger/core-facts.ts';
import { Database } from '../../../src/ledger/database.ts';
import { CoreViewError, DocumentSource } from '../../../src/ledger/document-source.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { startRun } from '../../../src/ledger/run-store.ts';
import { createLogger } from '../../../src/log/logger.ts';
import { classifyOptions } from '../../dispatch/mail.ts';
import { HOUSE_CATALOGUE } from '../../support/house-catalogue.ts';
import { ELIGIBLE } from '../../support/small-core.ts';
import { emailRow, NIGHT } from '../../support/night.ts';
import type { FuzzTarget, OpenTarget } from '../fuzz-target.ts';
import { below, pick, type Random } from '../random.ts';
import { mustNotBeEmailed, type ViewRow } from './must-not-be-emailed.ts';

const COLUMNS = [...FACT_COLUMNS, ...OPTIONAL_FACT_COLUMNS, 'pdf_path', 'pdf_content'] as const;

/** Rows with values of every type in every column: each is decided or held with a reason, none is e-mailed against the terms. */
export const ROWS_TARGET: FuzzTarget = { name: 'rows', shortRuns: 150, open: openRows };

interface Judged {
  readonly state: string;
  readonly reason: string | null;
  readonly decisions: number;
}

async function openRows(): Promise<OpenTarget> {
  const directory = mkdtempSync(join(tmpdir(), 'postausgang-fuzz-'));
  const [ledgerFile, coreFile] = [join(directory, 'ledger.sqlite'), join(directory, 'core.sqlite')];
  const view = new BetterSqlite3(coreFile);
  view.exec(`CREATE TABLE pending_output_document (${COLUMNS.join(', ')})`);
  const insert = view.prepare(
    `INSERT INTO pending_output_document VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})`,
  );
  const ledger = new Database({ client: 'sqlite', file: ledgerFile });
  const core = new Database({ client: 'sqlite', file: coreFile });
  await migrate(ledger);
  // Thousands of small commits, and none of them has to outlive the power.
  await ledger.knex.raw('PRAGMA synchronous = OFF');
  view.pragma('synchronous = OFF');
  const past = new BetterSqlite3(ledgerFile);
  past.pragma('synchronous = OFF');
  const judged = past.prepare<[], Judged>(
    'SELECT state, reason, (SELECT COUNT(*) FROM decision WHERE dispatch_id = dispatch.id) AS decisions FROM dispatch',
  );
  const context = await contextOn(ledger, core);
  const judge = async (input: Buffer): Promise<string> => {
    past.exec(EMPTIED);
    view.exec('DELETE FROM pending_output_document');
    const row = rowOf(input);
    insert.run(row);
    try {
      await collectAndDecide(context);
    } catch (error) {
      // The id is of no kind that a document could be found by again: the night fails, and says so.
      if (error instanceof CoreViewError && typeof row['document_id'] !== 'string') return 'view refused';
      throw error;
    }
    const [found, second] = judged.all();
    if (found === undefined) {
      if (row['document_id'] === null) return 'no id, counted';
      throw new Error('The document is gone.');
    }
    if (second !== undefined) throw new Error('One row became two dispatches.');
    return answerOf(found, row);
  };
  return {
    invent: (random) => Buffer.from(JSON.stringify(strangeColumns(random))),
    judge,
    close: async () => {
      past.close();
      view.close();
      await ledger.close();
      await core.close();
      rmSync(directory, { recursive: true });
    },
  };
}

function answerOf({ state, reason, decisions }: Judged, row: ViewRow): string {
  if (state === 'queued_email' && mustNotBeEmailed(row))
    throw new Error('It would be e-mailed, and must not be.');
  if (state === 'held' && (reason ?? '').length < 10) throw new Error('It is held without a reason.');
  if (state === 'cancelled' && row['withdrawn_at'] === null)
    throw new Error('It is cancelled, and was not withdrawn.');
  if (!['queued_email', 'queued_print', 'held', 'cancelled'].includes(state))
    throw new Error(`It is ${state}.`);
  if (state !== 'held' && decisions !== 1) throw new Error(`It is ${state} by ${decisions} decisions.`);
  return state;
}

async function contextOn(ledger: Database, core: Database): Promise<RunContext> {
  const { id: batchId } = await openBatch(ledger, NIGHT);
  const runId = await startRun(ledger, {
    batchId,
    businessDate: NIGHT,
    kind: 'nightly',
    host: hostname(),
    pid: process.pid,
    startedBy: 'fuzz',
  });
  return {
    ledger,
    source: new DocumentSource(core, {
      view: 'pending_output_document',
      pdfRoot: null,
      maxPdfBytes: 1_000_000,
    }),
    logger: createLogger({ level: 'error', stream: new PassThrough().resume() }),
    runId,
    businessDate: NIGHT,
    batchIds: [batchId],
    decide: createDecide(HOUSE_CATALOGUE),
    catalogueHash: HOUSE_CATALOGUE.hash,
    maskFacts,
    signal: new AbortController().signal,
    atPoint: () => undefined,
  };
}

async function collectAndDecide(context: RunContext): Promise<void> {
  const batch = await findBatch(context.ledger, NIGHT);
  if (batch === null) throw new Error('Expected the batch of the night.');
  await collectDocuments(context, batch, 10);
  await classifyDocuments(context, classifyOptions());
}

/** Bytes and numbers that JSON does not know are written as mappings. */
type Written = string | number | null | { readonly bytes: string } | { readonly number: string };

function rowOf(input: Buffer): ViewRow {
  const strange = JSON.parse(input.toString('utf8')) as Readonly<Record<string, Written>>;
  const row: Record<string, ViewRow[string]> = {
    ...Object.fromEntries(COLUMNS.map((column) => [column, null])),
    ...ELIGIBLE,
    document_date: null,
    ...emailRow('D-1'),
  };
  for (const [column, written] of Object.entries(strange)) row[column] = readValue(written);
  return row;
}

function readValue(written: Written): ViewRow[string] {
  if (typeof written !== 'object' || written === null) return written;
  return 'bytes' in written ? Buffer.from(written.bytes, 'base64') : Number(written.number);
}

/** What might be meant in some column, and what never is. */
const TEXTS = [
  '',
  ' ',
  '0',
  '1',
  '2',
  '-1',
  '1.5',
  '0x1',
  '1e0',
  'true',
  'DE',
  'AT',
  'US',
  'GB',
  'de',
  'D',
  'policyholder',
  'Policyholder',
  'insured_person',
  'email',
  'E-Mail',
  'post',
  'text',
  'written',
  'proof',
  'post_required',
  'email_and_post',
  'BEITRAGSRECHNUNG',
  'STANDMITTEILUNG',
  'QUALIFIZIERTE_MAHNUNG',
  'LEISTUNGSABRECHNUNG',
  'BEITRAGSRECHNUNG ',
  'KFZ',
  'LEBEN',
  'KRANKEN',
  'BU',
  'kranken',
  '__proto__',
  'constructor',
  'toString',
  '2025-01-01',
  '2027-01-01',
  '2026-11-23',
  '2026-11-24',
  '2026-02-30',
  '2025-01-01 12:00:00',
  '2025-01-01T00:00:00Z',
  '2025-01-01x',
  '2025-01-019',
  '01.01.2025',
  '0000-00-00',
  '+010000-01-01',
  'a@mail.example',
  'a@mail.example,b@mail.example',
  'a@mail.example; b@mail.example',
  'a@mail.example\r\nBcc: b@mail.example',
  '<a@mail.example>',
  '"a b"@mail.example',
  'a@[127.0.0.1]',
  'ä@mäil.example',
  '@',
  'P-D-1',
  'P-D-1 ',
  "'; DROP TABLE dispatch; --",
  '\u0000',
  'a\u0000b',
  '\u200b',
  '\u00a0',
  '\ud800',
  '\u202e',
  '😀',
  'x'.repeat(5_000),
  '=1+1',
];
const OTHERS: readonly Written[] = [
  null,
  0,
  1,
  2,
  -1,
  1.5,
  9_007_199_254_740_991,
  { number: '9007199254740992' },
  { number: 'Infinity' },
  { number: '-Infinity' },
  { number: '1e-320' },
  { bytes: '' },
  { bytes: 'AA==' },
  { bytes: 'REU=' },
  { bytes: Buffer.from('email').toString('base64') },
  { bytes: Buffer.from('%PDF-1.7').toString('base64') },
];

function strangeColumns(random: Random): Readonly<Record<string, Written>> {
  const row: Record<string, Written> = {};
  for (let count = 1 + below(random, 4); count > 0; count -= 1) {
    row[pick(random, COLUMNS)] = random() < 0.65 ? pick(random, TEXTS) : pick(random, OTHERS);
  }
  return row;
}

const EMPTIED = `BEGIN; DELETE FROM decision; DELETE FROM dispatch_event; DELETE FROM dispatch;
  UPDATE batch SET collected_at = NULL, collected = 0; COMMIT`;
