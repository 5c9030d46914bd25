import { decodeBody } from './decode-body.ts';
import { MimeHeaders, structuredField, type StructuredField } from './mime-headers.ts';

/** One entity of a message (RFC 2045): its header and either a body or parts. What it encloses is not opened. */
export interface MimeEntity {
  readonly headers: MimeHeaders;
  readonly type: StructuredField;
  /** Of a multipart; empty for everything else, and for what is nested too deep. */
  readonly parts: readonly MimeEntity[];
  /** As received: one character a byte, LF line ends. Empty for a multipart with parts. */
  readonly body: string;
}

/** An honest report nests three deep and has four parts; the rest is a try to wear us out. */
const MAX_DEPTH = 8;
const MAX_PARTS = 100;
const MAX_HEADER_CHARACTERS = 128 * 1024;

/**
 * Reads a message, damaged ones too: whatever the bytes, the answer comes in time that grows with their number only.
 * Enclosed messages (`message/rfc822`) stay closed: what somebody forwards says nothing about our mail.
 */
export function parseMime(bytes: Uint8Array): MimeEntity {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    // As received from the network, from Unix and from old Macs.
    .replaceAll(/\r\n?/gu, '\n')
    // The line that mailbox files put before a message.
    .replace(/^(?:>?From [^\n]*\n|\n)+/u, '');
  return parseEntity(text, 0, { parts: 0 });
}

/** Text of an entity, decoded; of HTML without its tags. */
export function textOfEntity(entity: MimeEntity): string {
  const charset = entity.type.parameters.get('charset') ?? '';
  const text = decodeBody(entity.body, entity.headers.raw('content-transfer-encoding'), charset);
  return entity.type.value === 'text/html' ? withoutTags(text) : text;
}

/** Every entity without parts, in order. */
export function leavesOf(entity: MimeEntity): readonly MimeEntity[] {
  return entity.parts.length === 0 ? [entity] : entity.parts.flatMap(leavesOf);
}

function parseEntity(text: string, depth: number, budget: { parts: number }): MimeEntity {
  const end = endOfHeader(text);
  const headers = new MimeHeaders(text.slice(0, Math.min(end, MAX_HEADER_CHARACTERS)));
  const body = text.slice(end + 1).replace(/^\n/u, '');
  const type = structuredField(headers.raw('content-type'));
  const boundary = type.parameters.get('boundary') ?? '';
  if (!type.value.startsWith('multipart/') || depth >= MAX_DEPTH) {
    return { headers, type, parts: [], body };
  }
  const parts: MimeEntity[] = [];
  for (const piece of pieces(body, actualBoundary(body, boundary))) {
    if (budget.parts >= MAX_PARTS) break;
    budget.parts += 1;
    parts.push(parseEntity(piece, depth + 1, budget));
  }
  return parts.length === 0 ? { headers, type, parts: [], body } : { headers, type, parts, body: '' };
}

/** Index of the line end before the empty line. A part that begins with one, or with no field at all, has no header. */
function endOfHeader(text: string): number {
  if (text.startsWith('\n')) return -1;
  const firstLine = text.slice(0, Math.max(0, text.indexOf('\n')));
  if (!/^[\x21-\x39\x3b-\x7e]{1,80}[ \t]*:/u.test(firstLine)) return -1;
  const end = text.indexOf('\n\n');
  return end === -1 ? text.length : end;
}

/** Gateways rewrite header or body: where the stated boundary is not in the body, the one that is there counts. */
function actualBoundary(body: string, stated: string): string {
  if (stated !== '' && (body.startsWith(`--${stated}`) || body.includes(`\n--${stated}`))) return stated;
  return /^--([^\s-][^\n]{0,200})\ncontent-/imu.exec(body)?.[1]?.trimEnd() ?? stated;
}

/** RFC 2046 section 5.1.1; a missing closing line ends the last part with the text. */
function* pieces(body: string, boundary: string): Generator<string> {
  const text = `\n${body}`;
  const line = `\n--${boundary}`;
  let start = -1;
  for (let at = text.indexOf(line); at !== -1; at = text.indexOf(line, at + 1)) {
    const after = text.slice(at + line.length, at + line.length + 2);
    // A longer boundary that begins like this one is another part's.
    if (after !== '' && !/^(?:--|[ \t\n])/u.test(after)) continue;
    if (start !== -1) yield text.slice(start, at);
    if (after === '--') return;
    const lineEnd = text.indexOf('\n', at + 1);
    if (lineEnd === -1) return;
    start = lineEnd + 1;
  }
  if (start !== -1) yield text.slice(start);
}

function withoutTags(html: string): string {
  return html
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/td|\/li|\/h\d)\b[^<>]{0,500}>/giu, '\n')
    .replaceAll(/<[a-z!/][^<>]{0,2000}>/giu, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#(?:39|x27);/gu, "'")
    .replaceAll('&amp;', '&');
}
