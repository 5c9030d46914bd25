import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { SqlServerOptions } from './server-under-test.ts';

export type Value = string | number | Uint8Array | null;
export type TestRow = Record<string, unknown>;

/** What goes to the thread that asks the server, and what comes back. */
export interface Question {
  readonly options: SqlServerOptions;
  readonly sql: string;
  readonly values: readonly Value[];
}
export type Reply = { readonly rows: readonly TestRow[] } | { readonly error: string };

let bridge: { readonly port: MessagePort; readonly signal: Int32Array } | null = null;

function open(): { readonly port: MessagePort; readonly signal: Int32Array } {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('statement-thread.ts', import.meta.url), {
    workerData: { port: port2, signal },
    transferList: [port2],
  });
  worker.unref();
  return { port: port1, signal };
}

/**
 * Runs one statement and waits for it, as better-sqlite3 does: tests change the ledger behind its back in places where
 * nothing can be awaited, and are the same for both databases.
 */
export function askServer(
  options: SqlServerOptions,
  sql: string,
  values: readonly Value[],
): readonly TestRow[] {
  bridge ??= open();
  const { port, signal } = bridge;
  Atomics.store(signal, 0, 0);
  port.postMessage({ options, sql, values } satisfies Question);
  Atomics.wait(signal, 0, 0);
  const reply = receiveMessageOnPort(port)?.message as Reply;
  if ('error' in reply) throw new Error(`${reply.error} (${sql})`);
  return reply.rows;
}
