import { endOfLiteralString, endOfRegular, isDigit, isWhite, skipWhite } from './characters.ts';
import { toLatin1 } from './pdf-source.ts';

/** Operators of content streams (ISO 32000-1, annex A). */
const OPERATORS: ReadonlySet<string> = new Set(
  (
    'b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q ' +
    're RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y \' "'
  ).split(' '),
);
const KEYWORDS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/**
 * Whether content consists of nothing but operands and operators of the format. Viewers step over what they do not
 * know; in a file that had to be repaired, an unknown word means that foreign bytes stand where content should.
 */
export function isCleanContent(content: Uint8Array): boolean {
  const text = toLatin1(content);
  let at = skipWhite(text, 0);
  while (at < text.length) {
    const next = endOfToken(text, at);
    if (next === -1) return false;
    at = skipWhite(text, next);
  }
  return true;
}

/** End of the operand or operator at `at`, of a whole inline picture for `ID`; -1 for anything else. */
function endOfToken(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 0x28) return endOfLiteralString(text, at);
  if (code === 0x2f) return endOfRegular(text, at + 1);
  if (text.startsWith('<<', at) || text.startsWith('>>', at)) return at + 2;
  if (code === 0x3c) {
    const end = text.indexOf('>', at);
    return end !== -1 && /^[\dA-Fa-f\s]*$/.test(text.slice(at + 1, end)) ? end + 1 : -1;
  }
  if (code === 0x5b || code === 0x5d) return at + 1;
  const end = endOfRegular(text, at);
  if (end === at) return -1;
  if (isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e) {
    return /^[-+]*[\d.-]+$/.test(text.slice(at, end)) ? end : -1;
  }
  const word = text.slice(at, end);
  if (word === 'ID') return endOfInlinePicture(text, end);
  return OPERATORS.has(word) || KEYWORDS.has(word) ? end : -1;
}

/** Behind the `EI` that ends the data of an inline picture: between white space, with nothing binary right after it. */
function endOfInlinePicture(text: string, from: number): number {
  for (let at = text.indexOf('EI', from); at !== -1; at = text.indexOf('EI', at + 2)) {
    const after = text.slice(at + 2, at + 12);
    if (isWhite(text.charCodeAt(at - 1)) && /^(?:$|[\s])[\t\n\r\x20-\x7E]*$/.test(after)) return at + 2;
  }
  return -1;
}
