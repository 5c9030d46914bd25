import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/domain/errors.ts';
import { encodeDataMatrix, type ModuleMatrix } from '../../../src/print/marks/data-matrix.ts';
import { hasTool } from '../pdf/support/rendering.ts';
import { readDataMatrices } from './pixels.ts';

let directory = '';
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'data-matrix-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** As libdmtx sees it, eight dots a module. */
function read({ side, dark }: ModuleMatrix): string | undefined {
  const dots = 8;
  const quiet = 4;
  const width = (side + 2 * quiet) * dots;
  const gray = Buffer.alloc(width * width, 255);
  for (let y = 0; y < side * dots; y += 1) {
    for (let x = 0; x < side * dots; x += 1) {
      if (dark[Math.floor(y / dots) * side + Math.floor(x / dots)] === 1)
        gray[(y + quiet * dots) * width + x + quiet * dots] = 0;
    }
  }
  const file = join(directory, 'symbol.pgm');
  writeFileSync(file, Buffer.concat([Buffer.from(`P5\n${width} ${width}\n255\n`), gray]));
  return readDataMatrices([{ file, width, height: width, gray }])[0];
}

describe.skipIf(!hasTool('dmtxread'))(
  'DataMatrix ECC 200 (needs dmtxread: apt-get install dmtx-utils)',
  () => {
    it.each([10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48])(
      'libdmtx reads a symbol of %d modules a side',
      (side) => {
        expect(read(encodeDataMatrix('Ab1', side))).toBe('Ab1');
      },
    );

    it.each([3, 5, 8, 12, 18, 22, 30, 36, 44, 62, 86, 114, 144, 174])(
      'takes %d letters into the smallest symbol that holds them, up to its last codeword',
      (letters) => {
        const text = Array.from({ length: letters }, (_, index) =>
          String.fromCharCode(65 + (index % 26)),
        ).join('');
        expect(read(encodeDataMatrix(text, null))).toBe(text);
      },
    );

    it('reads digits with and without a partner, and every printable character', () => {
      const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('');
      for (const text of ['1', '123', '20261123-0001-g2000123', printable]) {
        expect(read(encodeDataMatrix(text, null))).toBe(text);
      }
    });
  },
);

describe('the size of a DataMatrix', () => {
  it('two digits take one codeword: the usual payload fits 18 modules, a reprint’s too', () => {
    expect(encodeDataMatrix('20261123-000100000100100210000', null).side).toBe(18);
    expect(encodeDataMatrix('20261123-0001-g200000100100210000', null).side).toBe(18);
  });

  it('a payload that does not fit is a fault of the profile, told with both numbers', () => {
    expect(() => encodeDataMatrix('ABCD', 10)).toThrow(ConfigurationError);
    expect(() => encodeDataMatrix('ABCD', 10)).toThrow(/at most 3 codewords, got 4/);
    expect(() => encodeDataMatrix('A'.repeat(175), null)).toThrow(/at most 174 codewords, got 175/);
  });
});
