/** Character classes of PDF syntax (ISO 32000-1, 7.2.2). */
const REGULAR = 0;
const WHITE = 1;
const DELIMITER = 2;

const CLASS = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) CLASS[code] = WHITE;
for (const char of '()<>[]{}/%') CLASS[char.charCodeAt(0)] = DELIMITER;

/** Beyond the end of the text (NaN) nothing is white. */
export function isWhite(code: number): boolean {
  return CLASS[code] === WHITE;
}

/** Beyond the end of the text (NaN) nothing is regular. */
export function isRegular(code: number): boolean {
  return CLASS[code] === REGULAR;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** First position at or after `from` that is neither white space nor part of a comment. */
export function skipWhite(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (CLASS[code] === WHITE) {
      at += 1;
    } else if (code === 0x25) {
      at = endOfLine(text, at);
    } else {
      return at;
    }
  }
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1;
  return at;
}

/** First position at or after `from` that does not belong to a regular token. */
export function endOfRegular(text: string, from: number): number {
  let at = from;
  while (CLASS[text.charCodeAt(at)] === REGULAR) at += 1;
  return at;
}

/** End of the literal string that opens at `from`, after its closing parenthesis; -1 when it never closes. */
export function endOfLiteralString(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) {
      at += 1;
    } else if (code === 0x28) {
      open += 1;
    } else if (code === 0x29) {
      open -= 1;
      if (open === 0) return at + 1;
    }
  }
  return -1;
}
