import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Zone } from '../letter-geometry.ts';
import { loadPdfium } from '../pdfium/raw-pdfium.ts';
import { viewPdf } from '../pdfium/view-pdf.ts';

export interface WindowOrder {
  readonly path: string;
  readonly window: Zone;
  /** Counted from 1, ascending. */
  readonly pages: readonly number[];
}

const order = workerData as WindowOrder;
const pdfium = await loadPdfium();
const file = viewPdf(pdfium, await readFile(order.path));
parentPort?.postMessage(
  order.pages.map((page) => file.textWithin(page, order.window)),
  [],
);
file.close();
