import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { createPrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import type { PrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import { readBack } from '../../../src/print/read-back.ts';
import { PDF_CORPUS, corpusFiles } from '../../print/pdf/support/corpus.ts';
import { mutate } from '../../print/pdf/support/mutations.ts';
import { buildPdf, letterObjects } from '../../print/pdf/support/pdf-builder.ts';
import type { FuzzTarget, OpenTarget } from '../fuzz-target.ts';
import { pick, type Random } from '../random.ts';

/** Larger ones cost time and make the same mistakes. */
const LARGEST_BASE = 60_000;
const FIT_PER_PRINT_FILE = 1_000;

/**
 * Healthy PDFs with faults: each is fit, and then a print file takes it, or held with a finding; each print file of them
 * is read back by code that is not the writer's.
 */
export const PDF_TARGET: FuzzTarget = {
  name: 'pdf',
  shortRuns: 300,
  open: () => Promise.resolve(new PdfTarget()),
};

class PdfTarget implements OpenTarget {
  readonly #bases = healthyPdfs();
  readonly #folder = mkdtempSync(join(tmpdir(), 'postausgang-fuzz-'));
  #writer: PrintFileWriter | null = null;
  #judged = 0;
  #fit = 0;

  invent(random: Random): Buffer {
    return mutate(pick(random, this.#bases), random);
  }

  async judge(input: Buffer): Promise<string> {
    // What was decompressed is given back between turns of the event loop, as in a real run.
    if (this.#judged % 50 === 0) await setImmediate();
    this.#judged += 1;
    const inspection = inspectPdf(input, DEFAULT_PDF_LIMITS);
    if (!inspection.fit) {
      const { code, message } = inspection.finding;
      if (message.length < 10) throw new Error(`It is held as ${code} without a reason.`);
      return `held: ${code}`;
    }
    const limits = DEFAULT_PDF_LIMITS;
    this.#writer ??= await createPrintFileWriter(this.#path, { limits, title: 'Fuzzing' });
    await this.#writer.append(input, { duplex: this.#judged % 2 === 0 });
    this.#fit += 1;
    if (this.#fit % FIT_PER_PRINT_FILE === 0) await this.#finish();
    return 'fit';
  }

  async close(): Promise<void> {
    try {
      await this.#finish();
    } finally {
      rmSync(this.#folder, { recursive: true });
    }
  }

  get #path(): string {
    return join(this.#folder, 'print.pdf');
  }

  async #finish(): Promise<void> {
    if (this.#writer === null) return;
    const { pages } = await this.#writer.finish();
    this.#writer = null;
    const found = await readBack(this.#path);
    if (found.pages !== pages)
      throw new Error(`Expected ${pages} pages in the print file, got ${found.pages}.`);
  }
}

function healthyPdfs(): readonly Uint8Array[] {
  const fromCorpus = corpusFiles()
    .filter(({ kind }) => kind === 'healthy')
    .map(({ path }) => readFileSync(join(PDF_CORPUS, path)))
    .filter(({ length }) => length < LARGEST_BASE);
  return [buildPdf({ objects: letterObjects('base') }), ...fromCorpus];
}
