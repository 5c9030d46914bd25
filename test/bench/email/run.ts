import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../print/measure.ts';
import { startSink, type Sink } from './start-sink.ts';
import type { SenderOrder, SenderPath, SenderResult } from './sender.ts';

/**
 * How many messages with a PDF of 100 KB a second of CPU carries, nodemailer's pool beside our path, in one run over real TLS:
 * `npm run bench:email`, or `-- --full` for 100,000 messages in the test of memory.
 */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    messages: { type: 'string', default: '3000' },
    connections: { type: 'string', default: '1,5,20,50' },
    /** Messages of the test of memory. */
    memory: { type: 'string' },
    /** Where the figures go besides. */
    json: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const messages = Number(values.messages);
const memoryMessages = Number(values.memory ?? (values.full ? 100_000 : 20_000));
const LATENCY_MS = 150;
const CONNECTIONS = values.connections.split(',').map(Number);
const PATHS = ['pool', 'ours without journal', 'ours'] as const;
/** Seconds that a measurement with latency is to take: 1 connection gives 6.7 messages a second. */
const LATENCY_SECONDS = 9;

/** What `--json` gives: messages per CPU second, share of the most possible under latency, resident bytes. */
export interface EmailFigures {
  readonly throughput: { connections: number; pool: number; withoutJournal: number; ours: number }[];
  readonly latency: { connections: number; most: number; pool: number; ours: number }[];
  memory: { readonly messages: number; readonly first: number; readonly highest: number } | null;
}

const figures: EmailFigures = { throughput: [], latency: [], memory: null };

function start(name: string, execArgv: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(new URL(name, import.meta.url)), { execArgv: [...execArgv] });
}

async function measure(
  sink: Sink,
  latencyMs: number,
  order: Omit<SenderOrder, 'port' | 'ca'>,
  execArgv: readonly string[] = [],
): Promise<SenderResult> {
  await sink.answerAfter(latencyMs);
  const sender = start('sender.ts', execArgv);
  const failed = once(sender, 'exit').then(([code]) => {
    throw new Error(`The sender ended with exit code ${String(code)}.`);
  });
  failed.catch(() => undefined);
  sender.send({ ...order, port: sink.port, ca: sink.ca } satisfies SenderOrder);
  const [result] = (await Promise.race([once(sender, 'message'), failed])) as [SenderResult];
  return result;
}

function verdict(reached: boolean): string {
  return reached ? 'pass' : 'MISS';
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

async function throughput(sink: Sink): Promise<boolean> {
  console.log(
    `\nMessages per CPU second of the sending process, no latency, median of ${rounds} rounds of ${messages}:\n`,
  );
  console.log('connections        pool   without journal        with journal      goal: 4 × the pool');
  let all = true;
  for (const connections of CONNECTIONS) {
    const rates = new Map<SenderPath, number[]>(PATHS.map((path) => [path, []]));
    // The paths take turns, so that what else the machine does falls on all of them.
    for (let round = 0; round < rounds; round += 1) {
      for (const path of PATHS) {
        const result = await measure(sink, 0, { path, connections, messages, warmUp: 500 });
        rates.get(path)?.push(messages / result.cpuSeconds);
      }
    }
    const [pool = 0, bare = 0, ours = 0] = PATHS.map((path) => median(rates.get(path) ?? []));
    figures.throughput.push({ connections, pool, withoutJournal: bare, ours });
    const reached = ours / pool >= 4;
    all &&= reached;
    const told = (rate: number): string => `${rate.toFixed(0)} (${(rate / pool).toFixed(1)} ×)`.padStart(18);
    console.log(
      `${String(connections).padStart(11)}${pool.toFixed(0).padStart(12)}${told(bare)}${told(ours)}      ${verdict(reached)}`,
    );
  }
  return all;
}

async function underLatency(sink: Sink): Promise<boolean> {
  console.log(`\nMessages a second when the reply after the dot takes ${LATENCY_MS} ms:\n`);
  console.log(
    'connections   most possible        pool               ours     CPU of ours   goal: 90 % of it',
  );
  let all = true;
  for (const connections of CONNECTIONS) {
    const most = connections / (LATENCY_MS / 1000);
    const count = Math.ceil(most * LATENCY_SECONDS);
    const order = { connections, messages: count, warmUp: Math.ceil(most * 2) };
    const pool = await measure(sink, LATENCY_MS, { path: 'pool', ...order });
    const ours = await measure(sink, LATENCY_MS, { path: 'ours', ...order });
    const share = (result: SenderResult): number => count / result.seconds / most;
    figures.latency.push({ connections, most, pool: count / pool.seconds, ours: count / ours.seconds });
    const cpu = ours.cpuSeconds / ours.seconds;
    const reached = share(ours) >= 0.9;
    all &&= reached;
    const told = (result: SenderResult): string =>
      `${(count / result.seconds).toFixed(1)} (${(share(result) * 100).toFixed(0)} %)`;
    console.log(
      `${String(connections).padStart(11)}${most.toFixed(1).padStart(16)}${told(pool).padStart(16)}${told(ours).padStart(17)}${`${(cpu * 100).toFixed(0)} %`.padStart(14)}      ${verdict(reached)}`,
    );
  }
  return all;
}

async function memory(sink: Sink): Promise<boolean> {
  // As the jobs are started: `jobs/postausgang.mjs` and the npm scripts.
  const { rss } = await measure(
    sink,
    0,
    { path: 'ours', connections: 20, messages: memoryMessages, warmUp: 2000 },
    ['--max-semi-space-size=4'],
  );
  figures.memory = { messages: memoryMessages, first: rss.first, highest: rss.highest };
  const reached = rss.highest - rss.first < 64e6;
  const count = memoryMessages.toLocaleString('en');
  console.log(
    `\nResident memory over ${count} messages, 20 connections: ${megabytes(rss.first)} after the warm-up, ` +
      `${megabytes(rss.highest)} at most, ${megabytes(rss.last)} at the end; goal: flat (64 MB)  ${verdict(reached)}`,
  );
  if (!values.full) console.log('(`-- --full` sends the 100,000 messages that the goal speaks of.)');
  return reached;
}

const sink = await startSink();
try {
  console.log(
    `Node.js ${process.version}, ${cpus().length} CPUs, a PDF of 100 KB, TLS to a process of its own.`,
  );
  const reached = [await throughput(sink), await underLatency(sink), await memory(sink)];
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures));
  console.log(reached.every(Boolean) ? '\nEvery goal is reached.' : '\nNot every goal is reached.');
} finally {
  sink.close();
}
