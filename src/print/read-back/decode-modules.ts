import { createRequire } from 'node:module';
import type BitMatrixModule from '@zxing/library/cjs/core/common/BitMatrix.js';
import type DecoderModule from '@zxing/library/cjs/core/datamatrix/decoder/Decoder.js';

// By their own paths: the library's index loads every kind of code it knows, 80 ms at each start.
const require = createRequire(import.meta.url);
const { default: BitMatrix }: typeof BitMatrixModule = require('@zxing/library/cjs/core/common/BitMatrix.js');
const {
  default: Decoder,
}: typeof DecoderModule = require('@zxing/library/cjs/core/datamatrix/decoder/Decoder.js');
const symbols = new Decoder();

/**
 * What a square DataMatrix symbol says, decoded and corrected by ZXing, not by our encoder.
 * @param modules row by row from the top, 1 is dark
 * @returns null when it is no symbol, or more is wrong with it than can be corrected
 */
export function decodeModules(modules: Uint8Array, side: number): string | null {
  if (!hasFinder(modules, side)) return null;
  const bits = new BitMatrix(side);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      if (modules[row * side + column] === 1) bits.set(column, row);
    }
  }
  try {
    return symbols.decode(bits).getText();
  } catch {
    // ZXing says that there is no such size, a wrong checksum or a wrong format by exceptions of several kinds.
    return null;
  }
}

/**
 * A reading machine finds the symbol by its border, which the decoder does not look at: solid at the left and the bottom,
 * every other module dark at the top and the right (ISO/IEC 16022, 5.2.1).
 */
function hasFinder(modules: Uint8Array, side: number): boolean {
  const last = side - 1;
  for (let at = 0; at < side; at += 1) {
    const alternates = at % 2 === 0 ? 1 : 0;
    if (modules[at * side] !== 1 || modules[last * side + at] !== 1) return false;
    if (modules[at] !== alternates || modules[(last - at) * side + last] !== alternates) return false;
  }
  return true;
}
