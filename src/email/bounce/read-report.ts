import { decodeBody } from './decode-body.ts';
import { readDeliveryStatus } from './delivery-status.ts';
import { quotesRefusal } from './failure-wording.ts';
import { hasBounceSubject, hasNullReturnPath, isFromDaemon, isMarkedAsAutoReply } from './mail-manners.ts';
import { leavesOf, parseMime, textOfEntity, type MimeEntity } from './mime-entity.ts';
import type { MimeHeaders } from './mime-headers.ts';
import type { MailReport, RecipientReport, ReportKind } from './report.ts';
import { addressesIn, beforeReturned, messageIdIn, returnedHeader } from './returned-message.ts';
import { readTextReport } from './text-report.ts';

/** A report is a few kilobytes; of a longer mail the beginning is read, and that is where a report says what it has to. */
export const MAX_REPORT_BYTES = 2 * 1024 * 1024;
/** Characters of text that are looked at. */
const MAX_WORDS = 64 * 1024;

const SENT_TO = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to'] as const;

/**
 * Says what a mail in the bounce mailbox is. Machine-readable parts first (RFC 3464, RFC 5965), then words, for servers
 * that send none. Two errors are possible: a report that is not recognised goes to a person; an auto-reply or a warning
 * that is taken for a failure would have a letter printed. So in doubt nothing has failed.
 *
 * It never throws, whatever the bytes; time and memory grow with `MAX_REPORT_BYTES` at most.
 */
export function readReport(bytes: Uint8Array): MailReport {
  const root = parseMime(bytes.subarray(0, MAX_REPORT_BYTES));
  const { headers } = root;
  const text = unquoted(headers, wordsOf(root));
  const returned = returnedHeader(root, text);
  const base = {
    messageId: messageIdIn(headers),
    sentTo: SENT_TO.flatMap((name) => headers.all(name).flatMap(addressesIn)),
    envelopeId: null,
    originalMessageId: messageIdIn(returned),
    originalTo: returned === null ? null : (addressesIn(returned.text('to'))[0] ?? null),
  };
  if (isComplaint(root)) return { ...base, kind: 'complaint', recipients: [], source: 'header' };
  const status = isReport(root) ? machineReadable(root, text) : null;
  if (status !== null) {
    return { ...base, ...status, kind: kindOf(status.recipients), source: 'delivery-status' };
  }
  const words = beforeReturned(text);
  if (mayBeTextReport(root, words)) {
    const wrapped = wrappedReport(root);
    if (wrapped !== null) return { ...wrapped, messageId: base.messageId, sentTo: base.sentTo };
    const recipients = readTextReport(headers, words, base.sentTo);
    if (recipients !== null) {
      return { ...base, kind: kindOf(recipients), recipients, source: 'text' };
    }
  }
  const kind = isMarkedAsAutoReply(root) ? 'auto-reply' : 'not-a-bounce';
  return { ...base, kind, recipients: [], source: 'header' };
}

/** A gateway sends the report on as an attachment of one of its own; what a person forwards stays closed. */
function wrappedReport(root: MimeEntity): MailReport | null {
  for (const leaf of leavesOf(root)) {
    if (leaf.type.value !== 'message/rfc822') continue;
    const inner = parseMime(Buffer.from(leaf.body, 'latin1'));
    if (inner.type.value !== 'multipart/report' || machineReadable(inner, '') === null) continue;
    return readReport(Buffer.from(leaf.body, 'latin1'));
  }
  return null;
}

function wordsOf(root: MimeEntity): string {
  const leaves = leavesOf(root).filter(
    ({ type, headers }) =>
      // A multipart without its parts is a text that lost its boundary.
      /^(?:|text|text\/.*|multipart\/.*)$/u.test(type.value) &&
      type.value !== 'text/rfc822-headers' &&
      !/^attachment/iu.test(headers.raw('content-disposition')),
  );
  const plain = leaves.filter(({ type }) => type.value !== 'text/html');
  let words = '';
  for (const leaf of plain.some(({ body }) => body.trim() !== '') ? plain : leaves) {
    if (words.length >= MAX_WORDS) break;
    words += `${textOfEntity(leaf)}\n`;
  }
  return words.slice(0, MAX_WORDS);
}

