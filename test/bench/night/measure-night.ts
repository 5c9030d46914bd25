import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { STEPS } from '../../../src/domain/batch.ts';
import { parseManifest } from '../../../src/print/manifest.ts';
import { startSink, type Sink } from '../email/start-sink.ts';
import { addressOf, documentIdOf, isEmailed } from './core.ts';
import type { FloorFigures, FloorOrder } from './floor.ts';
import { prepareInsurer, type NightInsurer } from './insurer.ts';

/** Milliseconds from the dot to the relay's reply, as large providers take. */
export const REPLY_LATENCY = 150;

export interface NightFigures {
  /** ISO 8601, when it ended. */
  readonly at: string;
  /** Processes that wanted a processor, over a minute, at its beginning and end. */
  readonly load: readonly [number, number];
  readonly documents: number;
  readonly emailed: number;
  readonly connections: number;
  readonly letters: string;
  /** Of the process, its start included. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** Seconds of each step, by the run's own record. */
  readonly steps: Readonly<Record<string, number>>;
  readonly ledgerBytes: number;
  readonly coreBytes: number;
  readonly printFileBytes: number;
  readonly floor: FloorFigures;
}

export interface NightOptions {
  readonly documents: number;
  readonly connections: number;
  /** Options of Node for the process of the night, for instance `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
}

/**
 * A whole night by the real command line, and the physical floor beside it.
 *
 * @throws Error when a document did not leave exactly once, by the records of the relay and of the letter shop
 */
export async function measureNight(options: NightOptions): Promise<NightFigures> {
  const { documents, connections } = options;
  const sink = await startSink();
  try {
    const insurer = await prepareInsurer(documents, { ...sink, connections });
    const before = load();
    await sink.answerAfter(REPLY_LATENCY);
    const floor = await runFloor(insurer, sink, options);
    await sink.answerAfter(REPLY_LATENCY);
    const taken = await runNight(insurer, options.nodeArgs ?? []);
    await assertEachOnce(insurer, sink, documents);
    return {
      at: new Date().toISOString(),
      load: [before, load()],
      documents,
      emailed: floor.messages,
      connections,
      letters: insurer.letters.set,
      ...taken,
      steps: stepsOf(insurer.ledger),
      ledgerBytes: statSync(insurer.ledger).size,
      coreBytes: statSync(insurer.core).size,
      printFileBytes: bytesIn(insurer.outbox, '.pdf'),
      floor,
    };
  } finally {
    sink.close();
  }
}

function load(): number {
  return Number((loadavg()[0] ?? 0).toFixed(1));
}

async function runFloor(
  { core, directory }: NightInsurer,
  { port, ca }: Sink,
  { documents, connections }: NightOptions,
): Promise<FloorFigures> {
  const child = fork(fileURLToPath(new URL('floor.ts', import.meta.url)), { execArgv: [] });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The floor ended with exit code ${String(code)}.`);
  });
  failed.catch(() => undefined);
  child.send({ core, directory, documents, connections, port, ca } satisfies FloorOrder);
  const [figures] = (await Promise.race([once(child, 'message'), failed])) as [FloorFigures];
  for (const name of readdirSync(directory)) if (name.startsWith('floor-')) rmSync(join(directory, name));
  return figures;
}

interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

async function runNight(insurer: NightInsurer, nodeArgs: readonly string[]): Promise<Taken> {
  const usage = join(insurer.directory, 'night', 'usage.json');
  const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const args = [
    // As `jobs/postausgang.mjs` starts itself.
    '--max-semi-space-size=4',
    ...nodeArgs,
    '--import',
    file('usage-at-exit.ts'),
    file('../../../jobs/postausgang.mjs'),
    'nightly',
    '--config',
    insurer.configuration,
  ];
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2', USAGE_FILE: usage },
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0)
    throw new Error(
      `The night ended with exit code ${String(code)}; its log is in \`${insurer.directory}/night\`.`,
    );
  const { cpuSeconds, peakBytes } = JSON.parse(readFileSync(usage, 'utf8')) as Omit<Taken, 'seconds'>;
  return { seconds, cpuSeconds, peakBytes };
}

/** By what the relay and the letter shop have, not by what our own database believes. */
async function assertEachOnce({ outbox }: NightInsurer, sink: Sink, documents: number): Promise<void> {
  const taken = await sink.taken();
  const printed = new Map<string, number>();
  for (const trigger of readdirSync(outbox).filter((name) => name.endsWith('.ready'))) {
    const { mailpieces } = parseManifest(
      readFileSync(join(outbox, trigger.replace(/\.ready$/, '.json')), 'utf8'),
    );
    for (const { documentId } of mailpieces.flatMap((mailpiece) => mailpiece.documents))
      printed.set(documentId, (printed.get(documentId) ?? 0) + 1);
  }
  for (let index = 0; index < documents; index += 1) {
    const copies = [taken.get(addressOf(index)) ?? 0, printed.get(documentIdOf(index)) ?? 0];
    const expected = isEmailed(index) ? [1, 0] : [0, 1];
    if (copies.join() !== expected.join())
      throw new Error(
        `Document ${documentIdOf(index)}: expected ${expected[0]} e-mails and ${expected[1]} letters, the relay has ${copies[0]} and the letter shop ${copies[1]}.`,
      );
  }
}

function stepsOf(ledgerFile: string): Readonly<Record<string, number>> {
  const ledger = new BetterSqlite3(ledgerFile, { readonly: true });
  try {
    const seconds = ledger
      .prepare('SELECT (julianday(finished_at) - julianday(started_at)) * 86400 FROM run_step WHERE step = ?')
      .pluck();
    return Object.fromEntries(STEPS.map((step) => [step, Number(seconds.get(step) ?? 0)]));
  } finally {
    ledger.close();
  }
}

function bytesIn(directory: string, ending: string): number {
  return readdirSync(directory)
    .filter((name) => name.endsWith(ending))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}
