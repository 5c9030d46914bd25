import { encode as encodeBase64, wrap as wrapBase64 } from 'nodemailer/lib/base64';
import { isPlainText } from 'nodemailer/lib/mime-funcs';
import { encode, wrap } from 'nodemailer/lib/qp';

/** Some lines of a text, each with its LF; only the last passage of a text may end without one. */
export interface Passage {
  readonly words: string;
  /** The same words stand in many messages: they are encoded once. */
  readonly isFixed: boolean;
}

export type TextEncoding = '7bit' | 'quoted-printable' | 'base64';

/** What the choice of an encoding needs to know of some words, and the words in the encoding that nearly all have. */
interface EncodedPassage {
  /** With CRLF line ends. */
  readonly content: string;
  readonly quotedPrintable: string;
  readonly isPlain: boolean;
  readonly hasLongLines: boolean;
  /** Latin letters minus characters beyond ASCII (and controls). */
  readonly latinSurplus: number;
}

/** Characters of a line in quoted-printable and base64 (RFC 2045 section 6.7 and 6.8). */
const LINE_LENGTH = 76;
const LONG_LINE = /^.{77,}/mu;
/** From this length on the library looks for no long lines but takes them for granted. */
const LOOKED_THROUGH = 128 * 1024;

/** Fixed words are those of a category, a country and an insurer: some dozens. */
const MOST_KNOWN = 1000;
const known = new Map<string, EncodedPassage>();

/**
 * Encodes a text in the way that the library would: ASCII as it is, else quoted-printable, or base64 where most of it is beyond
 * ASCII. Quoted-printable knows no state beyond a line, so that each passage is encoded by itself, and the fixed ones once for all
 * messages. A test compares with the library, byte by byte.
 */
export function encodePassages(passages: readonly Passage[]): {
  readonly encoding: TextEncoding;
  readonly body: string;
} {
  const parts = passages.map((passage) =>
    passage.isFixed ? remembered(passage.words) : encoded(passage.words),
  );
  const encoding = encodingOf(parts);
  if (encoding === 'quoted-printable') {
    return { encoding, body: parts.map(({ quotedPrintable }) => quotedPrintable).join('') };
  }
  const content = parts.map((part) => part.content).join('');
  return { encoding, body: encoding === '7bit' ? content : wrapBase64(encodeBase64(content), LINE_LENGTH) };
}

function encodingOf(parts: readonly EncodedPassage[]): TextEncoding {
  const length = parts.reduce((sum, { content }) => sum + content.length, 0);
  const hasLongLines = length > LOOKED_THROUGH || parts.some((part) => part.hasLongLines);
  if (!hasLongLines && parts.every(({ isPlain }) => isPlain)) return '7bit';
  return parts.reduce((sum, { latinSurplus }) => sum + latinSurplus, 0) > 0 ? 'quoted-printable' : 'base64';
}

function remembered(words: string): EncodedPassage {
  const before = known.get(words);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const now = encoded(words);
  known.set(words, now);
  return now;
}

function encoded(words: string): EncodedPassage {
  const content = words.replaceAll('\n', '\r\n');
  return {
    content,
    quotedPrintable: wrap(encode(content), LINE_LENGTH),
    isPlain: isPlainText(content),
    hasLongLines: LONG_LINE.test(content),
    latinSurplus: surplusOf(content),
  };
}

/** Tab and the two line ends are neither; the other controls count as beyond ASCII. */
function surplusOf(content: string): number {
  let surplus = 0;
  for (let index = 0; index < content.length; index += 1) {
    const code = content.charCodeAt(index);
    if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) surplus += 1;
    else if (code >= 0x80 || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)) surplus -= 1;
  }
  return surplus;
}
