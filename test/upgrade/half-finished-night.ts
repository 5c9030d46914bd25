import { mkdirSync, readdirSync, readFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runNight, verifyChain, type App } from '../../src/app.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';
import { layLedger } from './lay-ledger.ts';

/**
 * What the first release left when it was killed at these points of a night of four e-mails and three letters: its
 * ledger, its journal, the letters' bytes, and who had got a message by then.
 */
const LEFT = join(import.meta.dirname, 'first-release');
const DATE = parseBusinessDate('2026-11-23');

/** The ledger of the first release at this point, as SQLite dumps it. */
export function firstLedger(point: string): string {
  return readFileSync(join(LEFT, point, 'ledger.sql'), 'utf8');
}

function row(documentId: string, contact: string, pdf: Uint8Array) {
  return {
    document_id: documentId,
    policyholder_id: `P-${documentId}`,
    recipient_id: `P-${documentId}`,
    recipient_postal_code: '10115',
    email_address: `${documentId.toLowerCase()}@mail.example`,
    preferred_contact: contact,
    consent_given_on: '2025-01-01',
    pdf_content: pdf,
  };
}

/** The house of an insurer in the middle of the night that the first release did not end. */
export async function moveIn(point: string): Promise<SmallInsurer> {
  const left = join(LEFT, point);
  const pdf = readFileSync(join(left, 'letter.pdf'));
  const made = await createSmallInsurer({
    rows: [
      ...Array.from({ length: 4 }, (_, index) => row(`E-${index}`, 'email', pdf)),
      ...Array.from({ length: 3 }, (_, index) => row(`P-${index}`, 'post', pdf)),
    ],
    maxMailpieces: 2,
  });
  await layLedger(made, firstLedger(point));
  const journals = join(made.directory, 'data/journal');
  mkdirSync(journals, { recursive: true });
  for (const name of readdirSync(left).filter((each) => each.endsWith('.jsonl'))) {
    copyFileSync(join(left, name), join(journals, name));
  }
  return made;
}

/** Runs the night again with this release, and compares what it did with what relay and shop had and got. */
export async function expectCompleted(app: App, insurer: SmallInsurer, point: string): Promise<void> {
  const result = await runNight(app, { kind: 'nightly', date: DATE, stop: new AbortController().signal });
  expect(result.failure).toBeNull();
  const before = new Set(readFileSync(join(LEFT, point, 'received.txt'), 'utf8').split('\n'));
  const now = await insurer.received();
  const states = await statesOf(app);
  for (const [id, state] of Object.entries(states)) {
    const address = `${id.toLowerCase()}@mail.example`;
    const copies = (before.has(address) ? 1 : 0) + (now.get(address) ?? 0);
    if (id.startsWith('P-')) expect([id, state, copies]).toEqual([id, 'handed_over', 0]);
    else if (state === 'in_doubt') expect(now.has(address)).toBe(false);
    else expect([id, state, copies]).toEqual([id, 'emailed', 1]);
  }
  expect(Object.keys(states)).toHaveLength(7);
  const printed = (await insurer.printed()).flatMap(({ mailpieces }) =>
    mailpieces.flatMap(({ documents }) => documents.map(({ documentId }) => documentId)),
  );
  expect([...printed].sort()).toEqual(['P-0', 'P-1', 'P-2']);
  expect((await verifyChain(app.ledger, null)).faults).toEqual([]);
}

async function statesOf({ ledger }: App): Promise<Readonly<Record<string, string>>> {
  const rows: { document_id: string; state: string }[] = await ledger
    .from('dispatch')
    .select('document_id', 'state');
  return Object.fromEntries(rows.map(({ document_id: id, state }) => [id, state]));
}
