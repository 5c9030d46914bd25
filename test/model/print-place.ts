import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../../src/dispatch/sha256.ts';
import type { Database } from '../../src/ledger/database.ts';
import { smallLetter } from '../support/small-core.ts';
import { openModelLedger, type RunName } from './model-ledger.ts';

/** Tables that several processes write on the way of a print file; all others are the same for all of them. */
export const PRINT_TABLES: ReadonlySet<string> = new Set(['print_file', 'dispatch', 'run', 'work_item']);

/** To be posted, one page each; the last one is on its way by e-mail, and no print file may ever hold it. */
export const LETTERS = ['D-1', 'D-2'] as const;
export const EMAIL = 'D-3';

export interface PrintPlace {
  readonly ledger: Database;
  readonly core: Database;
  readonly batchId: string;
  readonly runIds: Readonly<Record<RunName, string>>;
  readonly letter: Uint8Array;
  readonly directories: Readonly<Record<'work' | 'outbox' | 'inbox', string>>;
  /** Status of each print file and state of each document, past the ledger's functions. */
  state(): string;
  rows(sql: string): readonly Readonly<Record<string, string | number | null>>[];
  /** The clock passes the end of each lease. */
  expireLeases(): void;
  setBack(): void;
  close(): Promise<void>;
}

export async function openPrintPlace(): Promise<PrintPlace> {
  const { directory, ledger, core, batchId, runIds, past, close } = await openModelLedger(
    [...LETTERS, EMAIL],
    'A. Muster',
  );
  const letter = await smallLetter('a letter', 1);
  const setBack = setBackSql(letter);
  const files = past.prepare<[], { id: string; status: string }>(
    'SELECT id, status FROM print_file ORDER BY id',
  );
  const documents = past.prepare<[], { state: string }>('SELECT state FROM dispatch ORDER BY id');
  const directories = {
    work: join(directory, 'work'),
    outbox: join(directory, 'outbox'),
    inbox: join(directory, 'inbox'),
  };
  return {
    ledger,
    core,
    batchId,
    runIds,
    letter,
    directories,
    state: () =>
      [
        ...files.all().map(({ id, status }) => `${id.slice(9)} ${status}`),
        documents
          .all()
          .map(({ state }) => state)
          .join('/'),
      ].join(', '),
    rows: (sql) => past.prepare<[], Record<string, string | number | null>>(sql).all(),
    expireLeases: () =>
      void past.exec(
        `UPDATE work_item SET lease_until = '2000-01-01T00:00:00.000Z' WHERE lease_until IS NOT NULL`,
      ),
    setBack: () => {
      past.exec(setBack);
      for (const path of Object.values(directories)) {
        rmSync(path, { recursive: true, force: true });
        mkdirSync(path);
      }
    },
    close,
  };
}

function setBackSql(letter: Uint8Array): string {
  return `PRAGMA foreign_keys = OFF; BEGIN;
    DELETE FROM mailpiece_status; DELETE FROM print_file_ack; DELETE FROM shop_finding; DELETE FROM shop_report;
    DELETE FROM print_file_event; DELETE FROM print_file_entry; DELETE FROM print_file; DELETE FROM work_item;
    DELETE FROM dispatch_event; UPDATE run SET status = 'running', finished_at = NULL, failure = NULL;
    UPDATE dispatch SET state = CASE document_id WHEN '${EMAIL}' THEN 'queued_email' ELSE 'queued_print' END, token = 0,
      print_file_id = NULL, reason = NULL, lease_owner = NULL, lease_until = NULL, document_type = 'BEITRAGSRECHNUNG',
      recipient_id = 'P-' || document_id, never_bundle = 0, country = 'DE', postal_code = '12345', address_key = document_id,
      pages = 1, pdf_bytes = ${letter.length}, pdf_sha256 = '${sha256Of(letter)}',
      retry_at = '2000-01-01T00:00:00.000Z', cut_off_at = '2999-01-01T00:00:00.000Z';
    COMMIT`;
}
