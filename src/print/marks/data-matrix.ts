import { ConfigurationError } from '../../domain/errors.ts';
import { EMPTY, FIXED, placementOf } from './data-matrix-placement.ts';
import { errorCorrection } from './reed-solomon.ts';

interface SymbolSize {
  /** Modules a side, finder and clock included. */
  readonly side: number;
  /** Data regions a side, each with a finder and a clock of its own. */
  readonly regions: 1 | 2;
  readonly dataCodewords: number;
  readonly errorCodewords: number;
}

/** Square symbols with a single block of error correction (ISO/IEC 16022, table 7): what fits a margin. */
const SIZES: readonly SymbolSize[] = [
  [10, 1, 3, 5],
  [12, 1, 5, 7],
  [14, 1, 8, 10],
  [16, 1, 12, 12],
  [18, 1, 18, 14],
  [20, 1, 22, 18],
  [22, 1, 30, 20],
  [24, 1, 36, 24],
  [26, 1, 44, 28],
  [32, 2, 62, 36],
  [36, 2, 86, 42],
  [40, 2, 114, 48],
  [44, 2, 144, 56],
  [48, 2, 174, 68],
].map(([side = 0, regions, dataCodewords = 0, errorCodewords = 0]) => ({
  side,
  regions: regions === 1 ? 1 : 2,
  dataCodewords,
  errorCodewords,
}));

/** The dark modules of a symbol, row by row from the top left: 1 is dark. */
export interface ModuleMatrix {
  readonly side: number;
  readonly dark: Uint8Array;
}

const PAD = 129;
const DIGIT_PAIRS = 130;

/**
 * A DataMatrix symbol, ECC 200. Written here because a mark per sheet must cost microseconds: the general encoders take
 * a thousand times as long, which would dominate a night. Independent readers prove it in the tests.
 * @param text printable ASCII.
 * @param side modules a side, or null for the smallest that takes the text.
 * @throws ConfigurationError when the text does not fit.
 */
export function encodeDataMatrix(text: string, side: number | null): ModuleMatrix {
  const codewords = asciiCodewords(text);
  const size = SIZES.find(
    (candidate) => (side === null || candidate.side === side) && candidate.dataCodewords >= codewords.length,
  );
  if (size === undefined) {
    const room = side === null ? 174 : (SIZES.find((one) => one.side === side)?.dataCodewords ?? 0);
    throw new ConfigurationError(
      `Shop profile, marks: expected a payload of at most ${room} codewords, got ${codewords.length} (two digits or one ` +
        'other character each). Leave out fields or give the symbol more modules.',
    );
  }
  const data = padded(codewords, size.dataCodewords);
  const all = new Uint8Array(size.dataCodewords + size.errorCodewords);
  all.set(data);
  all.set(errorCorrection(data, size.errorCodewords), size.dataCodewords);
  return draw(all, size);
}

/** Two digits are one codeword, any other character is its code plus 1 (ISO/IEC 16022, 5.2.3). */
function asciiCodewords(text: string): readonly number[] {
  const codewords: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const pair = text.slice(index, index + 2);
    if (/^\d\d$/.test(pair)) {
      codewords.push(DIGIT_PAIRS + Number(pair));
      index += 1;
    } else {
      codewords.push(text.charCodeAt(index) + 1);
    }
  }
  return codewords;
}

/** Pads are varied by their place, so that they make no pattern (ISO/IEC 16022, annex B.1). */
function padded(codewords: readonly number[], length: number): Uint8Array {
  const data = new Uint8Array(length);
  data.set(codewords);
  if (codewords.length < length) data[codewords.length] = PAD;
  for (let index = codewords.length + 1; index < length; index += 1) {
    const varied = PAD + ((149 * (index + 1)) % 253) + 1;
    data[index] = varied > 254 ? varied - 254 : varied;
  }
  return data;
}

function draw(codewords: Uint8Array, { side, regions }: SymbolSize): ModuleMatrix {
  const dark = new Uint8Array(side * side);
  const region = side / regions;
  const inner = region - 2;
  const mapping = inner * regions;
  const placement = placementOf(mapping);
  for (let row = 0; row < mapping; row += 1) {
    const y = row + 1 + 2 * Math.floor(row / inner);
    for (let column = 0; column < mapping; column += 1) {
      const x = column + 1 + 2 * Math.floor(column / inner);
      dark[y * side + x] = moduleAt(placement[row * mapping + column] ?? EMPTY, codewords);
    }
  }
  drawFinders(dark, side, region);
  return { side, dark };
}

function moduleAt(place: number, codewords: Uint8Array): number {
  if (place === EMPTY) return 0;
  if (place === FIXED) return 1;
  return ((codewords[place >> 3] ?? 0) >> (place & 7)) & 1;
}

/** Solid at the left and below, alternating above and at the right. */
function drawFinders(dark: Uint8Array, side: number, region: number): void {
  for (let start = 0; start < side; start += region) {
    const end = start + region - 1;
    for (let at = 0; at < side; at += 1) {
      const even = at % 2 === 0;
      dark[start * side + at] = even ? 1 : 0;
      dark[at * side + end] = even ? 0 : 1;
    }
  }
  for (let start = 0; start < side; start += region) {
    const end = start + region - 1;
    for (let at = 0; at < side; at += 1) {
      dark[end * side + at] = 1;
      dark[at * side + start] = 1;
    }
  }
}
