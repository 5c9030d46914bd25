import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BLOCKED_WITHOUT_DOCUMENT } from './blocked-customer.ts';
import { CoreDatabase, type StoredPdf } from './core-database.ts';
import type { OutputDocument } from './core-records.ts';
import { MAX_PDF_BYTES } from './demo-configuration.ts';
import type { DemoPaths } from './demo-paths.ts';
import { breakLetter } from './letters/broken-letters.ts';
import { buildLetter } from './letters/build-letter.ts';
import { letterSpecOf } from './letters/letter-of-document.ts';
import { scannedLetter } from './letters/scanned-letter.ts';
import type { PortfolioDocument } from './portfolio.ts';

/** Documents a transaction: bounds memory, because PDFs wait for it. */
const CHUNK = 50;

/** Writes the core database and the file store: every document with its letter. */
export async function fillCore(
  paths: DemoPaths,
  portfolio: readonly PortfolioDocument[],
  progress: (done: number) => void,
): Promise<void> {
  const core = new CoreDatabase(paths.core);
  try {
    core.addWithoutDocument(BLOCKED_WITHOUT_DOCUMENT);
    for (let start = 0; start < portfolio.length; start += CHUNK) {
      const rows: { document: OutputDocument; pdf: StoredPdf }[] = [];
      for (const { document } of portfolio.slice(start, start + CHUNK)) {
        rows.push({ document, pdf: store(paths, document, await pdfOf(document)) });
        progress(start + rows.length);
      }
      core.add(rows);
    }
  } finally {
    core.close();
  }
}

async function pdfOf(document: OutputDocument): Promise<Uint8Array | null> {
  const spec = letterSpecOf(document);
  const { kind } = document.pdf;
  if (kind === 'scan') return scannedLetter(spec);
  return kind === 'sound' ? buildLetter(spec) : breakLetter(kind, spec, MAX_PDF_BYTES + 1);
}

function store(paths: DemoPaths, document: OutputDocument, pdf: Uint8Array | null): StoredPdf {
  if (document.pdf.place === 'database') return { path: null, content: pdf };
  const name = path.posix.join(document.documentDate.slice(0, 7), `${document.documentId}.pdf`);
  if (pdf !== null) {
    const file = path.join(paths.pdfRoot, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, pdf);
  }
  return { path: name, content: null };
}