function isComplaint(root: MimeEntity): boolean {
  const leaves = leavesOf(root);
  return (
    leaves.some(({ type }) => type.value === 'message/feedback-report') ||
    (/^\s*(?:complaint about message from|abuse report)/iu.test(root.headers.text('subject')) &&
      leaves.some(({ type }) => type.value === 'message/rfc822'))
  );
}

/** A person who forwards a report as parts of a mail writes from an address of a person, under a subject of a person. */
function isReport(root: MimeEntity): boolean {
  const { headers, type } = root;
  return (
    type.value === 'multipart/report' ||
    type.value === 'message/delivery-status' ||
    isFromDaemon(headers) ||
    hasNullReturnPath(headers) ||
    hasBounceSubject(headers)
  );
}

function machineReadable(
  root: MimeEntity,
  text: string,
): { recipients: readonly RecipientReport[]; envelopeId: string | null } | null {
  const words = beforeReturned(text);
  for (const leaf of leavesOf(root)) {
    if (!/^message\/(?:global-)?delivery-status$/u.test(leaf.type.value)) continue;
    const encoding = leaf.headers.raw('content-transfer-encoding');
    const status = readDeliveryStatus(decodeBody(leaf.body, encoding, 'utf-8'), words);
    if (status !== null) return status;
  }
  // Some write the fields into the text, or lose the line that says what the part is.
  return FIELDS.test(text) ? readDeliveryStatus(text, words) : null;
}

const FIELDS = /^(?:final|original)-recipient\s*:[^\n]*(?:\n[^\n]+){0,20}?\n(?:action|status)\s*:/imu;

/** Words alone are believed only where a mail system wrote them: two signs of it, or one that nothing else has. */
function mayBeTextReport(root: MimeEntity, words: string): boolean {
  const { headers, type } = root;
  if (headers.has('x-failed-recipients') || isForwardedReport(headers, words)) return true;
  const written = [
    isFromDaemon(headers),
    hasNullReturnPath(headers),
    hasBounceSubject(headers),
    type.value === 'multipart/report' && !/disposition-notification/iu.test(headers.raw('content-type')),
  ].filter(Boolean).length;
  if (isMarkedAsAutoReply(root) && !isFromDaemon(headers) && !hasBounceSubject(headers)) return false;
  // No mail system answers; a person's program does, and quotes what it likes.
  if (ANSWER.test(headers.text('subject')) && !isFromDaemon(headers)) return false;
  // A person forwards under a subject of a mail system, too.
  if (FORWARDED.test(headers.text('subject'))) return written >= 2;
  const bySystem = isFromDaemon(headers) || hasNullReturnPath(headers);
  return written >= 2 || (written === 1 && (hasReturnedPart(root) || (bySystem && quotesRefusal(words))));
}

function hasReturnedPart(root: MimeEntity): boolean {
  return leavesOf(root).some(({ type }) => /^(?:message\/rfc822|text\/rfc822-headers)$/u.test(type.value));
}

/** A colleague passes a report on: the mail system's own header stands in the text. */
function isForwardedReport(headers: MimeHeaders, words: string): boolean {
  return (
    FORWARDED.test(headers.text('subject')) &&
    /^\s*(?:from|von)\s*:[^\n]{0,60}\bmailer-?daemon/imu.test(words)
  );
}

const ANSWER = /^\s*(?:re|aw|antw(?:ort)?)\s*:/iu;
const FORWARDED = /^\s*(?:fwd?|wg)\s*:/iu;

function unquoted(headers: MimeHeaders, text: string): string {
  return FORWARDED.test(headers.text('subject')) ? text.replaceAll(/^[>|] ?/gmu, '') : text;
}

/** One recipient is one kind. With several the one that asks for the least counts: they are not about a mail of ours. */
function kindOf(recipients: readonly RecipientReport[]): ReportKind {
  const kinds = new Set(recipients.map(({ kind }) => kind));
  return (['failed', 'tls', 'delayed', 'relayed'] as const).find((kind) => kinds.has(kind)) ?? 'not-a-bounce';
}
