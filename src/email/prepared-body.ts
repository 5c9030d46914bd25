import { PostausgangError } from '../domain/errors.ts';
import { base64PartOf } from './base64-lines.ts';

/** The message is not in the form that SMTP carries: a defect of this program, found before any byte goes out. */
export class MessageFormatError extends PostausgangError {
  readonly code = 'MESSAGE_FORMAT';

  constructor(offset: number) {
    super(
      `Expected a message with CRLF line ends only, found a bare CR or LF at byte ${offset}. ` +
        'Some servers would read a second message out of it (SMTP smuggling). Nothing was sent. Please report this.',
    );
  }
}

export const END_OF_DATA = Buffer.from('.\r\n');

/** Bytes of one write: a common message (141 KB) is one. */
const WRITE_SIZE = 256 * 1024;
const DOT = Buffer.from('.');
const CRLF = Buffer.from('\r\n');
const CR = 0x0d;
const LF = 0x0a;
const FULL_STOP = 0x2e;

/**
 * The body as it goes over the wire: leading dots doubled (RFC 5321 section 4.5.2), final CRLF present, without the
 * dot that ends it. Behind the last of the doubled dots these are slices of `bytes`, not copies: with an attachment nearly all of it.
 * A message of 141 KB costs 0.01 ms here, and 0.1 ms where its origin is not known; the library's own stream, byte by byte, costs
 * 1.5 ms.
 *
 * @throws MessageFormatError
 */
export function prepareBody(bytes: Buffer): readonly Buffer[] {
  const doubled: Buffer[] = [];
  let from = 0;
  for (const dot of leadingDots(bytes)) {
    doubled.push(bytes.subarray(from, dot), DOT);
    from = dot;
  }
  const end = bytes.subarray(-2).equals(CRLF) ? [] : [CRLF];
  return [...slices(Buffer.concat(doubled)), ...slices(bytes.subarray(from)), ...end];
}

/**
 * Where lines begin with a dot. What is known to be base64 is passed over: it is 97 of 100 bytes of a common message.
 *
 * @throws MessageFormatError at the first CR or LF that stands alone
 */
function leadingDots(bytes: Buffer): readonly number[] {
  const known = base64PartOf(bytes);
  // A line end before and after the known part belongs to the parts that are looked at.
  if (known === null || known.to - known.from < 2) return dotsIn(bytes, 0, bytes.length);
  return [...dotsIn(bytes, 0, known.from), ...dotsIn(bytes, known.to, bytes.length)];
}

/**
 * The same in a part of the message, which begins where a line does, or with the line end of the part before it. Goes from
 * line end to line end: the search for a byte is native code, and three times as fast as a look at each byte from here.
 */
function dotsIn(bytes: Buffer, from: number, to: number): readonly number[] {
  const part = bytes.subarray(from, to);
  const dots: number[] = [];
  let cr = part.indexOf(CR);
  let line = 0;
  while (line < part.length) {
    const isLineStart = line > 0 || from === 0;
    if (isLineStart && part[line] === FULL_STOP) dots.push(from + line);
    const lf = part.indexOf(LF, line);
    if (lf === -1) break;
    if (lf === 0 || cr !== lf - 1) throw new MessageFormatError(from + (cr === -1 ? lf : Math.min(cr, lf)));
    cr = part.indexOf(CR, lf);
    line = lf + 1;
  }
  if (cr !== -1) throw new MessageFormatError(from + cr);
  return dots;
}

function slices(body: Buffer): readonly Buffer[] {
  const count = Math.ceil(body.length / WRITE_SIZE);
  return Array.from({ length: count }, (_, index) =>
    body.subarray(index * WRITE_SIZE, (index + 1) * WRITE_SIZE),
  );
}
