import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';

/** An address keeps its name apart, so that the composer can encode it. */
export interface MimeHeader {
  readonly key: string;
  readonly value: string | { readonly name: string; readonly address: string };
  /** The same header stands in many messages: it is encoded once. */
  readonly isFixed?: boolean;
}

/** Characters of a line (RFC 5322 section 2.1.1 asks for less than 79). */
const LINE_LENGTH = 76;

/** Structured fields of ASCII, in which the library has nothing to encode; a shorter line is not folded either. */
const UNTOUCHED = new Set(['Date', 'Message-ID', 'To']);
const PLAIN_VALUE = /^(?:[\w.+-]+@[a-z\d.-]+|<[\w!#$%&'*+/^`{|}~.-]+@[\w.-]+>|[\w ,:+]+)$/u;

/** Never asked for a whole message: it encodes values. */
const encoder = new MimeNode('text/plain', { baseBoundary: '-' });

/** Fixed headers are those of an insurer, a category and a country: some dozens. */
const MOST_KNOWN = 1000;
const known = new Map<string, string>();

/** A header as the library writes it: encoded and folded, without a line end behind it. A test compares with the library. */
export function headerLine({ key, value, isFixed }: MimeHeader): string {
  const plain = typeof value === 'string' || value.name !== '' ? value : value.address;
  if (typeof plain === 'string' && UNTOUCHED.has(key) && PLAIN_VALUE.test(plain)) {
    const line = `${key}: ${plain}`;
    if (line.length < LINE_LENGTH) return line;
  }
  if (isFixed !== true) return encodedLine(key, value);
  const name = JSON.stringify([key, value]);
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const line = encodedLine(key, value);
  known.set(name, line);
  return line;
}

function encodedLine(key: string, value: MimeHeader['value']): string {
  const given = typeof value === 'string' ? value : { ...value };
  return foldLines(`${key}: ${encoder.encodeHeaderValue(key, given)}`, LINE_LENGTH);
}
