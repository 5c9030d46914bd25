import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { CORPUS_NOTE, PDF_CORPUS, corpusFiles, letterPaths } from './support/corpus.ts';
import { inFolder, writePrintFile } from './support/print-file.ts';
import { hasTool } from './support/rendering.ts';

const files = corpusFiles();
const healthy = files.filter(({ kind }) => kind === 'healthy');
const read = (path: string): Buffer => readFileSync(join(PDF_CORPUS, path));

/** What is to be found in every file that is not healthy, and `fit` where repair is certain. */
const EXPECTED: Readonly<Record<string, string>> = {
  // qpdf grumbles about hints for the web, or the cross-reference could be rebuilt and everything is there.
  'damaged/lopdf__Incremental.pdf': 'fit',
  'damaged/pdf.js__annotation-button-widget.pdf': 'fit',
  'damaged/pdf.js__issue20453.pdf': 'fit',
  'damaged/pdfcpu__testRot.pdf': 'fit',
  'damaged/pdfcpu__withOffsetStart.pdf': 'fit',
  'damaged/qpdf__lin9.pdf': 'fit',
  'damaged/format-corpus__176446.pdf': 'fit',
  // Bytes inside the content were replaced.
  'damaged/format-corpus__040669.pdf': 'damaged',
  'damaged/format-corpus__189478.pdf': 'damaged',
  'damaged/format-corpus__392154.pdf': 'damaged',
  'damaged/qpdf__464655077.pdf': 'damaged',
  'damaged/qpdf__fuzz-16214.pdf': 'not_a_pdf',
  'garbage/OCRmyPDF__invalid.pdf': 'damaged',
  'garbage/PDF-Writer__165.pdf': 'damaged',
  'garbage/format-corpus__minimal_test.pdf': 'damaged',
  'garbage/qpdf__30507.pdf': 'not_a_pdf',
  'garbage/qpdf__69977.pdf': 'damaged',
  'hostile/FPDI__1000.pdf': 'too_many_pages',
  'hostile/OCRmyPDF__enormous.pdf': 'limit_exceeded',
  'hostile/PDF-Writer__InvalidObjectLoop.pdf': 'damaged',
  'hostile/caradoc__cycle.pdf': 'damaged',
  'hostile/format-corpus__T02-02_002_page-tree-kids-links-recursive.pdf': 'damaged',
  // Page content that is a picture: no viewer shows it.
  'hostile/pdf.js__bomb_giant.pdf': 'damaged',
  // The tree states another number of pages than it holds.
  'hostile/pdf.js__poppler-67295-0.pdf': 'damaged',
  'hostile/pdf.js__poppler-91414-0-53.pdf': 'damaged',
  'hostile/pdfparser__Issue104a.pdf': 'limit_exceeded',
  'hostile/qpdf__issue-146.pdf': 'limit_exceeded',
  'hostile/qpdf__xref-compressed-in-compressed.pdf': 'damaged',
};

describe.skipIf(files.length === 0)(`PDFs that nobody here made (${CORPUS_NOTE})`, () => {
  it('finds every healthy file fit, with the number of its pages', () => {
    const wrong = healthy
      .map(({ path, pages }) => ({ path, pages, found: inspectPdf(read(path), DEFAULT_PDF_LIMITS) }))
      .filter(({ pages, found }) => !found.fit || found.pages !== pages);
    expect(wrong).toEqual([]);
  });

  it('names the true reason of every unfit file', () => {
    const found: Record<string, string> = {};
    for (const { path, kind } of files) {
      if (kind === 'healthy' || kind.startsWith('encrypted')) continue;
      const inspection = inspectPdf(read(path), DEFAULT_PDF_LIMITS);
      found[path] = inspection.fit ? 'fit' : inspection.finding.code;
    }
    expect(found).toEqual(EXPECTED);
  });

  it('reads an encrypted file that opens without a password, and holds every other', () => {
    const encrypted = files.filter(({ kind }) => kind.startsWith('encrypted'));
    const found = encrypted.map(({ path }) => {
      const inspection = inspectPdf(read(path), DEFAULT_PDF_LIMITS);
      return inspection.fit ? `fit: ${inspection.pages}` : inspection.finding.code;
    });
    expect(found).toEqual(
      encrypted.map(({ kind, pages }) => (kind === 'encrypted-owner' ? `fit: ${pages}` : 'encrypted')),
    );
  });

  it('accepts into a print file whatever it found fit, and writes a PDF that qpdf finds no fault with', async () => {
    await inFolder(async (folder) => {
      const fit = [...files.map(({ path }) => join(PDF_CORPUS, path)), ...letterPaths().slice(0, 50)]
        .map((path) => readFileSync(path))
        .map((bytes) => ({ bytes, inspection: inspectPdf(bytes, DEFAULT_PDF_LIMITS) }))
        .filter(({ inspection }) => inspection.fit);
      const path = join(folder, 'all.pdf');
      const written = await writePrintFile(
        path,
        fit.map(({ bytes }) => bytes),
      );
      expect(written.documents.map(({ pages }) => pages)).toEqual(
        fit.map(({ inspection }) => (inspection.fit ? inspection.pages : 0)),
      );
      expect(written.documents.at(-1)?.lastPage).toBe(written.pages);
      expect(written.bytes).toBe(written.content.length);
      if (!hasTool('qpdf')) return;
      expect(execFileSync('qpdf', ['--show-npages', path], { encoding: 'utf8' }).trim()).toBe(
        String(written.pages),
      );
      const check = spawnSync('qpdf', ['--check', path], { encoding: 'utf8' });
      expect(check.stderr).toBe('');
      expect(check.status).toBe(0);
    });
  });
});
