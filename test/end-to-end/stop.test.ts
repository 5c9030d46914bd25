import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/domain/exit-code.ts';
import { smallLetter } from '../support/small-core.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';

const ROOT = join(import.meta.dirname, '../..');
const DATE = '2026-11-23';
const EMAILS = 40;
const LETTERS = 5;

describe('A run that is asked to stop', () => {
  let insurer: SmallInsurer;

  beforeEach(async () => {
    const pdf = await smallLetter('letter', 1);
    insurer = await createSmallInsurer({
      replyLatency: 250,
      rows: Array.from({ length: EMAILS + LETTERS }, (_, index) => ({
        document_id: `D-${String(index).padStart(3, '0')}`,
        policyholder_id: `P-${index}`,
        recipient_id: `P-${index}`,
        recipient_postal_code: '10115',
        email_address: `doc-${index}@mail.example`,
        preferred_contact: index < EMAILS ? 'email' : 'post',
        consent_given_on: '2025-01-01',
        pdf_content: pdf,
      })),
    });
  });

  afterEach(() => insurer.close());

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes what is in flight, exits 1 and leaves nothing half done; the rerun does the rest once',
    async (signal) => {
      const night = start(['nightly', '--date', DATE, '--config', insurer.configPath]);
      while ((await received(insurer)) < 4) await delay(50);
      night.child.kill(signal);
      expect(await night.exit).toBe(EXIT.failed);

      const states = countStates(insurer);
      expect(Object.keys(states).sort()).toEqual(['emailed', 'queued_email', 'queued_print']);
      expect(states['emailed']).toBe(await received(insurer));
      expect(states['emailed']).toBeLessThan(EMAILS);

      expect(await start(['rerun', '--date', DATE, '--config', insurer.configPath]).exit).toBe(
        EXIT.completed,
      );
      const copies = await insurer.received();
      expect(copies.size).toBe(EMAILS);
      expect([...copies.values()].every((count) => count === 1)).toBe(true);
      expect(countStates(insurer)).toEqual({ emailed: EMAILS, handed_over: LETTERS });
    },
  );
});

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'jobs/postausgang.mjs'), ...args], {
    cwd: ROOT,
    stdio: 'ignore',
  });
  const exit = once(child, 'exit').then(([code]: unknown[]) => code);
  return { child, exit };
}

async function received(insurer: SmallInsurer): Promise<number> {
  return [...(await insurer.received()).values()].reduce((sum, count) => sum + count, 0);
}

function countStates(insurer: SmallInsurer): Readonly<Record<string, number>> {
  const rows = insurer.sql('SELECT state, COUNT(*) AS n FROM dispatch GROUP BY state');
  return Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)]));
}
