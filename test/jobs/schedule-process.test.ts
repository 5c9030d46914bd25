import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailRow, postRow } from '../support/night.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';

const ENTRY = join(import.meta.dirname, '../../jobs/postausgang.mjs');
const PROCESS_TIMEOUT = 180_000;

let insurer: SmallInsurer;
beforeAll(async () => {
  const emails = Array.from({ length: 12 }, (_, n) => emailRow(`D-${100 + n}`));
  insurer = await createSmallInsurer({ rows: [...emails, postRow('P-1')], replyLatency: 300 });
  const config = readFileSync(insurer.configPath, 'utf8');
  // No night of an earlier weekday is owed, whenever the test runs; a metrics file shows that the watch works.
  writeFileSync(insurer.configPath, `${config}metrics: { file: figures.prom }\n`);
}, PROCESS_TIMEOUT);
afterAll(() => insurer.close());

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [ENTRY, ...args], {
    env: { ...process.env, POSTAUSGANG_CONFIG: insurer.configPath },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('close', resolve);
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

describe('schedule', () => {
  it(
    'asked to stop, lets the night in flight come to a clean end and ends with 0',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      const child = start('schedule');
      await until(() => child.exitCode !== null || insurer.sql(`SELECT 1 FROM attempt`).length > 0);
      expect(child.exitCode).toBeNull();
      child.kill('SIGTERM');
      expect(await ended(child)).toBe(0);
      expect(insurer.sql('SELECT status FROM run')).toEqual([{ status: 'interrupted' }]);
      expect(insurer.sql(`SELECT 1 FROM dispatch WHERE state IN ('claimed', 'sending')`)).toEqual([]);
    },
  );

  it('--once goes on with it, and then finds nothing due', { timeout: PROCESS_TIMEOUT }, async () => {
    expect(await ended(start('schedule', '--once'))).toBe(0);
    expect(insurer.sql('SELECT status FROM run ORDER BY started_at')).toEqual([
      { status: 'interrupted' },
      { status: 'completed' },
    ]);
    const received = await insurer.received();
    expect([...received.values()].every((times) => times === 1)).toBe(true);
    expect(received.size).toBe(12);
    expect(await ended(start('schedule', '--once'))).toBe(3);
  });

  it('leaves a report of each run, and the figures for monitoring', () => {
    const reports = readdirSync(join(insurer.directory, 'data/reports')).sort();
    expect(reports.filter((name) => name.endsWith('.html'))).toHaveLength(2);
    expect(reports.filter((name) => name.endsWith('.json'))).toHaveLength(2);
    const figures = readFileSync(join(insurer.directory, 'figures.prom'), 'utf8');
    expect(figures).toContain('postausgang_run_exit_code 0\n');
    expect(figures.endsWith('# EOF\n')).toBe(true);
  });
});
