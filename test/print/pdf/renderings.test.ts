import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DEFAULT_PDF_LIMITS } from '../../../src/print/pdf/inspect-pdf.ts';
import { CORPUS_NOTE, PDF_CORPUS, corpusFiles, letterPaths } from './support/corpus.ts';
import { placementsOf } from './support/placements.ts';
import type { OriginalPage } from './support/placements.ts';
import { inFolder, writePrintFile } from './support/print-file.ts';
import { largestCellDifference, shareOfDifferentPixels } from './support/rendering-difference.ts';
import { TOOLS_NOTE, hasTool, renderPages, textOfPages } from './support/rendering.ts';
import type { Picture } from './support/rendering.ts';

/** `RENDERINGS=all` compares every healthy file at 100 dpi; it takes minutes. */
const all = process.env['RENDERINGS'] === 'all';
const dpi = all ? 100 : 50;

/** One of each kind: rotation, boxes, units, odd sizes, forms, layers, signatures, inherited attributes. */
const SAMPLE = new Set([
  'healthy/FPDI__rotated-pages.pdf',
  'healthy/FPDI___1000_500_-1000_-500_-R-90.pdf',
  'healthy/FPDI__PageTree.pdf',
  'healthy/PDF-Writer__kids-as-reference.pdf',
  'healthy/latex-letter-template__main.pdf',
  'healthy/pdf-lib__with_xfa_fields.pdf',
  'healthy/pdfcpu__testPAdES_BB.pdf',
  'healthy/pdfcpu__utf8test.pdf',
  'healthy/pdfparser__Issue494.pdf',
  'healthy/pypdf__SF424_page2.pdf',
  'healthy/qpdf__fxo-red.pdf',
  'invoices/corpus__XRECHNUNG_Einfach.pdf',
  'invoices/pdf.js__bigboundingbox.pdf',
]);

/** A plan of 35,000 × 35,000 pixels: minutes to render. */
const TOO_LARGE = new Set(['healthy/OCRmyPDF__hugemono.pdf']);
/** pdftotext reports words beyond the crop box of a rotated page that no viewer shows. */
const TEXT_BEYOND_CROP = new Set(['FPDI__boxes-rotated.pdf']);

const GREY_TOLERANCE = 16;
/** Pixels at the edges of curves fall to one side or the other when a page moves by a hundredth of a pixel. */
const MAX_SHARE = 0.002;
/** Of 255: thin lines get heavier or lighter when a page is scaled. */
const MAX_CELL_DIFFERENCE = 20;

const paths = [
  ...corpusFiles()
    .filter(
      ({ kind, path }) =>
        kind === 'encrypted-owner' ||
        (kind === 'healthy' && (all || SAMPLE.has(path)) && !TOO_LARGE.has(path)),
    )
    .map(({ path }) => join(PDF_CORPUS, path)),
  ...letterPaths().slice(0, all ? 50 : 5),
];
const tools = ['pdftoppm', 'pdftotext', 'qpdf'].every(hasTool);

describe.skipIf(!tools || paths.length === 0)(`a printed page (${CORPUS_NOTE}, ${TOOLS_NOTE})`, () => {
  it.each(paths.map((path) => [basename(path), path] as const))(
    'looks and reads as its original: %s',
    async (name, path) => {
      await inFolder(async (folder) => {
        const bytes = readFileSync(path);
        const printed = join(folder, 'printed.pdf');
        await writePrintFile(printed, [bytes]);
        const original = asPrinted(path, join(folder, 'original.pdf'));
        if (!TEXT_BEYOND_CROP.has(name)) expect(textOfPages(printed)).toEqual(textOfPages(original));
        const originals = renderPages(original, dpi);
        const sheets = renderPages(printed, dpi);
        const differences = placementsOf(bytes, DEFAULT_PDF_LIMITS)
          .map((page, i) => difference(i + 1, originals[i], sheets[i], page))
          .filter(({ share, cell }) => share > MAX_SHARE || cell > MAX_CELL_DIFFERENCE);
        expect(differences).toEqual([]);
        expect(sheets).toHaveLength(originals.length);
      });
    },
    all ? 600_000 : 60_000,
  );
});

/** The reference: another program's opinion on which annotations print, drawn into the pages. */
function asPrinted(path: string, target: string): string {
  const { status } = spawnSync('qpdf', ['--flatten-annotations=print', path, target], { stdio: 'ignore' });
  return status === 0 || status === 3 ? target : path;
}

interface PageDifference {
  readonly number: number;
  readonly share: number;
  readonly cell: number;
}

function difference(
  number: number,
  original: Picture | undefined,
  sheet: Picture | undefined,
  page: OriginalPage,
): PageDifference {
  if (original === undefined || sheet === undefined) return { number, share: 1, cell: 255 };
  const share = isOnSameGrid(page) ? shareOfDifferentPixels(original, sheet, GREY_TOLERANCE) : 0;
  return { number, share, cell: largestCellDifference(original, sheet, page.placement, page.rotate, dpi) };
}

/** The upper left corner stays where it was, and nothing is scaled or turned. */
function isOnSameGrid({ placement, rotate }: OriginalPage): boolean {
  const [a, b, , d, e] = placement.matrix;
  return rotate === 0 && a === 1 && b === 0 && d === 1 && e + placement.visible.left === 0;
}
