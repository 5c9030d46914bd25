import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { drawMark } from '../../../src/print/marks/draw-mark.ts';
import { markPayload } from '../../../src/print/marks/mark-payload.ts';
import type { DataMatrixMarks } from '../../../src/print/marks.ts';
import { DEFAULT_PDF_LIMITS } from '../../../src/print/pdf/pdf-limits.ts';
import { createPrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import type { FinishedPrintFile } from '../../../src/print/pdf/print-file-writer.ts';

/**
 * Our side of the comparison, as a process of its own: the letters of a list, each with its pages as the ledger knows
 * them, become one print file. Without `--preflight` as the print step does it, which the step before has told that
 * they are fit; with it, both in one pass.
 */
const started = performance.now();
const { values } = parseArgs({
  options: {
    list: { type: 'string' },
    output: { type: 'string' },
    preflight: { type: 'boolean', default: false },
    marks: { type: 'boolean', default: false },
    verify: { type: 'boolean', default: false },
  },
});
if (values.list === undefined || values.output === undefined)
  throw new Error('Expected --list and --output.');

const MARKS: DataMatrixMarks = {
  kind: 'datamatrix',
  x: 6,
  y: 130,
  whiteBox: true,
  module: 0.5,
  symbolSize: null,
  separator: null,
  fields: [
    { field: 'printFile', length: null, text: null },
    { field: 'mailpiece', length: 6, text: null },
    { field: 'sheet', length: 3, text: null },
    { field: 'sheets', length: 3, text: null },
    { field: 'endOfSet', length: null, text: null },
  ],
};

let buffer = Buffer.allocUnsafeSlow(1024 * 1024);
const { list, output } = { list: values.list, output: values.output };
const { pages, bytes, sha256, marksOn } = await write();
if (values.verify) {
  // Loaded for those runs only that need it: it takes a tenth of the time that 200 letters take.
  const { readBack } = await import('../../../src/print/read-back.ts');
  const found = await readBack(output, { marksOn });
  if (found.pages !== pages || found.sha256 !== sha256)
    throw new Error('The print file is not what was written.');
}
process.stdout.write(
  `${JSON.stringify({ seconds: (performance.now() - started) / 1000, pages, bytes, sha256 })}\n`,
);

/** In a function of its own, as in a night: the writer is gone by the time of reading back. */
async function write(): Promise<FinishedPrintFile & { readonly marksOn: ReadonlySet<number> }> {
  const writer = await createPrintFileWriter(output, { limits: DEFAULT_PDF_LIMITS, title: 'Benchmark' });
  const fronts = new Set<number>();
  let sheets = 0;
  for (const [index, line] of readFileSync(list, 'utf8').split('\n').entries()) {
    const [path = '', pagesOfLetter = ''] = line.split('\t');
    const ofLetter = Math.ceil(Number(pagesOfLetter) / 2);
    const before = sheets;
    const overlay = (sheet: number): string =>
      drawMark(MARKS, payload(index + 1, sheet, ofLetter, before + sheet));
    const appended = await writer.append(read(path), {
      duplex: true,
      inspected: !values.preflight,
      ...(values.marks ? { overlay } : {}),
    });
    sheets += appended.sheets;
    if (values.marks)
      for (let page = appended.firstPage; page <= appended.lastPage; page += 2) fronts.add(page);
  }
  return { ...(await writer.finish()), marksOn: fronts };
}

function payload(mailpiece: number, sheet: number, ofLetter: number, sheetOfFile: number): string | null {
  const place = { printFileId: 'pf-20260101-000001', mailpiece, sheet, sheets: ofLetter };
  return markPayload(MARKS, { ...place, sheetOfFile, stations: [] });
}

/** Into the same memory again and again: the writer keeps nothing of a letter that it has appended. */
function read(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > buffer.length) buffer = Buffer.allocUnsafeSlow(size * 2);
    let filled = 0;
    for (let got = 1; filled < size && got > 0; filled += got) {
      got = readSync(file, buffer, filled, size - filled, filled);
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}
