/** Up to so many digits a number and its power of ten are both exact, and so their quotient is rounded once. */
const MAX_EXACT_DIGITS = 15;
const POWERS = Array.from({ length: MAX_EXACT_DIGITS + 1 }, (_, digits) => 10 ** digits);
const WHITE = new Uint8Array(256);
for (const white of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) WHITE[white] = 1;

/** What white space divides in a content stream: numbers, and all else as it is written. */
export function* contentTokens(content: Buffer): Generator<number | string, void> {
  let at = 0;
  while (at < content.length) {
    if (isWhite(content, at)) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < content.length && !isWhite(content, at)) at += 1;
    yield numberAt(content, start, at) ?? content.toString('latin1', start, at);
  }
}

function isWhite(content: Buffer, at: number): boolean {
  return WHITE[content[at] ?? 0] === 1;
}

/** ISO 32000-1, 7.3.3. Null when it is no number. */
function numberAt(content: Buffer, start: number, end: number): number | null {
  const sign = content[start];
  const first = sign === 0x2b || sign === 0x2d ? start + 1 : start;
  let number = 0;
  let point = -1;
  for (let at = first; at < end; at += 1) {
    const byte = content[at] ?? 0;
    if (byte === 0x2e && point === -1) point = at;
    else if (byte < 0x30 || byte > 0x39) return null;
    else number = number * 10 + byte - 0x30;
  }
  const digits = end - first - (point === -1 ? 0 : 1);
  if (digits === 0) return null;
  if (digits > MAX_EXACT_DIGITS) return Number(content.toString('latin1', start, end));
  const size = number / (POWERS[point === -1 ? 0 : end - point - 1] ?? 1);
  return sign === 0x2d ? -size : size;
}
