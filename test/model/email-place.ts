import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/ledger/database.ts';
import { sha256Of } from '../../src/dispatch/sha256.ts';
import { openModelLedger, type RunName } from './model-ledger.ts';

export const DOCUMENT = 'D-000001';
/** Nobody looks into it: only its hash counts here. */
export const PDF = Buffer.from('%PDF-1.7');

/** What both workers write; all other tables are the same for both, whoever is first. */
export const EMAIL_TABLES: ReadonlySet<string> = new Set(['dispatch', 'attempt', 'run']);

/** A ledger with one document that waits for e-mail and three runs; set back before each schedule. */
export interface EmailPlace {
  readonly ledger: Database;
  readonly core: Database;
  readonly batchId: string;
  readonly runIds: Readonly<Record<RunName, string>>;
  readonly journalDirectory: string;
  /** Of the one dispatch, past the ledger's functions. */
  state(): string;
  attempts(): readonly { readonly id: string; readonly outcome: string | null }[];
  /** The clock passes the end of each lease. */
  expireLeases(): void;
  setBack(): void;
  close(): Promise<void>;
}

export async function openEmailPlace(): Promise<EmailPlace> {
  const { directory, ledger, core, batchId, runIds, past, close } = await openModelLedger(
    [DOCUMENT],
    'model',
  );
  const state = past.prepare<[], { state: string }>('SELECT state FROM dispatch');
  const attempts = past.prepare<[], { id: string; outcome: string | null }>(
    'SELECT id, outcome FROM attempt ORDER BY number',
  );
  const journalDirectory = join(directory, 'journal');
  return {
    ledger,
    core,
    batchId,
    runIds,
    journalDirectory,
    state: () => state.get()?.state ?? 'gone',
    attempts: () => attempts.all(),
    expireLeases: () =>
      void past.exec(
        `UPDATE dispatch SET lease_until = '2000-01-01T00:00:00.000Z' WHERE lease_until IS NOT NULL`,
      ),
    setBack: () => {
      past.exec(SET_BACK);
      rmSync(journalDirectory, { recursive: true, force: true });
      mkdirSync(journalDirectory);
    },
    close,
  };
}

const SET_BACK = `BEGIN;
  DELETE FROM attempt_envelope; DELETE FROM attempt; DELETE FROM dispatch_event;
  DELETE FROM suppression_term; DELETE FROM suppressed_address; DELETE FROM recipient_domain;
  UPDATE run SET status = 'running', finished_at = NULL, failure = NULL;
  UPDATE dispatch SET state = 'queued_email', token = 0, tries = 0, attempts = 0, reason = NULL, lease_owner = NULL,
    lease_until = NULL, pages = 1, pdf_bytes = ${PDF.byteLength}, pdf_sha256 = '${sha256Of(PDF)}',
    retry_at = '2000-01-01T00:00:00.000Z', cut_off_at = '2999-01-01T00:00:00.000Z';
  COMMIT`;
