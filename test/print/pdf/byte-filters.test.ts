import { deflateSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { decodeAscii85, decodeAsciiHex, decodeRunLength } from '../../../src/print/pdf/byte-filters.ts';
import { decodeStream } from '../../../src/print/pdf/decode-stream.ts';
import { decodeLzw } from '../../../src/print/pdf/lzw.ts';
import { DEFAULT_PDF_LIMITS, WorkBudget } from '../../../src/print/pdf/pdf-limits.ts';
import type { PdfDict, PdfValue } from '../../../src/print/pdf/pdf-value.ts';

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

  it.each([0, 1])(
    'decode LZW through every code width and a full table, with early change %i',
    (earlyChange) => {
      const plain = Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * i * 7 + (i >> 5)) % 251));
      expect(decodeLzw(encodeLzw(plain, earlyChange), earlyChange, budget())).toEqual(plain);
    },
  );

  it('refuse LZW codes that were never defined, and output beyond the limit', () => {
    expect(() => decodeLzw(bytes(0x80, 0x7f, 0xff), 1, budget())).toThrow(/LZW/);
    const limits = { ...DEFAULT_PDF_LIMITS, maxDecodedBytes: 100 };
    const bomb = encodeLzw(Buffer.alloc(5_000), 1);
    expect(() => decodeLzw(bomb, 1, new WorkBudget(limits, 1))).toThrow(/unfold/);
  });
});

/** The other direction, written from the format's description: clears the table when it is full. */
function encodeLzw(data: Uint8Array, earlyChange: number): Uint8Array {
  const bits: string[] = [(256).toString(2).padStart(9, '0')];
  let table = new Map<string, number>();
  let next = 258;
  let width = 9;
  let current = '';
  const codeOf = (entry: string): number =>
    entry.length === 1 ? entry.charCodeAt(0) : (table.get(entry) ?? -1);
  for (const char of Buffer.from(data).toString('latin1')) {
    if (current === '' || codeOf(current + char) !== -1) {
      current += char;
      continue;
    }
    bits.push(codeOf(current).toString(2).padStart(width, '0'));
    table.set(current + char, next);
    next += 1;
    current = char;
    // The decoder is one entry behind: it learns an entry with the code after it.
    if (next - 1 + earlyChange >= 1 << width && width < 12) width += 1;
    if (next === 4_095) {
      bits.push((256).toString(2).padStart(width, '0'));
      table = new Map();
      next = 258;
      width = 9;
    }
  }
  if (current !== '') bits.push(codeOf(current).toString(2).padStart(width, '0'));
  const all = bits.join('');
  return Uint8Array.from(all.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}
