import { beforeAll, describe, expect, it } from 'vitest';
import { lintLetter } from '../../../src/print/lint/lint-letter.ts';
import type { LintedPage } from '../../../src/print/lint/lint-letter.ts';
import { Overlay } from '../../../src/print/lint/overlay.ts';
import { loadPdfium } from '../../../src/print/pdfium/raw-pdfium.ts';
import type { RawPdfium } from '../../../src/print/pdfium/raw-pdfium.ts';
import type { PageView } from '../../../src/print/pdfium/view-page.ts';
import { viewPdf } from '../../../src/print/pdfium/view-pdf.ts';
import { letterWith, RULES } from './bad-letters.ts';

let pdfium: RawPdfium;
beforeAll(async () => {
  pdfium = await loadPdfium();
});

async function overlayOf(pdf: Uint8Array): Promise<PageView> {
  const pages: LintedPage[] = [];
  const { findings } = lintLetter(pdfium, pdf, RULES, (page) => pages.push(page));
  const overlay = await Overlay.create('letter.pdf', RULES);
  for (const page of pages) await overlay.addPage(page, findings);
  const view = viewPdf(pdfium, await overlay.save(findings));
  try {
    return view.page(1, { dpi: 72 });
  } finally {
    view.close();
  }
}

function wordsOf(view: PageView): string {
  return view.glyphs.map(({ character }) => character).join('');
}

function grayAt({ raster }: PageView, xMm: number, yMm: number): number {
  const at = (mm: number): number => Math.round((mm * raster.dpi) / 25.4);
  return raster.pixels[at(yMm) * raster.width + at(xMm)] ?? -1;
}

describe('an overlay', () => {
  it('shows the letter at its size and the findings in a panel beside it', async () => {
    const view = await overlayOf(await letterWith(({ box }) => box(80, 70, 15, 10)));
    expect(view.widthMm).toBeCloseTo(210 + 95, 0);
    expect(view.heightMm).toBeCloseTo(297, 0);
    expect(wordsOf(view)).toContain('ink-in-address:address');
    expect(wordsOf(view)).toContain('1error,0warnings');
  });

  it('draws ink and zones where they are: the box, and the tinted edge', async () => {
    const view = await overlayOf(await letterWith(({ box }) => box(80, 70, 15, 10)));
    expect(grayAt(view, 85, 75)).toBeLessThan(60);
    expect(grayAt(view, 150, 200)).toBe(255);
    expect(grayAt(view, 6, 250)).toBeLessThan(255);
  });

  it('says that a clean letter is clean', async () => {
    expect(wordsOf(await overlayOf(await letterWith()))).toContain('Nofindings.');
  });

  it('of a file that cannot be drawn tells why on a page of its own', async () => {
    expect(wordsOf(await overlayOf(Buffer.from('garbage')))).toContain('unfit');
  });
});
