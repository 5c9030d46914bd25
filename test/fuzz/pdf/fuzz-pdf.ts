import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { createPrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import type { PrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import { readBack } from '../../../src/print/read-back.ts';
import { PDF_CORPUS, corpusFiles } from '../../print/pdf/support/corpus.ts';
import { mutate, seededRandom } from '../../print/pdf/support/mutations.ts';
import { buildPdf, letterObjects } from '../../print/pdf/support/pdf-builder.ts';

export interface FuzzResult {
  readonly mutations: number;
  /** Accepted by inspection and by a print file. */
  readonly fit: number;
  /** Held, by the code of the finding. */
  readonly held: ReadonlyMap<string, number>;
  readonly slowest: { readonly mutation: number; readonly millis: number };
  /** Print files of fit mutants, each read back by code that is not the writer's. */
  readonly printFiles: number;
}

export interface FuzzOptions {
  readonly mutations: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

/** Larger ones cost time and make the same mistakes. */
const LARGEST_BASE = 60_000;
const FIT_PER_PRINT_FILE = 1_000;

/**
 * Mutates healthy PDFs and puts each through inspection and, when that finds it fit, into a print file. The n-th
 * mutation of a seed is the same whatever came before it, so that a failure can be repeated alone.
 * @throws whatever is not an answer: an error of another class, a fit PDF that the print file refuses, a file that cannot be read back.
 */
export async function fuzzPdf({ mutations, seed, onProgress }: FuzzOptions): Promise<FuzzResult> {
  const bases = healthyPdfs();
  const held = new Map<string, number>();
  const folder = mkdtempSync(join(tmpdir(), 'postausgang-fuzz-'));
  let slowest = { mutation: 0, millis: 0 };
  let fit = 0;
  let printFiles = 0;
  let writer: PrintFileWriter | null = null;
  const path = join(folder, 'print.pdf');
  const finish = async (): Promise<void> => {
    if (writer === null) return;
    const { pages } = await writer.finish();
    const found = await readBack(path);
    if (found.pages !== pages)
      throw new Error(`Expected ${pages} pages in the print file, got ${found.pages}.`);
    writer = null;
    printFiles += 1;
  };
  try {
    for (let mutation = 0; mutation < mutations; mutation += 1) {
      // What was decompressed is given back between turns of the event loop, as in a real run.
      if (mutation % 50 === 0) await setImmediate();
      const mutant = mutationOf(bases, seed, mutation);
      const start = performance.now();
      const inspection = inspectPdf(mutant, DEFAULT_PDF_LIMITS);
      if (inspection.fit) {
        writer ??= await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Fuzzing' });
        await writer.append(mutant, { duplex: mutation % 2 === 0 });
        fit += 1;
      } else {
        const { code, message } = inspection.finding;
        if (message.length < 10) throw new Error(`Mutation ${mutation} is held as ${code} without a reason.`);
        held.set(code, (held.get(code) ?? 0) + 1);
      }
      const millis = performance.now() - start;
      if (millis > slowest.millis) slowest = { mutation, millis };
      if (inspection.fit && fit % FIT_PER_PRINT_FILE === 0) await finish();
      onProgress?.(mutation + 1);
    }
    await finish();
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { mutations, fit, held, slowest, printFiles };
}

/** The n-th mutation of a seed. */
function mutationOf(bases: readonly Uint8Array[], seed: number, mutation: number): Buffer {
  const base = bases[mutation % bases.length] ?? new Uint8Array();
  return mutate(base, seededRandom(Math.imul(seed, 0x9e_37_79_b1) + mutation));
}

function healthyPdfs(): readonly Uint8Array[] {
  const fromCorpus = corpusFiles()
    .filter(({ kind }) => kind === 'healthy')
    .map(({ path }) => readFileSync(join(PDF_CORPUS, path)))
    .filter(({ length }) => length < LARGEST_BASE);
  return [buildPdf({ objects: letterObjects('base') }), ...fromCorpus];
}
