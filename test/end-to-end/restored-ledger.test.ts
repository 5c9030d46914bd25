import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApp, runNight } from '../../src/app.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { smallLetter } from '../support/small-core.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';

const EMAILS = 6;

describe('S24: a ledger that was restored from an older backup', () => {
  let insurer: SmallInsurer;

  beforeEach(async () => {
    const pdf = await smallLetter('letter', 1);
    insurer = await createSmallInsurer({
      rows: Array.from({ length: EMAILS }, (_, index) => ({
        document_id: `D-${index}`,
        policyholder_id: `P-${index}`,
        recipient_id: `P-${index}`,
        recipient_postal_code: '10115',
        email_address: `doc-${index}@mail.example`,
        preferred_contact: 'email',
        consent_given_on: '2025-01-01',
        pdf_content: pdf,
      })),
    });
  });

  afterEach(() => insurer.close());

  test('begins nothing while the journal names a run that it does not know, so nothing is sent twice', async () => {
    const backup = join(insurer.directory, 'backup.sqlite');
    await copyFile(insurer.ledgerFile, backup);
    await night(insurer);
    const sent = await insurer.received();
    expect(sent.size).toBeGreaterThan(0);

    await restore(insurer.ledgerFile, backup);
    await expect(night(insurer)).rejects.toThrow(/restored from an older backup/);
    expect(await insurer.received()).toEqual(sent);
  });
});

async function night({ configPath }: SmallInsurer): Promise<void> {
  const app = await openApp({ configPath });
  try {
    const stop = new AbortController().signal;
    await runNight(app, { kind: 'nightly', date: parseBusinessDate('2026-11-23'), stop });
  } finally {
    await app.close();
  }
}

async function restore(ledger: string, backup: string): Promise<void> {
  for (const left of ['-wal', '-shm']) await rm(`${ledger}${left}`, { force: true });
  await copyFile(backup, ledger);
}
