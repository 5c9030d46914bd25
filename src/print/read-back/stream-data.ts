import { inflateSync } from 'node:zlib';
import { PrintFileDamagedError } from '../errors.ts';
import { describe, isDictionary, nameOf } from './value.ts';
import type { Dictionary, Value } from './value.ts';

/** Far above any table or object stream of ours, far below what would hurt. */
const MAX_DECODED_BYTES = 512 * 1024 * 1024;

/** The data of a cross-reference or object stream: Flate or nothing, with or without PNG predictors (7.4.4). */
export function decodeStream(where: string, dictionary: Dictionary, raw: Uint8Array): Uint8Array {
  const filter = dictionary.get('Filter') ?? null;
  if (filter === null) return raw;
  if (nameOf(filter) !== 'FlateDecode')
    throw new PrintFileDamagedError(where, '/FlateDecode', describe(filter));
  let data: Uint8Array;
  try {
    data = inflateSync(raw, { maxOutputLength: MAX_DECODED_BYTES, chunkSize: chunkBytes(raw.length) });
  } catch (cause) {
    throw new PrintFileDamagedError(where, 'deflated data', 'data that does not inflate', { cause });
  }
  const parameters = dictionary.get('DecodeParms') ?? null;
  if (parameters === null) return data;
  if (!isDictionary(parameters))
    throw new PrintFileDamagedError(where, 'one /DecodeParms', describe(parameters));
  return undoPredictor(where, data, parameters);
}

/** Room for what a mark or an object stream unfolds to: the default of 16 KB is too much for a page's few hundred bytes. */
function chunkBytes(deflated: number): number {
  return Math.min(64 * 1024, Math.max(1024, deflated * 6));
}

function undoPredictor(where: string, data: Uint8Array, parameters: Dictionary): Uint8Array {
  const predictor = numberOr(parameters.get('Predictor'), 1);
  if (predictor === 1) return data;
  if (predictor < 10 || predictor > 15) {
    throw new PrintFileDamagedError(where, 'no predictor or one of PNG', `predictor ${predictor}`);
  }
  const pixelBytes = Math.max(
    1,
    (numberOr(parameters.get('Colors'), 1) * numberOr(parameters.get('BitsPerComponent'), 8)) >> 3,
  );
  const rowBytes = numberOr(parameters.get('Columns'), 1) * pixelBytes;
  const rows = data.length / (rowBytes + 1);
  if (!Number.isInteger(rows))
    throw new PrintFileDamagedError(where, `rows of ${rowBytes + 1} bytes`, `${data.length} bytes`);
  const result = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row += 1) {
    const from = row * (rowBytes + 1);
    const line = result.subarray(row * rowBytes, (row + 1) * rowBytes);
    const above = row === 0 ? null : result.subarray((row - 1) * rowBytes, row * rowBytes);
    const type = data[from] ?? 0;
    if (type > 4) throw new PrintFileDamagedError(where, 'a PNG row filter 0 to 4', String(type));
    for (let at = 0; at < rowBytes; at += 1) {
      const left = at >= pixelBytes ? (line[at - pixelBytes] ?? 0) : 0;
      const up = above?.[at] ?? 0;
      const upLeft = at >= pixelBytes ? (above?.[at - pixelBytes] ?? 0) : 0;
      line[at] = (data[from + 1 + at] ?? 0) + predicted(type, left, up, upLeft);
    }
  }
  return result;
}

/** PNG specification, 9.2. */
function predicted(type: number, left: number, up: number, upLeft: number): number {
  switch (type) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, upLeft);
    default:
      return 0;
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

function numberOr(value: Value | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
