import { integerOf } from './pdf-value.ts';
import type { PdfDict } from './pdf-value.ts';
import { damaged } from './unfit-pdf-error.ts';

/** Reverses the prediction that stands behind Flate or LZW (ISO 32000-1, 7.4.4.4). */
export function undoPredictor(data: Uint8Array, parms: PdfDict): Uint8Array {
  const predictor = integerOf(parms.get('/Predictor')) ?? 1;
  if (predictor <= 1) return data;
  const colors = integerOf(parms.get('/Colors')) ?? 1;
  const bits = integerOf(parms.get('/BitsPerComponent')) ?? 8;
  const columns = integerOf(parms.get('/Columns')) ?? 1;
  const rowBits = colors * bits * columns;
  if (colors < 1 || bits < 1 || columns < 1 || rowBits > 2 ** 31)
    throw damaged('A stream has senseless predictor parameters.');
  const rowBytes = Math.ceil(rowBits / 8);
  const pixelBytes = Math.max(1, Math.ceil((colors * bits) / 8));
  if (predictor === 2) return undoTiff(data, rowBytes, colors, bits);
  return undoPng(data, rowBytes, pixelBytes);
}

function undoTiff(data: Uint8Array, rowBytes: number, colors: number, bits: number): Uint8Array {
  // Text streams with this predictor and other depths do not occur; pictures are never decoded here.
  if (bits !== 8)
    throw damaged(`A stream that must be read uses the TIFF predictor with ${bits} bits; expected 8.`);
  const out = Uint8Array.from(data);
  for (let row = 0; row < out.length; row += rowBytes) {
    for (let at = row + colors; at < Math.min(row + rowBytes, out.length); at += 1) {
      out[at] = (out[at] ?? 0) + (out[at - colors] ?? 0);
    }
  }
  return out;
}

function undoPng(data: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = Math.ceil(data.length / (rowBytes + 1));
  const out = new Uint8Array(data.length);
  let length = 0;
  for (let row = 0; row < rows; row += 1) {
    const from = row * (rowBytes + 1);
    const line = data.subarray(from + 1, from + 1 + rowBytes);
    undoPngRow(data[from] ?? 0, line, out, row * rowBytes, row === 0 ? -1 : (row - 1) * rowBytes, pixelBytes);
    length += line.length;
  }
  return out.subarray(0, length);
}

function undoPngRow(
  filter: number,
  line: Uint8Array,
  out: Uint8Array,
  to: number,
  above: number,
  pixelBytes: number,
): void {
  for (let i = 0; i < line.length; i += 1) {
    const left = i >= pixelBytes ? (out[to + i - pixelBytes] ?? 0) : 0;
    const up = above >= 0 ? (out[above + i] ?? 0) : 0;
    const upLeft = above >= 0 && i >= pixelBytes ? (out[above + i - pixelBytes] ?? 0) : 0;
    out[to + i] = (line[i] ?? 0) + predicted(filter, left, up, upLeft);
  }
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const estimate = left + up - upLeft;
      const dLeft = Math.abs(estimate - left);
      const dUp = Math.abs(estimate - up);
      const dUpLeft = Math.abs(estimate - upLeft);
      if (dLeft <= dUp && dLeft <= dUpLeft) return left;
      return dUp <= dUpLeft ? up : upLeft;
    }
    default:
      throw damaged(`A stream has a row with the unknown PNG predictor ${filter}.`);
  }
}
