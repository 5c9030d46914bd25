import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PrintItem } from '../../src/domain/print.ts';
import { renderOwnLetter } from '../../src/print/own-letter.ts';
import { buildManifest } from '../../src/print/build-manifest.ts';
import { folderOutbox } from '../../src/print/outbox/folder-outbox.ts';
import { handOver } from '../../src/print/hand-over.ts';
import { manifestCsv } from '../../src/print/manifest-csv.ts';
import { manifestJson, parseManifest } from '../../src/print/manifest.ts';
import { inspectPdf } from '../../src/print/pdf/inspect-pdf.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/pdf-limits.ts';
import { createPrintFileWriter } from '../../src/print/pdf/print-file-writer.ts';
import { planPrintFiles } from '../../src/print/plan.ts';
import { printFileNames } from '../../src/print/print-file-names.ts';
import { sealPrintFile } from '../../src/print/seal-print-file.ts';
import { sidesOfStream } from '../../src/print/stream.ts';
import { verifyPrintFile } from '../../src/print/verify-print-file.ts';
import { EXAMPLE_PROFILE, printItem } from './example-profile.ts';

const LETTERS = join(import.meta.dirname, '../../../shared/data/letters');
const INSURER = {
  name: 'Beispiel Versicherung AG',
  senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
  addressLines: ['69126 Heidelberg'],
  contactLines: ['Telefon 06221 709-0'],
};

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'round-trip-'));
  mkdirSync(join(directory, 'outbox'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('real letters and our own go through plan, writer, manifest, verification and hand-over', async ({
  skip,
}) => {
  skip(!existsSync(LETTERS), '../shared/data/letters is absent');
  const pdfs = new Map<string, Uint8Array>();
  for (const name of readdirSync(LETTERS)
    .filter((file) => file.endsWith('.pdf'))
    .slice(0, 25)) {
    pdfs.set(name, readFileSync(join(LETTERS, name)));
  }
  pdfs.set('own-letter', await ownLetter());
  const items = [...pdfs].map(([id, pdf], index): PrintItem => {
    const inspection = inspectPdf(pdf, DEFAULT_PDF_LIMITS);
    expect(inspection.fit, id).toBe(true);
    const pages = inspection.fit ? inspection.pages : 0;
    return printItem({ dispatchId: `d-${index}`, documentId: id, pages, neverBundle: index % 5 === 0 });
  });
  const { plans, oversized } = planPrintFiles(items, EXAMPLE_PROFILE);
  expect(oversized).toEqual([]);
  for (const [index, plan] of plans.entries()) {
    const names = printFileNames({
      businessDate: '2026-11-23',
      printFileId: `pf-${index}`,
      stream: plan.stream,
    });
    const path = join(directory, names.pdf);
    const writer = await createPrintFileWriter(`${path}.part`, {
      limits: DEFAULT_PDF_LIMITS,
      title: names.pdf,
    });
    for (const item of plan.mailpieces.flatMap((mailpiece) => mailpiece.items)) {
      const duplex = sidesOfStream(plan.stream) === 'duplex';
      await writer.append(pdfs.get(item.documentId)!, { duplex });
    }
    const written = await writer.finish();
    const manifest = buildManifest({
      plan,
      profile: EXAMPLE_PROFILE,
      printFileId: `pf-${index}`,
      businessDate: '2026-11-23',
      runId: 'run-1',
      catalogueHash: 'c'.repeat(64),
      toolVersion: '0.1.0',
      file: { name: names.pdf, sha256: written.sha256, bytes: written.bytes },
    });
    expect(manifest.counts).toMatchObject({ pages: written.pages, sheets: written.sheets });
    const found = await verifyPrintFile(`${path}.part`, manifest);
    expect(found.pageSizes).toEqual([{ widthMm: 210, heightMm: 297, pages: written.pages }]);
    await sealPrintFile(`${path}.part`, path);
    await handOver({
      pdfPath: path,
      manifestJson: manifestJson(manifest),
      manifestCsv: manifestCsv(manifest),
      outbox: folderOutbox(join(directory, 'outbox')),
      printFileId: `pf-${index}`,
      sha256: written.sha256,
    });
    const received = join(directory, 'outbox', names.pdf);
    const sent = parseManifest(readFileSync(received.replace(/pdf$/, 'json'), 'utf8'));
    await verifyPrintFile(received, sent);
    expect(createHash('sha256').update(readFileSync(received)).digest('hex')).toBe(sent.file.sha256);
  }
  expect(readdirSync(join(directory, 'outbox'))).toHaveLength(plans.length * 4);
});

async function ownLetter(): Promise<Uint8Array> {
  return renderOwnLetter({
    text: 'block-notice',
    address: {
      name: 'Frau\nErika Müller',
      addition: null,
      street: 'Im Breitspiel 2',
      postalCode: '69126',
      city: 'Heidelberg',
      country: 'DE',
    },
    jurisdiction: 'DE',
    date: '2026-11-23',
    reference: 'SP-1',
    insurer: INSURER,
  });
}
