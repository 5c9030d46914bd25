import { createHash } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import type { Jurisdiction } from '../domain/decision.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { PostausgangError } from '../domain/errors.ts';
import { asciiFileName, contentDisposition, safeFileName } from './attachment-name.ts';
import { mailLink, oneLine, plainValue, webLink } from './email-text.ts';
import { languageOf, renderEmail } from './email-templates.ts';
import type { EmailCategory } from './email-templates.ts';

export interface MessageInput {
  /** With angle brackets, on our own domain; the same for every try of a dispatch. */
  readonly messageId: string;
  readonly date: Date;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo?: string;
  /** Exactly one address. */
  readonly to: string;
  readonly category: EmailCategory;
  readonly jurisdiction: Jurisdiction;
  /** As on an envelope: may have several lines, with a form of address. */
  readonly recipientName: string;
  readonly documentTitle?: string;
  readonly pdf: Uint8Array;
  readonly attachmentName: string;
  readonly insurer: {
    readonly name: string;
    /** Where consent can be revoked (S9). */
    readonly revocationAddress: string;
    readonly imprintLines: readonly string[];
    readonly serviceUrl?: string;
  };
}

export interface BuiltMessage {
  /** The whole MIME message, CRLF line ends, ends with CRLF. */
  readonly bytes: Buffer;
  /** Of `bytes`, lower-case hex. */
  readonly sha256: string;
}

/** What was given cannot become a message: a defect of this program or of its configuration. */
export class MessageInputError extends PostausgangError {
  readonly code = 'MESSAGE_INPUT';

  constructor(field: 'messageId' | 'from' | 'replyTo' | 'to', expected: string) {
    super(`No message was built: expected \`${field}\` to be ${expected}. Nothing was sent.`);
  }
}

const MESSAGE_ID = /^<[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+>$/u;

/**
 * Builds the message of one document: text, the same as HTML, and the PDF. The same input gives the same bytes, on
 * every try and on every machine: nothing in it is random, and the hash of the first try holds for all.
 *
 * @throws MessageInputError, ConfigurationError
 */
export async function buildMessage(input: MessageInput): Promise<BuiltMessage> {
  if (!MESSAGE_ID.test(input.messageId)) throw new MessageInputError('messageId', 'like <id@domain>');
  const fileName = safeFileName(input.attachmentName);
  const { subject, text, html } = renderEmail(
    input.category,
    input.jurisdiction,
    {
      salutation: plainValue(salutation(input.recipientName)),
      attachment: plainValue(titledAttachment(input.documentTitle ?? '', fileName)),
      size: plainValue(spokenSize(input.pdf.byteLength)),
      revocationAddress: mailLink(input.insurer.revocationAddress),
      serviceUrl: input.insurer.serviceUrl === undefined ? plainValue('') : webLink(input.insurer.serviceUrl),
      insurer: plainValue(input.insurer.name),
    },
    input.insurer.imprintLines,
  );
  const root = new MimeNode('multipart/mixed', {
    baseBoundary: createHash('sha256').update(input.messageId).digest('hex').slice(0, 24),
    boundaryPrefix: '=_',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  root.setHeader([
    { key: 'From', value: { name: oneLine(input.from.name), address: address('from', input.from.address) } },
    { key: 'To', value: { name: '', address: address('to', input.to) } },
    ...(input.replyTo === undefined
      ? []
      : [{ key: 'Reply-To', value: { name: '', address: address('replyTo', input.replyTo) } }]),
    { key: 'Subject', value: subject },
    { key: 'Date', value: input.date.toUTCString().replace('GMT', '+0000') },
    { key: 'Message-ID', value: input.messageId },
    // RFC 3834: no out-of-office note shall answer us.
    { key: 'Auto-Submitted', value: 'auto-generated' },
    { key: 'Content-Language', value: languageOf(input.jurisdiction) },
  ]);
  const alternative = root.createChild('multipart/alternative');
  // RFC 2046 section 5.1.4: the plainest first, the richest last.
  alternative.createChild('text/plain; charset=utf-8').setContent(text.replaceAll('\n', '\r\n'));
  alternative.createChild('text/html; charset=utf-8').setContent(html.replaceAll('\n', '\r\n'));
  // The library streams each part through several stages: a mark goes that way, and the attachment takes its place.
  root.createChild('application/pdf').setRaw(ATTACHMENT_MARK);
  const frame = await root.build();
  const at = frame.lastIndexOf(ATTACHMENT_MARK);
  const bytes = Buffer.concat([
    frame.subarray(0, at),
    ...attachmentPart(input.pdf, fileName),
    frame.subarray(at + ATTACHMENT_MARK.length),
  ]);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Stands where the attachment will be; nothing else in a message can look like it, because `oneLine` takes NUL away. */
const ATTACHMENT_MARK = '\0attachment\0';

/** Base64 lines as RFC 2045 section 6.8 limits them. */
const LINE_LENGTH = 76;

/** Encoded and broken into lines in one go: half of the work on a message would else be spent here. */
function attachmentPart(pdf: Uint8Array, fileName: string): readonly Buffer[] {
  const base64 = Buffer.from(
    Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('base64'),
    'latin1',
  );
  const lines = Math.ceil(base64.length / LINE_LENGTH);
  // Filled with line ends: they fall into place because a line is of even length.
  const body = Buffer.alloc(base64.length + 2 * lines, '\r\n');
  for (let line = 0; line < lines; line += 1) {
    base64.copy(body, line * (LINE_LENGTH + 2), line * LINE_LENGTH, (line + 1) * LINE_LENGTH);
  }
  const headers = [
    `Content-Type: application/pdf;\r\n name="${asciiFileName(fileName)}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: ${contentDisposition(fileName)}`,
  ];
  return [Buffer.from(`${headers.join('\r\n')}\r\n\r\n`), body.subarray(0, -2)];
}

function address(field: 'from' | 'replyTo' | 'to', written: string): string {
  const parsed = parseEmailAddress(written);
  if (parsed === null) throw new MessageInputError(field, 'exactly one e-mail address');
  return `${parsed.local}@${parsed.domain}`;
}

/** The form of address belongs on an envelope ("Herrn"), not behind "Guten Tag". */
function salutation(recipientName: string): string {
  const name = oneLine(recipientName).replace(/^(?:(?:Herrn?|Frau|Familie|Firma)\b\s*)+/u, '');
  return name === '' ? 'Guten Tag' : `Guten Tag ${name}`;
}

/** The title only where the file name does not say it already. */
function titledAttachment(title: string, fileName: string): string {
  const said = oneLine(title);
  return said === '' || fileName.includes(said) ? fileName : `${said}: ${fileName}`;
}

function spokenSize(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} KB`
    : `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`;
}
