import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_PDF_LIMITS } from '../../../../src/print/pdf/inspect-pdf.ts';
import { createPrintFileWriter } from '../../../../src/print/pdf/print-file-writer.ts';
import type { AppendedDocument, FinishedPrintFile } from '../../../../src/print/pdf/print-file-writer.ts';
import { textOfPages } from './rendering.ts';

export interface WrittenPrintFile extends FinishedPrintFile {
  readonly documents: readonly AppendedDocument[];
  readonly content: Buffer;
}

/** A folder that is gone when the callback is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'postausgang-print-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes the documents into one print file, at `path`. */
export async function writePrintFile(
  path: string,
  pdfs: Iterable<Uint8Array>,
  duplex = false,
): Promise<WrittenPrintFile> {
  const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
  const documents: AppendedDocument[] = [];
  for (const pdf of pdfs) documents.push(await writer.append(pdf, { duplex }));
  const finished = await writer.finish();
  return { ...finished, documents, content: readFileSync(path) };
}

export async function printFileOf(...pdfs: readonly Uint8Array[]): Promise<WrittenPrintFile> {
  return inFolder(async (folder) => writePrintFile(join(folder, 'print.pdf'), pdfs));
}

/** Text of each page of a print file of these documents, as poppler extracts it. */
export async function printedText(...pdfs: readonly Uint8Array[]): Promise<readonly string[]> {
  return inFolder(async (folder) => {
    const path = join(folder, 'print.pdf');
    await writePrintFile(path, pdfs);
    return textOfPages(path);
  });
}
