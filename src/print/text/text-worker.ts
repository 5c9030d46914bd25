import { parentPort, workerData } from 'node:worker_threads';
import { loadPdfium } from '../pdfium/raw-pdfium.ts';
import { extractText, type TextPdfium } from './extract-text.ts';
import type { PdfText } from './pdf-text.ts';

/** What the pool tells its workers when they start. */
export interface TextWorkerData {
  readonly maxCharacters: number;
  readonly maxMemoryBytes: number;
}

const { maxCharacters, maxMemoryBytes } = workerData as TextWorkerData;
/** `isWorn`: the worker must not be used again. */
export interface TextAnswer {
  readonly text: PdfText;
  readonly isWorn: boolean;
}

const NO_MEMORY: PdfText = { kind: 'unreadable', why: 'needed_too_much_memory' };
const WASM_PAGE = 65_536;
let refused = false;

/** The types of Node leave WebAssembly to those of browsers. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WasmNamespace {
  readonly Memory: { readonly prototype: WasmMemory };
}

// `resourceLimits` bound the heap of JavaScript only. PDFium's memory grows through this one method, in this thread
// only; refused, PDFium takes what it has.
const { prototype } = (globalThis as unknown as { WebAssembly: WasmNamespace }).WebAssembly.Memory;
const grow: unknown = Reflect.get(prototype, 'grow');
prototype.grow = function growWithin(this: WasmMemory, pages: number): number {
  if (this.buffer.byteLength + pages * WASM_PAGE > maxMemoryBytes) {
    refused = true;
    throw new RangeError('the limit of memory for one PDF is reached');
  }
  return Number(Reflect.apply(grow as () => number, this, [pages]));
};

const pdfium = (await loadPdfium()) as TextPdfium;

parentPort?.on('message', (pdf: Uint8Array) => parentPort?.postMessage(answerTo(pdf), []));

function answerTo(pdf: Uint8Array): TextAnswer {
  refused = false;
  try {
    const text = extractText(pdfium, pdf, maxCharacters);
    // What was read before memory ran out is not all there is: it proves nothing.
    return refused ? { text: NO_MEMORY, isWorn: true } : { text, isWorn: false };
  } catch {
    // A trap leaves PDFium unusable.
    return { text: refused ? NO_MEMORY : { kind: 'unreadable', why: 'damaged' }, isWorn: true };
  }
}
