import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBatch } from '../../../src/ledger/batch-store.ts';
import { claimForEmail, MAX_CLAIM } from '../../../src/ledger/claim.ts';
import { Database, type DatabaseOptions } from '../../../src/ledger/database.ts';
import { addDocuments } from '../../../src/ledger/dispatch-store.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { moveAll } from '../../../src/ledger/transition.ts';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import { setup } from '../../support/sql-server/drop-databases.ts';
import { SERVER_UNDER_TEST } from '../../support/sql-server/server-under-test.ts';
import { createEmptyDatabase } from '../../support/sql-server/test-database.ts';
import { measurePlain } from './plain.ts';

/**
 * Documents a second that the ledger collects, claims and moves, on SQLite and on the server that
 * POSTAUSGANG_TEST_MSSQL names: `npm run bench:ledger [documents] [workers]`. Beside it the bare statements in one prepared
 * transaction each, by better-sqlite3 alone.
 */
const { values, positionals } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
});
const documents = Number(positionals[0] ?? 20_000);
const workers = Number(positionals[1] ?? 16);
const CHUNK = 1_000;

/** What `--json` gives: documents a second by database and by what is done. */
const figures: Record<string, Record<string, number>> = {};

async function measure(database: string, name: string, work: () => Promise<number>): Promise<void> {
  const start = performance.now();
  const done = await work();
  const seconds = (performance.now() - start) / 1000;
  (figures[database] ??= {})[name] = done / seconds;
  console.log(
    `  ${name.padEnd(34)} ${String(done).padStart(9)} documents ${seconds.toFixed(2).padStart(8)} s ${Math.round(
      done / seconds,
    )
      .toString()
      .padStart(9)} /s`,
  );
}

async function run(name: string, options: DatabaseOptions): Promise<void> {
  console.log(`${name}: ${documents} documents`);
  const ledger = new Database(options);
  await migrate(ledger);
  const { id: batchId } = await openBatch(ledger, parseBusinessDate('2026-11-23'));
  await measure(name, 'collect', async () => {
    for (let start = 0; start < documents; start += CHUNK) {
      const ids = Array.from(
        { length: Math.min(CHUNK, documents - start) },
        (_, index) => `D-${start + index}`,
      );
      await addDocuments(ledger, batchId, ids);
    }
    return documents;
  });
  const all = { reason: 'measured', runId: 'bench' };
  await measure(name, 'transition, all at once', () =>
    ledger.transaction((session) =>
      moveAll(session, (query) => void query.where({ batch_id: batchId }), 'pending', 'queued_email', all, {
        retry_at: session.now(),
      }),
    ),
  );
  await measure(name, `claim, ${workers} workers, ${MAX_CLAIM} each`, async () => {
    const claimed = await Promise.all(
      Array.from({ length: workers }, (_, worker) => claimAll(ledger, batchId, worker)),
    );
    return claimed.reduce((sum, count) => sum + count, 0);
  });
  await ledger.close();
}

async function claimAll(ledger: Database, batchId: string, worker: number): Promise<number> {
  let count = 0;
  for (;;) {
    const claimed = await ledger.transaction((session) =>
      claimForEmail(session, {
        batchIds: [batchId],
        runId: `worker-${worker}`,
        count: MAX_CLAIM,
        lease: 600_000,
      }),
    );
    if (claimed.length === 0) return count;
    count += claimed.length;
  }
}

const directory = mkdtempSync(join(tmpdir(), 'postausgang-bench-'));
const dropDatabases = setup();
try {
  await run('SQLite', { client: 'sqlite', file: join(directory, 'ledger.sqlite') });
  console.log(`better-sqlite3 alone: ${documents} documents`);
  const plain = measurePlain(join(directory, 'plain.sqlite'), documents, { chunk: CHUNK, claim: MAX_CLAIM });
  for (const [step, count] of Object.entries(plain)) {
    (figures['better-sqlite3 alone'] ??= {})[step] = count;
    console.log(`  ${step.padEnd(34)} ${Math.round(count).toString().padStart(9)} /s`);
  }
  if (SERVER_UNDER_TEST === null) console.log('SQL Server: POSTAUSGANG_TEST_MSSQL names none');
  else await run('SQL Server', { ...(await createEmptyDatabase()), poolMax: workers });
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ documents, figures }));
} finally {
  rmSync(directory, { recursive: true, force: true });
  await dropDatabases();
}
