import { Writable } from 'node:stream';
import { openApp, runNight } from '../../../src/app.ts';
import { parseBusinessDate } from '../../../src/domain/business-date.ts';
import { createSmallInsurer } from '../../support/small-insurer.ts';
import { rowOf } from './night.ts';

/** What one document costs, averaged over a night of one process. */
export interface Costs {
  /** Of the ledger, BEGIN and COMMIT among them. */
  readonly statements: number;
  /** Processor time of the process, all threads, in ms. */
  readonly cpu: number;
}

/** A night in this process, in which all documents go the same way. */
export async function measureCosts(documents: number, channel: 'email' | 'post'): Promise<Costs> {
  const numbers = Array.from({ length: documents }, (_, index) => index);
  const insurer = await createSmallInsurer({
    rows: await Promise.all(numbers.map((index) => rowOf(index, channel === 'email'))),
    connections: 20,
  });
  const app = await openApp({
    configPath: insurer.configPath,
    logStream: new Writable({ write: (_chunk, _encoding, done) => done() }),
  });
  try {
    let statements = 0;
    app.ledger.knex.on('query', () => (statements += 1));
    const cpu = process.cpuUsage();
    await runNight(app, {
      kind: 'nightly',
      date: parseBusinessDate('2026-11-23'),
      stop: new AbortController().signal,
    });
    const { user, system } = process.cpuUsage(cpu);
    return {
      statements: statements / documents,
      cpu: (user + system) / 1000 / documents,
    };
  } finally {
    await app.close();
    await insurer.close();
  }
}
