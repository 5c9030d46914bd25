import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import type { PrintTools } from '../../src/dispatch/print-tools.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { parseManifest, type PrintManifest } from '../../src/print/manifest.ts';
import type { DataMatrixMarks } from '../../src/print/marks.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import type { Tariff } from '../../src/print/tariff.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { hasTool } from '../print/pdf/support/rendering.ts';
import { createNight, postRow, type Night } from '../support/night.ts';
import { smallLetter, type CoreRow } from '../support/small-core.ts';
import { collectAndClassify } from './mail.ts';

const TARIFF: Tariff = {
  validFrom: '2025-01-01',
  handling: 5,
  prices: [
    { destination: 'domestic', envelopeClass: 'standard', price: 95, discount: 0 },
    { destination: 'domestic', envelopeClass: 'compact', price: 110, discount: 0 },
  ],
};
const MARKS: DataMatrixMarks = {
  kind: 'datamatrix',
  x: 4.5,
  y: 168,
  module: 0.5,
  symbolSize: null,
  whiteBox: true,
  separator: '/',
  fields: (['mailpiece', 'sheet', 'sheets', 'endOfSet'] as const).map((field) => ({
    field,
    length: field === 'endOfSet' ? null : 1,
    text: null,
  })),
};

let night: Night;
afterEach(() => night.close());

function toolsOf(profile: Partial<ShopProfile>, tariff: Tariff | null = null): PrintTools {
  return {
    profile: {
      ...EXAMPLE_PROFILE,
      handOver: { kind: 'folder', path: night.path('outbox') },
      marks: MARKS,
      ...profile,
    },
    tariff,
    senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
    limits: DEFAULT_PDF_LIMITS,
    workDirectory: night.path('work'),
    toolVersion: '0.0.0',
  };
}

async function start(rows: readonly CoreRow[]): Promise<RunContext> {
  night = await createNight({ rows });
  const run = await night.context();
  await collectAndClassify(run);
  return run;
}

/** A letter to the same person at the same address. */
async function letter(id: string, pages: number, more: CoreRow = {}): Promise<CoreRow> {
  return postRow(id, { recipient_id: 'P-1', pdf_content: await smallLetter(id, pages), ...more });
}

/** The one print file of the night: hand-over has verified it, marks included. */
async function handedOver(): Promise<{ pdf: string; json: string; manifest: PrintManifest }> {
  const outbox = night.path('outbox');
  const [name, ...others] = (await readdir(outbox)).filter((file) => file.endsWith('.json'));
  if (name === undefined || others.length > 0) throw new Error('expected one print file');
  const json = await readFile(join(outbox, name), 'utf8');
  return { pdf: join(outbox, name.replace(/json$/, 'pdf')), json, manifest: parseManifest(json) };
}

function textOf(pdf: string, page: number): string {
  return execFileSync('pdftotext', ['-f', String(page), '-l', String(page), '-layout', pdf, '-'], {
    encoding: 'utf8',
  });
}

describe('a print file as the shop’s profile wants it', () => {
  it('marks number the sheets of a shared envelope through all its documents, and the saving is told', async () => {
    const run = await start([await letter('A', 1), await letter('B', 3)]);
    expect(await printDocuments(run, toolsOf({}, TARIFF))).toMatchObject({
      handedOver: 1,
      savedEnvelopes: 1,
      savedCents: 100,
    });
    const { manifest } = await handedOver();
    expect(manifest.mailpieces.map(({ marks }) => marks)).toEqual([['1/1/3/0', '1/2/3/0', '1/3/3/1']]);
  });

  it('one person’s documents lie in the order of their types', async () => {
    const run = await start([
      await letter('A', 1),
      await letter('B', 1, { document_type: 'VERTRAGSINFORMATION' }),
    ]);
    await printDocuments(run, toolsOf({ documentOrder: ['VERTRAGSINFORMATION'] }, TARIFF));
    const [mailpiece] = (await handedOver()).manifest.mailpieces;
    expect(mailpiece?.documents.map(({ documentId }) => documentId)).toEqual(['B', 'A']);
  });

  it('L3: a member that is held does not leave wrong numbers on the sheets of its envelope', async () => {
    const run = await start([await letter('A', 1), await letter('B', 1), await letter('C', 1)]);
    night.core(`UPDATE pending_output_document SET pdf_content = NULL WHERE document_id = 'B'`);
    await printDocuments(run, toolsOf({ jobTicket: true, separatorPage: true }, TARIFF));
    expect(night.states()).toEqual({ A: 'handed_over', B: 'held', C: 'handed_over' });
    const { manifest } = await handedOver();
    expect(manifest.mailpieces.map(({ marks }) => marks)).toEqual([['1/1/2/0', '1/2/2/1']]);
    expect(manifest.counts).toMatchObject({ documents: 2, sheets: 2, pages: 4, servicePages: 4 });
  });

  it.skipIf(!hasTool('pdftotext'))(
    'job ticket in front and separator at the end tell counts, and are no mailpieces',
    async () => {
      const run = await start([await letter('A', 2), await letter('B', 1)]);
      await printDocuments(run, toolsOf({ jobTicket: true, separatorPage: true }));
      const { pdf, manifest } = await handedOver();
      expect(manifest.serviceSheets.map(({ firstPage }) => firstPage)).toEqual([1, 7]);
      expect(textOf(pdf, 1)).toMatch(/Auftragszettel[\s\S]*Sendungen +2\b[\s\S]*Erste Marke +1\/1\/1\/1/);
      expect(textOf(pdf, 3)).toContain('Erika Beispiel, A, page 1');
      expect(textOf(pdf, 7)).toMatch(/Trennblatt[\s\S]*Ende der Druckdatei/);
    },
  );
});

describe('carrier sheets', () => {
  const profile = { carrierSheetTypes: ['BEITRAGSRECHNUNG'], duplex: false };

  it.skipIf(!hasTool('pdftotext'))(
    'L8: the address is on the sheet in front, and in no manifest',
    async () => {
      const run = await start([await letter('A', 2)]);
      await printDocuments(run, toolsOf(profile));
      const { pdf, json, manifest } = await handedOver();
      expect(textOf(pdf, 1)).toMatch(/Erika Beispiel\s+Musterweg 1\s+12345 Musterstadt/);
      expect(textOf(pdf, 2)).toContain('page 1');
      expect(manifest.mailpieces[0]).toMatchObject({ carrierSheet: true, sheets: 3, lastPage: 3 });
      expect(manifest.mailpieces[0]?.marks).toEqual(['1/1/3/0', '1/2/3/0', '1/3/3/1']);
      expect(json).not.toMatch(/Erika|Musterweg|Musterstadt/);
    },
  );

  it('an address that changed since the decision holds the document', async () => {
    const run = await start([await letter('A', 1), await letter('B', 1)]);
    night.core(`UPDATE pending_output_document SET recipient_street = 'Neuer Weg 2' WHERE document_id = 'A'`);
    await printDocuments(run, toolsOf(profile));
    expect(night.states()).toEqual({ A: 'held', B: 'handed_over' });
    expect((await night.dispatch('A')).reason).toMatch(/no longer the one/);
  });
});

it('L2: registered letters have a print file of their own', async () => {
  const run = await start([await letter('A', 1)]);
  await printDocuments(run, toolsOf({ registeredTypes: ['BEITRAGSRECHNUNG'] }));
  const { manifest } = await handedOver();
  expect(manifest.stream).toBe('domestic-standard-duplex-registered');
  expect(manifest.mailpieces[0]?.envelopeClass).toBe('standard');
});
