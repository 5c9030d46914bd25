import { Worker } from 'node:worker_threads';
import { PrintFileDamagedError } from '../errors.ts';
import type { Zone } from '../letter-geometry.ts';
import type { ManifestMailpiece, PrintManifest } from '../manifest.ts';
import { grown } from '../lint/zone-measure.ts';
import type { WindowOrder } from './window-worker.ts';

/** A line that ends at the window's border is still to be read. */
const SLACK_MM = 1;

/**
 * Mailpieces whose first page does not show the manifest's postal code in the window: the address stands elsewhere, or
 * it is somebody else's. Text is extracted by PDFium, in a thread of its own, some 4 ms a mailpiece; the thread holds
 * the print file in memory.
 * @throws PrintFileDamagedError when PDFium cannot open the file
 */
export async function strayAddresses(
  path: string,
  manifest: PrintManifest,
  window: Zone,
): Promise<readonly ManifestMailpiece[]> {
  const checked = manifest.mailpieces.filter(({ postalCode }) => postalCode !== '');
  if (checked.length === 0) return [];
  const texts = await textsInWindow({
    path,
    window: grown(window, SLACK_MM),
    pages: checked.map(({ firstPage }) => firstPage),
  });
  return checked.filter(({ postalCode }, index) => !shows(texts[index] ?? '', postalCode));
}

/** As it is written on envelopes: with or without spaces, and never as a part of a longer number. */
function shows(text: string, postalCode: string): boolean {
  const code = postalCode.replaceAll(/\s/g, '').toUpperCase();
  return text.split(/[\r\n]+/).some((line) => {
    const compact = line.replaceAll(/\s/g, '').toUpperCase();
    const words = line.toUpperCase().split(/[\s,]+/);
    return words.includes(code) || (/\D/.test(code) && compact.includes(code));
  });
}

/** Start and opening, and twenty times what a page takes: letters of any kind are inside, and one may be hostile. */
const MAX_MILLIS = { start: 60_000, page: 100 } as const;

async function textsInWindow(order: WindowOrder): Promise<readonly string[]> {
  const worker = new Worker(new URL('./window-worker.ts', import.meta.url), {
    workerData: order,
    stdout: true,
    stderr: true,
  });
  let clock: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const maxMillis = MAX_MILLIS.start + MAX_MILLIS.page * order.pages.length;
      clock = setTimeout(() => {
        reject(new PrintFileDamagedError('address windows', `text within ${maxMillis} ms`, 'none'));
      }, maxMillis);
      worker.once('message', resolve);
      worker.once('error', (cause) => {
        reject(
          new PrintFileDamagedError('address windows', 'pages that PDFium shows', 'a failure', { cause }),
        );
      });
      worker.once('exit', () => {
        reject(new PrintFileDamagedError('address windows', 'text of the first pages', 'none'));
      });
    });
  } finally {
    clearTimeout(clock);
    await worker.terminate();
  }
}
