import { isWhite } from './characters.ts';
import type { WorkBudget } from './pdf-limits.ts';
import { damaged } from './unfit-pdf-error.ts';

const POWERS_OF_85 = [52_200_625, 614_125, 7_225, 85, 1] as const;

/** ISO 32000-1, 7.4.3. */
export function decodeAscii85(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(ascii85Bound(data));
  let length = 0;
  let group = 0;
  let digits = 0;
  for (let at = 0; at < data.length; at += 1) {
    const code = data[at] ?? 0;
    if (code >= 33 && code <= 117) {
      group += (code - 33) * (POWERS_OF_85[digits] ?? 0);
      digits += 1;
      if (digits < 5) continue;
      out[length] = group >>> 24;
      out[length + 1] = (group >>> 16) & 255;
      out[length + 2] = (group >>> 8) & 255;
      out[length + 3] = group & 255;
      length += 4;
      group = 0;
      digits = 0;
    } else if (code === 0x7a && digits === 0) {
      length += 4;
    } else if (code === 0x7e) {
      break;
    } else if (!isWhite(code)) {
      throw damaged('A stream in ASCII85 holds a character that is none of its digits.');
    }
  }
  if (digits > 1) {
    // The last group is cut off: it reads as if filled up with the highest digit.
    for (let i = digits; i < 5; i += 1) group += 84 * (POWERS_OF_85[i] ?? 0);
    for (let i = 0; i < digits - 1; i += 1) out[length + i] = (group >>> (24 - 8 * i)) & 255;
    length += digits - 1;
  }
  return out.subarray(0, length);
}

/** At most how many bytes ASCII85 data stands for: `z` is four zeros, any other five characters are four bytes. */
export function ascii85Bound(data: Uint8Array): number {
  const shortcuts = data.includes(0x7a);
  return shortcuts ? data.length * 4 : Math.ceil(data.length / 5) * 4;
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
