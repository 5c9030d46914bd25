import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import { parseManifest } from '../../src/print/manifest.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { letterWith } from '../print/lint/bad-letters.ts';
import { createNight, postRow, type Night } from '../support/night.ts';
import { collectAndClassify } from './mail.ts';

let night: Night;
afterEach(() => night.close());

/** Letters to 97070, the second one with its address below the window. */
async function printNight(checkAddresses: boolean): Promise<void> {
  const good = { pdf_content: await letterWith(), recipient_postal_code: '97070' };
  const stray = {
    pdf_content: await letterWith(undefined, { addressShift: { x: 0, y: 40 } }),
    recipient_postal_code: '97070',
  };
  night = await createNight({ rows: [postRow('A', good), postRow('B', stray), postRow('C', good)] });
  const run = await night.context();
  await collectAndClassify(run);
  await printDocuments(run, {
    profile: {
      ...EXAMPLE_PROFILE,
      checkAddresses,
      handOver: { kind: 'folder', path: night.path('outbox') },
    },
    tariff: null,
    senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
    limits: DEFAULT_PDF_LIMITS,
    workDirectory: night.path('work'),
    toolVersion: '0.0.0',
  });
}

it('holds a letter whose address does not stand in the window, and the others leave without it', async () => {
  await printNight(true);
  expect(night.states()).toEqual({ A: 'handed_over', B: 'held', C: 'handed_over' });
  expect((await night.dispatch('B')).reason).toMatch(/address: its postal code does not stand/);
  const name = (await readdir(night.path('outbox'))).find((file) => file.endsWith('.json'));
  const manifest = parseManifest(await readFile(join(night.path('outbox'), name ?? ''), 'utf8'));
  const printed = manifest.mailpieces.flatMap(({ documents }) =>
    documents.map(({ documentId }) => documentId),
  );
  expect(printed).toEqual(['A', 'C']);
});

it('does not look where the profile does not ask for it', async () => {
  await printNight(false);
  expect(night.states()).toEqual({ A: 'handed_over', B: 'handed_over', C: 'handed_over' });
});
