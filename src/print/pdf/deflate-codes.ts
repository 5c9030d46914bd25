/** Codes of a block with fixed Huffman codes (RFC 1951, 3.2.6), as they enter the bit stream: lowest bit first, extra bits behind. */
export interface Codes {
  readonly bits: Uint32Array;
  /** How many of the bits count. */
  readonly lengths: Uint8Array;
}

export const LONGEST_MATCH = 258;
export const FARTHEST = 32_768;

/** By symbol: 0 to 255 are bytes, 256 ends the block, the others stand for lengths. */
export const SYMBOLS: Codes = codes(288);
/** By the length of a match, from 3 on. */
export const LENGTHS: Codes = codes(LONGEST_MATCH + 1);
/** By distance, from 1 on. */
export const DISTANCES: Codes = codes(FARTHEST + 1);

for (let symbol = 0; symbol < 288; symbol += 1) {
  if (symbol < 144) set(SYMBOLS, symbol, reversed(0x30 + symbol, 8), 8);
  else if (symbol < 256) set(SYMBOLS, symbol, reversed(0x190 + symbol - 144, 9), 9);
  else if (symbol < 280) set(SYMBOLS, symbol, reversed(symbol - 256, 7), 7);
  else set(SYMBOLS, symbol, reversed(0xc0 + symbol - 280, 8), 8);
}
// RFC 1951, 3.2.5: 28 symbols for lengths from 3, with none to five extra bits; the longest has one of its own.
for (let symbol = 257, length = 3; symbol < 285; symbol += 1) {
  const extra = symbol < 265 ? 0 : (symbol - 261) >> 2;
  const width = SYMBOLS.lengths[symbol] ?? 0;
  for (let offset = 0; offset < 1 << extra; offset += 1) {
    set(LENGTHS, length, (SYMBOLS.bits[symbol] ?? 0) | (offset << width), width + extra);
    length += 1;
  }
}
set(LENGTHS, LONGEST_MATCH, SYMBOLS.bits[285] ?? 0, 8);
// 30 codes of five bits for distances from 1, with none to 13 extra bits.
for (let code = 0, distance = 1; code < 30; code += 1) {
  const extra = code < 4 ? 0 : (code - 2) >> 1;
  for (let offset = 0; offset < 1 << extra; offset += 1) {
    set(DISTANCES, distance, reversed(code, 5) | (offset << 5), 5 + extra);
    distance += 1;
  }
}

function codes(count: number): Codes {
  return { bits: new Uint32Array(count), lengths: new Uint8Array(count) };
}

function set({ bits, lengths }: Codes, index: number, value: number, length: number): void {
  bits[index] = value;
  lengths[index] = length;
}

/** Huffman codes stand with their highest bit first. */
function reversed(code: number, width: number): number {
  let result = 0;
  for (let bit = 0; bit < width; bit += 1) result |= ((code >> bit) & 1) << (width - 1 - bit);
  return result;
}
