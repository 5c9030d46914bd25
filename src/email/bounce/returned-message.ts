import { decodeBody } from './decode-body.ts';
import { leavesOf, type MimeEntity } from './mime-entity.ts';
import { MimeHeaders } from './mime-headers.ts';

/** The line behind which a report in words shows the message that came back. */
const BEGINNING =
  /^[ \t>*=_-]{0,80}(?:(?:this|below|here|included|the following)\b[^\n]{0,40}\b(?:copy|header|headers)\b|below this line|(?:the )?(?:original|unsent|returned|undelivered|bounced|rejected) (?:message|mail|e-?mail)(?:(?: text)? follows| headers?)?\b(?! (?:was|is|has|could|to|from|sent)\b)|message headers?\b|the headers? of the original|(?:ursprüngliche|originale?) (?:nachricht|e-?mail|header)|kopie der\b|(?:der )?(?:header|kopf)\w* der (?:original|ursprünglichen))[^\n]{0,60}$/imu;

/** The report itself, without the message that came back. */
export function beforeReturned(text: string): string {
  const match = BEGINNING.exec(text);
  return match === null || match.index === 0 ? text : text.slice(0, match.index);
}

/** The header of the message that came back: a part of its own (RFC 6522), or behind the words. Null when none is there. */
export function returnedHeader(root: MimeEntity, text: string): MimeHeaders | null {
  for (const leaf of leavesOf(root)) {
    if (
      /^(?:message\/(?:rfc822|global|partial)|text\/rfc822(?:-headers)?|message\/global-headers)$/u.test(
        leaf.type.value,
      )
    ) {
      const header = headerOf(decodeBody(leaf.body, leaf.headers.raw('content-transfer-encoding'), 'latin1'));
      if (header !== null) return header;
    }
  }
  const match = BEGINNING.exec(text);
  return match === null
    ? null
    : headerOf(Buffer.from(text.slice(match.index + match[0].length)).toString('latin1'));
}

function headerOf(text: string): MimeHeaders | null {
  // Between the line and the header stand empty lines and rulers.
  const begun = text.replace(/^(?:[ \t>*=_-]*\n)+/u, '');
  const end = begun.indexOf('\n\n');
  const header = new MimeHeaders(end === -1 ? begun : begun.slice(0, end));
  return header.has('message-id') || header.has('from') || header.has('to') || header.has('subject')
    ? header
    : null;
}

const MESSAGE_ID = /<[^\s<>]{1,250}@[^\s<>]{1,250}>/u;

/** With angle brackets, or null. */
export function messageIdIn(headers: MimeHeaders | null): string | null {
  if (headers === null) return null;
  return MESSAGE_ID.exec(headers.raw('message-id'))?.[0] ?? null;
}

const ADDRESS =
  /[\w!#$%&'*+/=?^`{|}~.\u0080-\uFFFF-]{1,100}@[\w\u0080-\uFFFF-]{1,63}(?:\.[\w\u0080-\uFFFF-]{1,63}){0,8}/gu;

/** Everything in a text that looks like an address. */
export function addressesIn(text: string): readonly string[] {
  return [...text.slice(0, 20_000).matchAll(ADDRESS)].map(([address]) => address.replace(/[.'-]+$/u, ''));
}
