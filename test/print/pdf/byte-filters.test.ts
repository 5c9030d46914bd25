import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { decodeAscii85, decodeAsciiHex, decodeRunLength } from '../../../src/print/pdf/byte-filters.ts';
import { decodeStream } from '../../../src/print/pdf/decode-stream.ts';
import { decodeLzw } from '../../../src/print/pdf/lzw.ts';
import { DEFAULT_PDF_LIMITS, WorkBudget } from '../../../src/print/pdf/pdf-limits.ts';
import type { PdfDict, PdfValue } from '../../../src/print/pdf/pdf-value.ts';
import { inFolder, writePrintFile } from './support/print-file.ts';
import { PDF_CORPUS, corpusFiles } from './support/corpus.ts';

const budget = (): WorkBudget => new WorkBudget(DEFAULT_PDF_LIMITS, 1_000);
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const text = (data: Uint8Array): string => Buffer.from(data).toString('latin1');

describe('filters', () => {
  it('decode ASCII85 with its shortcut for zeros, white space and a last group cut off', () => {
    expect(text(decodeAscii85(Buffer.from('87cUR\nD]i,"Ebo80~>')))).toBe('Hello World!');
    expect(decodeAscii85(Buffer.from('z!!~>'))).toEqual(bytes(0, 0, 0, 0, 0));
    expect(decodeAscii85(Buffer.from('s8W-!~>'))).toEqual(bytes(255, 255, 255, 255));
    expect(() => decodeAscii85(Buffer.from('87cUR{~>'))).toThrow(/ASCII85/);
  });

  it('decode hexadecimal with an odd last digit', () => {
    expect(decodeAsciiHex(Buffer.from('4A 4b7>'))).toEqual(bytes(0x4a, 0x4b, 0x70));
  });

  it('decode run lengths up to their end mark', () => {
    expect(decodeRunLength(bytes(2, 65, 66, 67, 254, 90, 128, 1), budget())).toEqual(Buffer.from('ABCZZZ'));
  });

  it('decode LZW: the example of the format, section 7.4.4.2', () => {
    const encoded = bytes(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01);
    expect(decodeLzw(encoded, 1, budget())).toEqual(Buffer.from([45, 45, 45, 45, 45, 65, 45, 45, 45, 66]));
  });

  it.each([
    [1, [1, 1, 1, 1], [1, 2, 3, 4]],
    [2, [1, 2, 3, 4], [1, 2, 3, 4]],
    [3, [2, 1, 1, 1], [2, 2, 2, 2]],
    [4, [1, 1, 1, 1], [1, 2, 3, 4]],
  ])('reverse the PNG predictor of row type %i', (type, row, expected) => {
    const data = deflateSync(Buffer.from([type, ...row]));
    const parms: PdfDict = new Map([
      ['/Predictor', '12'],
      ['/Columns', '4'],
    ]);
    const dict = new Map<string, PdfValue>([
      ['/Filter', '/FlateDecode'],
      ['/DecodeParms', parms],
    ]);
    expect([...decodeStream(dict, data, budget())]).toEqual(expected);
  });

  it.skipIf(corpusFiles().length === 0)(
    'read real LZW content (needs the shared PDFs in ../shared/data)',
    async () => {
      const pdf = readFileSync(join(PDF_CORPUS, 'healthy/pdf.js__XiaoBiaoSong.pdf'));
      const written = await inFolder(async (folder) => writePrintFile(join(folder, 'p.pdf'), [pdf]));
      expect(written.pages).toBe(1);
    },
  );
});
