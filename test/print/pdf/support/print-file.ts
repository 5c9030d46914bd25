import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_PDF_LIMITS } from '../../../../src/print/pdf/inspect-pdf.ts';
import { createPrintFileWriter } from '../../../../src/print/pdf/print-file-writer.ts';
import type { AppendedDocument, FinishedPrintFile } from '../../../../src/print/pdf/print-file-writer.ts';

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
