import { parentPort } from 'node:worker_threads';
import { loadPdfium } from '../pdfium/raw-pdfium.ts';
import { lintLetter } from './lint-letter.ts';
import type { LintedLetter, LintedPage } from './lint-letter.ts';
import type { LintRules } from './lint-page.ts';
import { Overlay } from './overlay.ts';

export interface LintOrder {
  readonly pdf: Uint8Array;
  readonly rules: LintRules;
  /** Heading of the overlay; null: none is drawn. */
  readonly overlayTitle: string | null;
}

export interface LintAnswer {
  readonly letter: LintedLetter;
  /** A PDF. */
  readonly overlay: Uint8Array | null;
}

async function answer(order: LintOrder): Promise<LintAnswer> {
  const pages: LintedPage[] = [];
  const keep = order.overlayTitle === null ? undefined : (page: LintedPage) => void pages.push(page);
  const letter = lintLetter(await pdfium, order.pdf, order.rules, keep);
  if (order.overlayTitle === null) return { letter, overlay: null };
  const overlay = await Overlay.create(order.overlayTitle, order.rules);
  for (const page of pages) {
    const isFirst = page.number === pages[0]?.number;
    const concerned = letter.findings.filter((one) =>
      one.page === null ? isFirst : one.page === page.number,
    );
    await overlay.addPage(page, concerned);
  }
  return { letter, overlay: await overlay.save(letter.findings) };
}

const port = parentPort;
if (port === null) throw new Error('The lint worker runs in a thread of `PdfLinter` only.');
const pdfium = loadPdfium();
port.on('message', (order: LintOrder) => {
  answer(order).then(
    (linted) => port.postMessage(linted),
    // Whatever a hostile file brings about in the engine ends here: the thread is not to be trusted any longer.
    (error: unknown) => {
      throw error;
    },
  );
});
