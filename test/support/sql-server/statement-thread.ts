import { workerData, type MessagePort } from 'node:worker_threads';
import { Database } from '../../../src/ledger/database.ts';
import type { Question, Reply, TestRow } from './statement-bridge.ts';

const { port, signal } = workerData as { readonly port: MessagePort; readonly signal: Int32Array };
const open = new Map<string, Database>();

function databaseOf({ options }: Question): Database {
  const known = open.get(options.database) ?? new Database({ ...options, poolMax: 1 });
  open.set(options.database, known);
  return known;
}

async function answer(question: Question): Promise<Reply> {
  try {
    const bindings = question.values.map((value) =>
      value instanceof Uint8Array ? Buffer.from(value) : value,
    );
    const rows = await databaseOf(question).knex.raw<TestRow[]>(question.sql, bindings);
    return { rows: rows.map(asSqliteTells) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'unknown' };
  }
}

/** Times as texts and keys as numbers. */
function asSqliteTells(row: TestRow): TestRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value instanceof Date) return [name, value.toISOString()];
      const isKey = /(?:^|_)id$/.test(name) && typeof value === 'string' && /^\d{1,15}$/.test(value);
      return [name, isKey ? Number(value) : value];
    }),
  );
}

port.on('message', (question: Question) => {
  void answer(question).then((reply) => {
    port.postMessage(reply);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
});
