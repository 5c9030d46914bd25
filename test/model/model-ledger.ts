import { mkdtempSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { openBatch } from '../../src/ledger/batch-store.ts';
import { Database } from '../../src/ledger/database.ts';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { startRun } from '../../src/ledger/run-store.ts';
import { quickDirectory } from './quick-directory.ts';

export const NIGHT = parseBusinessDate('2026-11-23');

export const RUNS = ['A', 'B', 'C'] as const;
export type RunName = (typeof RUNS)[number];

/** A night with these documents and three runs, in a directory of its own. */
export interface ModelLedger {
  readonly directory: string;
  readonly ledger: Database;
  readonly core: Database;
  readonly batchId: string;
  readonly runIds: Readonly<Record<RunName, string>>;
  /** Past the ledger's functions. */
  readonly past: BetterSqlite3.Database;
  close(): Promise<void>;
}

export async function openModelLedger(documents: readonly string[], startedBy: string): Promise<ModelLedger> {
  const directory = mkdtempSync(join(quickDirectory(), 'postausgang-model-'));
  const file = join(directory, 'ledger.sqlite');
  const ledger = new Database({ client: 'sqlite', file });
  const core = new Database({ client: 'sqlite', file: join(directory, 'core.sqlite') });
  await migrate(ledger);
  // A process that is never chosen again loses nothing that was written; power cuts are no part of this model.
  await ledger.knex.raw('PRAGMA synchronous = OFF');
  const { id: batchId } = await openBatch(ledger, NIGHT);
  await ledger.transaction((session) => addDocuments(session, batchId, documents));
  const start = (): Promise<string> =>
    startRun(ledger, {
      batchId,
      businessDate: NIGHT,
      kind: 'worker',
      host: hostname(),
      pid: process.pid,
      startedBy,
    });
  const runIds = { A: await start(), B: await start(), C: await start() };
  const past = new BetterSqlite3(file);
  past.pragma('synchronous = OFF');
  return {
    directory,
    ledger,
    core,
    batchId,
    runIds,
    past,
    close: async () => {
      past.close();
      await ledger.close();
      await core.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
