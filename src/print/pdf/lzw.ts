import type { WorkBudget } from './pdf-limits.ts';
import { damaged } from './unfit-pdf-error.ts';

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const TABLE_SIZE = 4096;

/** ISO 32000-1, 7.4.4. `earlyChange`: 1 when codes widen one entry early (the default), else 0. */
export function decodeLzw(data: Uint8Array, earlyChange: number, budget: WorkBudget): Uint8Array {
  // Each entry is its predecessor and one more byte; `lengths` says how far to walk back.
  const prefixes = new Uint16Array(TABLE_SIZE);
  const suffixes = new Uint8Array(TABLE_SIZE);
  const lengths = new Uint16Array(TABLE_SIZE);
  for (let i = 0; i < 256; i += 1) {
    suffixes[i] = i;
    lengths[i] = 1;
  }
  let out = Buffer.allocUnsafe(Math.max(1024, data.length * 4));
  let length = 0;
  let next = FIRST_FREE;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let bitCount = 0;
  for (const byte of data) {
    bits = ((bits << 8) | byte) & 0xff_ff_ff;
    bitCount += 8;
    if (bitCount < width) continue;
    bitCount -= width;
    const code = (bits >> bitCount) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      next = FIRST_FREE;
      width = 9;
      previous = -1;
      continue;
    }
    if (code > next || (code === next && previous === -1) || (code >= FIRST_FREE && previous === -1)) {
      throw damaged('A stream in LZW holds a code that was not defined before.');
    }
    // The code may be the very entry that this step defines: the previous string and its own first byte.
    const known = code === next ? previous : code;
    const size = (lengths[known] ?? 0) + (code === next ? 1 : 0);
    if (length + size > budget.decodedLeft) throw budget.tooMuchDecoded();
    if (length + size > out.length) out = Buffer.concat([out], Math.max(out.length * 2, length + size));
    let entry = known;
    for (let at = length + (lengths[known] ?? 0) - 1; at >= length; at -= 1) {
      out[at] = suffixes[entry] ?? 0;
      entry = prefixes[entry] ?? 0;
    }
    const first = out[length] ?? 0;
    if (code === next) out[length + size - 1] = first;
    if (previous !== -1 && next < TABLE_SIZE) {
      prefixes[next] = previous;
      suffixes[next] = first;
      lengths[next] = (lengths[previous] ?? 0) + 1;
      next += 1;
    }
    length += size;
    previous = code;
    if (next + earlyChange >= 1 << width && width < 12) width += 1;
  }
  return out.subarray(0, length);
}
