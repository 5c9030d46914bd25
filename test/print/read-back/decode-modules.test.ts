import { describe, expect, test } from 'vitest';
import { encodeDataMatrix } from '../../../src/print/marks/data-matrix.ts';
import { decodeModules } from '../../../src/print/read-back/decode-modules.ts';

function encoded(length: number): {
  readonly side: number;
  readonly dark: Uint8Array;
  readonly text: string;
} {
  const text = 'Sheet 7 of 12; '.repeat(20).slice(0, length);
  const { side, dark } = encodeDataMatrix(text, null);
  return { side, dark: Uint8Array.from(dark), text };
}

describe('the modules of a DataMatrix', () => {
  test.each([1, 3, 12, 40, 100, 170])('are decoded at the size that %i characters need', (length) => {
    const { side, dark, text } = encoded(length);
    expect(decodeModules(dark, side)).toBe(text);
  });

  test('are corrected where a few are wrong, and say nothing where too many are', () => {
    const { side, dark, text } = encoded(40);
    const middle = Math.floor(side / 2) * side + Math.floor(side / 3);
    dark.fill(1, middle, middle + 3);
    expect(decodeModules(dark, side)).toBe(text);
    for (let row = 1; row < side - 1; row += 1) dark.fill(0, row * side + 1, row * side + side - 1);
    expect(decodeModules(dark, side)).toBeNull();
  });

  test('say nothing without the border that a machine finds them by', () => {
    const { side, dark } = encoded(12);
    for (const at of [0, side - 1, 3 * side, side * side - 2, 4 * side + side - 1]) {
      const torn = Uint8Array.from(dark);
      torn[at] = torn[at] === 1 ? 0 : 1;
      expect(decodeModules(torn, side)).toBeNull();
    }
  });
});
