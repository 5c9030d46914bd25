import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawMark } from '../../../src/print/marks/draw-mark.ts';
import { mailpieceMarks } from '../../../src/print/marks/mailpiece-marks.ts';
import type { DataMatrixMarks, Marks, OmrMarks } from '../../../src/print/marks.ts';
import { DEFAULT_PDF_LIMITS } from '../../../src/print/pdf/pdf-limits.ts';
import { createPrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import { sheetsOf } from '../../../src/print/stream.ts';
import { EXAMPLE_PROFILE, printItem } from '../example-profile.ts';
import { TOOLS_NOTE, hasTool } from '../pdf/support/rendering.ts';
import { ODD_PAGES, oddLetter } from './odd-pages.ts';
import { readBars, readDataMatrices, renderStrips, type Area } from './pixels.ts';

const DATA_MATRIX: DataMatrixMarks = {
  kind: 'datamatrix',
  x: 4.5,
  y: 168,
  module: 0.5,
  symbolSize: null,
  whiteBox: true,
  separator: null,
  fields: (['printFile', 'mailpiece', 'sheet', 'sheets', 'endOfSet', 'inserts'] as const).map((field) => ({
    field,
    length: null,
    text: null,
  })),
};
const OMR: OmrMarks = {
  kind: 'omr',
  x: 5,
  y: 120,
  whiteBox: true,
  length: 10,
  thickness: 0.5,
  pitch: 3.18,
  lines: ['benchmark', 'safety', 'notEnd', 'wrap1', 'wrap2', 'wrap4', 'feed1', 'feed2', 'parity'],
};
const MARGIN: Area = { x: 0, y: 100, width: 20, height: 100 };

let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'marks-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Three mailpieces: one page of each odd kind, then all of them in one, then one sheet. */
async function writeMarked(marks: Marks, duplex: boolean): Promise<{ path: string; payloads: string[] }> {
  const path = join(directory, 'marked.pdf');
  const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'marked' });
  const payloads: string[] = [];
  for (const [index, kinds] of [...ODD_PAGES.map((kind) => [kind]), ODD_PAGES].entries()) {
    const sheets = sheetsOf(kinds.length, duplex ? 'duplex' : 'simplex');
    const mailpiece = { items: [printItem({ pages: kinds.length })], sheets };
    const own = mailpieceMarks(
      { ...EXAMPLE_PROFILE, marks },
      { printFileId: '20261123-0001', sequence: index + 1, mailpiece, sheetsBefore: payloads.length },
    );
    payloads.push(...own);
    await writer.append(await oddLetter(kinds), {
      duplex,
      overlay: (sheet) => drawMark(marks, own[sheet - 1] ?? null),
    });
  }
  await writer.finish();
  return { path, payloads };
}

describe.skipIf(!hasTool('pdftoppm'))(`marks on the printed sheet (${TOOLS_NOTE})`, () => {
  it.skipIf(!hasTool('dmtxread')).each([false, true])(
    'libdmtx reads every DataMatrix as it was meant, duplex: %s',
    async (duplex) => {
      const { path, payloads } = await writeMarked(DATA_MATRIX, duplex);
      const zone = { x: 0, y: 165, width: 15, height: 15 };
      const strips = renderStrips(path, zone, join(directory, 'strips'));
      const fronts = duplex ? strips.filter((_, page) => page % 2 === 0) : strips;
      expect(fronts).toHaveLength(payloads.length);
      expect(readDataMatrices(fronts)).toEqual(payloads);
    },
  );

  it('OMR bars stand where a reader looks for them, and nowhere else', async () => {
    const { path, payloads } = await writeMarked(OMR, false);
    const strips = renderStrips(path, MARGIN, join(directory, 'strips'));
    const first = OMR.y + OMR.thickness / 2 - MARGIN.y;
    const read = strips.map((strip) => readBars(strip, 10, first, OMR.pitch, OMR.lines.length));
    expect(read).toEqual(payloads);
    // Between the bars it is white, on the black page too.
    const between = strips.map((strip) => readBars(strip, 10, first + 1.5, OMR.pitch, OMR.lines.length));
    expect(new Set(between)).toEqual(new Set(['0'.repeat(OMR.lines.length)]));
  });

  it('backs and blank backs carry none', async () => {
    const { path } = await writeMarked(OMR, true);
    const strips = renderStrips(path, MARGIN, join(directory, 'strips'));
    const backOfFirst = strips[1];
    if (backOfFirst === undefined) throw new Error('expected a blank back');
    expect(backOfFirst.gray.every((value) => value === 255)).toBe(true);
  });

  it('the same sheets give the same bytes', async () => {
    const hash = async (): Promise<string> => {
      const { path } = await writeMarked(DATA_MATRIX, true);
      return createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    };
    expect(await hash()).toBe(await hash());
  });
});
