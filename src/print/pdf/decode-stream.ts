import { inflateRawSync, inflateSync } from 'node:zlib';

import { decodeAscii85, decodeAsciiHex, decodeRunLength } from './byte-filters.ts';
import { decodeLzw } from './lzw.ts';
import type { WorkBudget } from './pdf-limits.ts';
import { EMPTY_DICT, integerOf, isDict, isName, itemsOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { undoPredictor } from './predictor.ts';
import { UnfitPdfError, damaged } from './unfit-pdf-error.ts';

/** Filters whose output is bytes; the others (DCT, JPX, CCITT, JBIG2) make pictures and stay as they are. */
const BYTE_FILTERS: ReadonlyMap<string, string> = new Map([
  ['/FlateDecode', 'flate'],
  ['/Fl', 'flate'],
  ['/LZWDecode', 'lzw'],
  ['/LZW', 'lzw'],
  ['/ASCII85Decode', 'ascii85'],
  ['/A85', 'ascii85'],
  ['/ASCIIHexDecode', 'hex'],
  ['/AHx', 'hex'],
  ['/RunLengthDecode', 'runLength'],
  ['/RL', 'runLength'],
]);

/** The filter names of a stream, in the order of decoding. References must be resolved already. */
export function filterNames(dict: PdfDict): readonly string[] {
  const filter = dict.get('/Filter');
  if (filter === undefined || filter === 'null') return [];
  return isName(filter) ? [filter] : (itemsOf(filter) ?? []).filter(isName);
}

export function isByteFilter(name: string): boolean {
  return BYTE_FILTERS.has(name);
}

/**
 * The data of a stream, decompressed; counts against the budget.
 * @throws UnfitPdfError `damaged` for data that does not decode, `limit_exceeded` for a bomb.
 */
export function decodeStream(dict: PdfDict, data: Uint8Array, budget: WorkBudget): Uint8Array {
  let decoded = data;
  const parms = dict.get('/DecodeParms');
  const parmsList: readonly (PdfValue | undefined)[] = itemsOf(parms) ?? [parms];
  for (const [position, name] of filterNames(dict).entries()) {
    const parm = parmsList[position];
    decoded = decodeOne(name, decoded, isDict(parm) ? parm : EMPTY_DICT, budget);
    budget.countDecoded(decoded.length);
  }
  return decoded;
}

function decodeOne(name: string, data: Uint8Array, parms: PdfDict, budget: WorkBudget): Uint8Array {
  switch (BYTE_FILTERS.get(name)) {
    case 'flate':
      return undoPredictor(inflate(data, budget), parms);
    case 'lzw':
      return undoPredictor(decodeLzw(data, integerOf(parms.get('/EarlyChange')) ?? 1, budget), parms);
    case 'ascii85':
      return decodeAscii85(data);
    case 'hex':
      return decodeAsciiHex(data);
    case 'runLength':
      return decodeRunLength(data, budget);
    default:
      throw damaged(
        `A stream that must be read names the filter ${name.slice(0, 40)}, which yields no bytes.`,
      );
  }
}

/**
 * Room for the output of one stream: page content unfolds about fivefold, and what fits one chunk is not copied again.
 * (The default of 16 KB takes half as long again; 64 KB for each stream leaves twice the memory behind.)
 */
function chunkBytes(compressed: number): number {
  return Math.min(64 * 1024, Math.max(4 * 1024, compressed * 6));
}

function inflate(data: Uint8Array, budget: WorkBudget): Uint8Array {
  // Nothing compressed is nothing: writers of empty pages leave the compressor's own header out.
  if (data.length === 0) return data;
  // One byte more than allowed: a result of exactly the limit is fine.
  const options = {
    maxOutputLength: Math.max(1, budget.decodedLeft + 1),
    chunkSize: chunkBytes(data.length),
  };
  try {
    return inflateSync(data, options);
  } catch (error) {
    if (isTooLarge(error)) throw budget.tooMuchDecoded();
    try {
      // Readers ignore a wrong checksum; the data itself must still be whole.
      return inflateRawSync(data.subarray(2), options);
    } catch (again) {
      if (isTooLarge(again)) throw budget.tooMuchDecoded();
      throw damaged('A compressed stream that the pages need does not decompress.', { cause: error });
    }
  }
}

function isTooLarge(error: unknown): boolean {
  if (error instanceof UnfitPdfError) return false;
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
