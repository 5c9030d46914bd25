import type { SmtpReply } from '../domain/delivery.ts';

/**
 * Reads a whole reply as received, one or more lines. Null when it does not begin with a reply code: then it proves
 * nothing. The enhanced status (RFC 2034) is taken off the text, and the lines become one.
 */
export function parseSmtpReply(received: string): SmtpReply | null {
  const lines = received.split(/\r?\n/u).filter((line) => line.trim() !== '');
  const code = /^([2-5]\d\d)(?: |$)/u.exec(lines.at(-1) ?? '')?.[1];
  if (code === undefined) return null;
  const texts = lines.map((line) => line.replace(/^\d{3}[ -]?/u, '').trim());
  const enhanced = texts.map((text) => /^([245]\.\d{1,3}\.\d{1,3})\b/u.exec(text)?.[1]).find(Boolean) ?? null;
  const text = texts
    .map((line) =>
      enhanced !== null && line.startsWith(enhanced) ? line.slice(enhanced.length).trim() : line,
    )
    .join(' ');
  return { code: Number(code), enhanced, text };
}

/** How common relays name the message that they took: Postfix, Exim, sendmail, Exchange, Haraka and their kin. */
const QUEUE_ID = [
  /\bqueued as ([\w.-]+)/iu,
  /\bid=([\w.-]+)/iu,
  /\[InternalId=(\d+)/u,
  /^([\w.-]+) Message accepted for delivery/iu,
  /\bqueued \(?([\w.-]{6,})\)?/iu,
];

/** The queue id in a final reply, with which the relay's log can be searched. Null when it names none. */
export function queueIdOf(reply: SmtpReply): string | null {
  if (reply.code < 200 || reply.code > 299) return null;
  return QUEUE_ID.map((shape) => shape.exec(reply.text)?.[1]).find(Boolean) ?? null;
}
