import { isWhite } from './characters.ts';
import type { WorkBudget } from './pdf-limits.ts';
import { damaged } from './unfit-pdf-error.ts';

/** ISO 32000-1, 7.4.3. */
export function decodeAscii85(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length * 4);
  let length = 0;
  let group = 0;
  let digits = 0;
  for (const code of data) {
    if (isWhite(code)) continue;
    if (code === 0x7e) break;
    if (code === 0x7a && digits === 0) {
      length += 4;
      continue;
    }
    if (code < 33 || code > 117)
      throw damaged('A stream in ASCII85 holds a character that is none of its digits.');
    group = group * 85 + (code - 33);
    digits += 1;
    if (digits === 5) {
      length = putBytes(out, length, group, 4);
      group = 0;
      digits = 0;
    }
  }
  if (digits > 1) {
    for (let i = digits; i < 5; i += 1) group = group * 85 + 84;
    length = putBytes(out, length, group, digits - 1);
  }
  return out.subarray(0, length);
}

/** Puts the highest `count` of the four bytes of `group`. */
function putBytes(out: Uint8Array, at: number, group: number, count: number): number {
  for (let i = 0; i < count; i += 1) out[at + i] = Math.floor(group / 256 ** (3 - i)) % 256;
  return at + count;
}

/** ISO 32000-1, 7.4.2. */
export function decodeAsciiHex(data: Uint8Array): Uint8Array {
  const out = new Uint8Array((data.length + 1) >> 1);
  let digits = 0;
  for (const code of data) {
    if (isWhite(code)) continue;
    if (code === 0x3e) break;
    const digit = Number.parseInt(String.fromCharCode(code), 16);
    if (Number.isNaN(digit))
      throw damaged('A stream in hexadecimal holds a character that is none of its digits.');
    out[digits >> 1] = (out[digits >> 1] ?? 0) + (digits % 2 === 0 ? digit * 16 : digit);
    digits += 1;
  }
  return out.subarray(0, (digits + 1) >> 1);
}

/** ISO 32000-1, 7.4.5. */
export function decodeRunLength(data: Uint8Array, budget: WorkBudget): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < data.length;) {
    const code = data[at] ?? 128;
    if (code === 128) break;
    const part =
      code < 128 ? data.subarray(at + 1, at + 2 + code) : new Uint8Array(257 - code).fill(data[at + 1] ?? 0);
    at += code < 128 ? code + 2 : 2;
    total += part.length;
    if (total > budget.decodedLeft) throw budget.tooMuchDecoded();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
