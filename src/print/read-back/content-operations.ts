/** Up to so many digits a number and its power of ten are both exact, and so their quotient is rounded once. */
const MAX_EXACT_DIGITS = 15;
const POWERS = Array.from({ length: MAX_EXACT_DIGITS + 1 }, (_, digits) => 10 ** digits);
const WHITE = new Uint8Array(256);
for (const white of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) WHITE[white] = 1;

/** Of one or two characters, as all are that fill rectangles; words are made once, not for each time one stands in a page. */
const WORDS = ['q', 'Q', 'cm', 'g', 're', 'f', 'F', 'f*', 'n', 'S'] as const;
export type Operator = (typeof WORDS)[number];
const OPERATORS: ReadonlyMap<number, Operator> = new Map(
  WORDS.map((word) => [word.charCodeAt(0) * 256 + (word.length > 1 ? word.charCodeAt(1) : 0), word]),
);

/**
 * Calls `visit` for each operator that fills or places rectangles, with the numbers right before it, which hold until
 * the next call. What is no number and no such operator only ends a row of numbers.
 */
export function visitOperations(
  content: Buffer,
  visit: (operator: Operator, operands: readonly number[]) => void,
): void {
  const operands: number[] = [];
  for (let at = 0; at < content.length;) {
    if (WHITE[content[at] ?? 0] === 1) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < content.length && WHITE[content[at] ?? 0] === 0) at += 1;
    const number = numberAt(content, start, at);
    if (number !== null) {
      operands.push(number);
      continue;
    }
    const operator = operatorAt(content, start, at);
    if (operator !== undefined) visit(operator, operands);
    operands.length = 0;
  }
}

function operatorAt(content: Buffer, start: number, end: number): Operator | undefined {
  if (end - start > 2) return undefined;
  return OPERATORS.get((content[start] ?? 0) * 256 + (end - start > 1 ? (content[start + 1] ?? 0) : 0));
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
