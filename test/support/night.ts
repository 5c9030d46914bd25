import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createDecide } from '../../src/classify/decide.ts';
import { maskFacts } from '../../src/classify/mask-facts.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import type { RunKind } from '../../src/domain/batch.ts';
import { parseBusinessDate, type BusinessDate } from '../../src/domain/business-date.ts';
import type { DispatchState } from '../../src/domain/dispatch.ts';
import { openBatch } from '../../src/ledger/batch-store.ts';
import { Database, type DatabaseOptions } from '../../src/ledger/database.ts';
import type { DispatchRecord } from '../../src/ledger/dispatch-record.ts';
import { addDocuments, findByDocument } from '../../src/ledger/dispatch-store.ts';
import { DocumentSource } from '../../src/ledger/document-source.ts';
import { listEvents, type EventRecord } from '../../src/ledger/history.ts';
import { startRun } from '../../src/ledger/run-store.ts';
import { createLogger, type Logger } from '../../src/log/logger.ts';
import { HOUSE_CATALOGUE } from './house-catalogue.ts';
import { smallLetter, type CoreRow } from './small-core.ts';
import { openPlace } from './test-place.ts';

export const NIGHT = parseBusinessDate('2026-11-23');

/** One page, the same bytes for every document that does not need its own. */
export const LETTER = await smallLetter('a letter', 1);

/** A document against which nothing stands: it goes by e-mail. */
export function emailRow(documentId: string, overrides: CoreRow = {}): CoreRow {
  return {
    document_id: documentId,
    policyholder_id: `P-${documentId}`,
    recipient_id: `P-${documentId}`,
    recipient_postal_code: '12345',
    email_address: `${documentId.toLowerCase()}@mail.example`,
    preferred_contact: 'email',
    consent_given_on: '2025-01-01',
    pdf_content: LETTER,
    ...overrides,
  };
}

/** The same without consent: it goes by post. */
export function postRow(documentId: string, overrides: CoreRow = {}): CoreRow {
  return emailRow(documentId, { consent_given_on: null, ...overrides });
}

/** A small core database, a migrated ledger and a place for everything else, all in a directory that vanishes. */
export interface Night {
  readonly directory: string;
  readonly ledger: Database;
  /** How another process opens the same databases. */
  readonly ledgerOptions: DatabaseOptions;
  readonly coreOptions: DatabaseOptions;
  readonly source: DocumentSource;
  readonly logger: Logger;
  /** Every line that was logged, as JSON. */
  readonly logged: string[];
  path(name: string): string;
  /** A further connection to the same ledger, as another process has one. */
  anotherLedger(): Database;
  /** Changes the core system's tables behind our back. */
  core(sql: string, ...values: readonly (string | number | Uint8Array | null)[]): void;
  coreRows(sql: string): readonly Record<string, unknown>[];
  /** A connection to the core database that may write, as the write-back has one. */
  anotherCore(): Database;
  /** Changes or reads the ledger past its functions. */
  sql(sql: string, ...values: readonly (string | number | null)[]): readonly Record<string, unknown>[];
  batch(date?: BusinessDate): Promise<string>;
  run(batchId: string, kind?: RunKind): Promise<string>;
  /** A run of a batch with everything that a step works with. */
  context(overrides?: Partial<RunContext> & { readonly kind?: RunKind }): Promise<RunContext>;
  /** The one dispatch of a document. */
  dispatch(documentId: string): Promise<DispatchRecord>;
  /** States by document, of the dispatches with this purpose. */
  states(purpose?: string): Readonly<Record<string, DispatchState>>;
  events(documentId: string): Promise<readonly EventRecord[]>;
  close(): Promise<void>;
}

export interface NightOptions {
  readonly rows?: readonly CoreRow[];
  readonly pdfRoot?: string;
  readonly maxPdfBytes?: number;
}

export async function createNight(options: NightOptions = {}): Promise<Night> {
  const directory = mkdtempSync(join(tmpdir(), 'postausgang-night-'));
  const path = (name: string): string => join(directory, name);
  const place = await openPlace(directory, options.rows ?? []);
  mkdirSync(path('outbox'));
  const opened: Database[] = [];
  const open = (options_: DatabaseOptions): Database => {
    const database = new Database(options_);
    opened.push(database);
    return database;
  };
  const ledger = open(place.ledger);
  const source = new DocumentSource(open(place.core), {
    view: 'pending_output_document',
    pdfRoot: options.pdfRoot ?? null,
    maxPdfBytes: options.maxPdfBytes ?? 10_000_000,
  });
  const logged: string[] = [];
  const logger = createLogger({ level: 'debug', stream: collecting(logged) });
  const sql: Night['sql'] = (text, ...values) => place.sql(text, values);
  const batch = async (date: BusinessDate = NIGHT): Promise<string> => (await openBatch(ledger, date)).id;
  const run = (batchId: string, kind: RunKind = 'nightly'): Promise<string> =>
    startRun(ledger, {
      batchId,
      businessDate: NIGHT,
      kind,
      host: hostname(),
      pid: process.pid,
      startedBy: 'tester',
    });
  return {
    directory,
    ledger,
    ledgerOptions: place.ledger,
    coreOptions: place.core,
    source,
    logger,
    logged,
    path,
    anotherLedger: () => open(place.ledger),
    coreRows: (text) => place.coreSql(text, []),
    anotherCore: () => open(place.core),
    core: (text, ...values) => void place.coreSql(text, values),
    sql,
    batch,
    run,
    context: async ({ kind, ...overrides } = {}) => {
      const batchIds = overrides.batchIds ?? [await batch()];
      return {
        ledger,
        source,
        logger,
        runId: overrides.runId ?? (await run(batchIds[0] ?? '', kind)),
        businessDate: NIGHT,
        batchIds,
        decide: createDecide(HOUSE_CATALOGUE),
        catalogueHash: HOUSE_CATALOGUE.hash,
        maskFacts,
        signal: new AbortController().signal,
        atPoint: () => undefined,
        ...overrides,
      };
    },
    dispatch: async (documentId) => {
      const [first] = await findByDocument(ledger, documentId);
      if (first === undefined) throw new Error(`There is no dispatch of ${documentId}.`);
      return first;
    },
    states: (purpose = 'document') =>
      Object.fromEntries(
        sql('SELECT document_id, state FROM dispatch WHERE purpose = ? ORDER BY id', purpose).map((row) => [
          String(row['document_id']),
          String(row['state']) as DispatchState,
        ]),
      ),
    events: async (documentId) => {
      const [first] = await findByDocument(ledger, documentId);
      return listEvents(ledger, first?.dispatchId ?? '0');
    },
    close: async () => {
      for (const database of opened) await database.close();
      await logger.close();
      await place.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Adds documents to the night's batch and forces them into a state, as if they had come there by themselves. */
export async function documentsIn(
  night: Night,
  state: DispatchState,
  documentIds: readonly string[],
  columns: Readonly<Record<string, string | number | null>> = {},
): Promise<readonly DispatchRecord[]> {
  await addDocuments(night.ledger, await night.batch(), documentIds);
  const changes = {
    state,
    retry_at: '2000-01-01T00:00:00.000Z',
    cut_off_at: '2999-01-01T00:00:00.000Z',
    ...columns,
  };
  const set = Object.keys(changes).map((name) => `${name} = ?`);
  for (const documentId of documentIds) {
    night.sql(
      `UPDATE dispatch SET ${set.join(', ')} WHERE document_id = ?`,
      ...Object.values(changes),
      documentId,
    );
  }
  return Promise.all(documentIds.map((documentId) => night.dispatch(documentId)));
}

function collecting(lines: string[]): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
}
