import { describe, expect, it } from 'vitest';

import { CrossReferenceIndex } from '../../../src/print/pdf/cross-reference-index.ts';
import { transformBox } from '../../../src/print/pdf/matrix.ts';
import type { Box } from '../../../src/print/pdf/matrix.ts';
import { A4, placePage } from '../../../src/print/pdf/page-placement.ts';
import { PdfDocument } from '../../../src/print/pdf/pdf-document.ts';
import { DEFAULT_PDF_LIMITS, WorkBudget } from '../../../src/print/pdf/pdf-limits.ts';
import { toSource } from '../../../src/print/pdf/pdf-source.ts';

const nothing = toSource(Buffer.alloc(0));
const document = new PdfDocument(
  nothing,
  new CrossReferenceIndex(),
  new WorkBudget(DEFAULT_PDF_LIMITS, 0),
  false,
);

interface Placed extends Box {
  readonly unchanged: boolean;
}

function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

/** Where the visible part of a page lands on the sheet, rounded to 1/100 pt. */
function placed(mediaBox: string, entries: Readonly<Record<string, string>> = {}): Placed {
  const page = new Map([['/MediaBox', mediaBox], ...Object.entries(entries)]);
  const { visible, matrix, unchanged } = placePage(document, page);
  const box = transformBox(visible, matrix);
  return {
    left: round(box.left),
    bottom: round(box.bottom),
    right: round(box.right),
    top: round(box.top),
    unchanged,
  };
}

describe('a page on its A4 sheet', () => {
  it('stays as it is when it is A4', () => {
    for (const box of [
      '[0 0 595.276 841.89]',
      '[0 0 595.28 841.89]',
      '[0 0 595.92 841.92]',
      '[0 0 595.32 841.89]',
    ]) {
      expect(placed(box).unchanged).toBe(true);
    }
  });

  it('keeps its size within 2 mm of A4, its upper left corner on the sheet', () => {
    expect(placed('[0 0 595 842]')).toEqual({
      left: 0,
      bottom: -0.11,
      right: 595,
      top: 841.89,
      unchanged: false,
    });
    expect(placed('[0 0 592 840]')).toMatchObject({ left: 0, right: 592, top: 841.89 });
    expect(placed('[-100 50 495.276 891.89]')).toMatchObject({
      left: 0,
      bottom: 0,
      right: 595.28,
      top: 841.89,
    });
  });

  it('is turned when it is landscape and does not fit upright', () => {
    expect(placed('[0 0 841.89 595.276]')).toMatchObject({ left: 0, bottom: 0, right: 595.28, top: 841.89 });
    const { matrix } = placePage(document, new Map([['/MediaBox', '[0 0 841.89 595.276]']]));
    // The page's upper left corner comes to lie at the sheet's lower left: its top reads from the right.
    const corner = transformBox({ left: 0, bottom: 595.276, right: 0, top: 595.276 }, matrix);
    expect(corner.left).toBeCloseTo(0);
    expect(corner.bottom).toBeCloseTo(0);
  });

  it('stays upright when it is landscape and small', () => {
    expect(placed('[0 0 400 200]')).toMatchObject({
      left: 97.64,
      right: 497.64,
      bottom: 320.95,
      top: 520.94,
    });
  });

  it('is scaled down to fit and centred when it is larger', () => {
    const letter = placed('[0 0 612 792]');
    expect(letter).toMatchObject({ left: 0, right: 595.28 });
    expect(letter.top - letter.bottom).toBeCloseTo((792 * A4.width) / 612, 1);
    expect(letter.bottom).toBeCloseTo(A4.height - letter.top, 1);
  });

  it('is rotated as its /Rotate says, also by negative and by more than full turns', () => {
    for (const rotate of ['90', '-270', '450']) {
      const { matrix } = placePage(
        document,
        new Map([
          ['/MediaBox', '[0 0 841.89 595.276]'],
          ['/Rotate', rotate],
        ]),
      );
      // Clockwise: the lower left corner becomes the upper left one.
      const corner = transformBox({ left: 0, bottom: 0, right: 0, top: 0 }, matrix);
      expect([corner.left, corner.top].map(Math.round)).toEqual([0, 842]);
    }
  });

  it('shows what the crop box leaves of the media box', () => {
    expect(placed('[0 0 1000 1000]', { '/CropBox': '[100 100 400 400]' })).toMatchObject({
      left: 147.64,
      right: 447.64,
    });
    const beyond = placed('[0 0 595.276 841.89]', { '/CropBox': '[-50 -50 700 900]' });
    expect(beyond.unchanged).toBe(true);
    expect(placed('[0 0 300 300]', { '/CropBox': '[900 900 901 901]' })).toMatchObject({ left: 147.64 });
  });

  it('counts in the units that the page states', () => {
    expect(placed('[0 0 297.638 420.945]', { '/UserUnit': '2' })).toMatchObject({
      left: 0,
      bottom: 0,
      top: 841.89,
    });
  });

  it('is US Letter where the file does not say', () => {
    expect(placed('null')).toEqual(placed('[0 0 612 792]'));
  });
});
