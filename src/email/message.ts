import { hash } from 'node:crypto';
import type { Jurisdiction } from '../domain/decision.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { PostausgangError } from '../domain/errors.ts';
import { asciiFileName, contentDisposition, safeFileName } from './attachment-name.ts';
import { base64LinesLength, writeBase64Lines } from './base64-lines.ts';
import { languageOf } from './email-templates.ts';
import type { EmailCategory } from './email-templates.ts';
import { mailLink, oneLine, plainValue, webLink } from './email-text.ts';
import { InsurerEmail } from './email-words.ts';
import { messageMemory } from './message-memory.ts';
import { composeFrame } from './mime-frame.ts';
import type { MimeFrame } from './mime-frame.ts';

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
    /** Austria: says beforehand that mail may come on paper. Default: no. */
    readonly austrianPaperNotice?: boolean;
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

/**
 * § 5a (4) VersVG: an insurer that sends on paper although electronic communication was agreed tells so electronically, in
 * time, and points to the effects of § 10. Once encryption has failed no e-mail can say it (S2), so each one does before.
 */
const PAPER_NOTICE = '§ 5a Abs. 4, § 10 VersVG';

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
  const { subject, text, html } = insurerEmail(input).words({
    salutation: plainValue(salutation(input.recipientName)),
    attachment: plainValue(titledAttachment(input.documentTitle ?? '', fileName)),
    size: plainValue(spokenSize(input.pdf.byteLength)),
  });
  const headers = [
    {
      key: 'From',
      value: { name: oneLine(input.from.name), address: address('from', input.from.address) },
      isFixed: true,
    },
    { key: 'To', value: { name: '', address: address('to', input.to) } },
    ...(input.replyTo === undefined
      ? []
      : [
          {
            key: 'Reply-To',
            value: { name: '', address: address('replyTo', input.replyTo) },
            isFixed: true,
          },
        ]),
    { key: 'Subject', value: subject, isFixed: true },
    { key: 'Date', value: input.date.toUTCString().replace('GMT', '+0000') },
    { key: 'Message-ID', value: input.messageId },
    // RFC 3834: no out-of-office note shall answer us.
    { key: 'Auto-Submitted', value: 'auto-generated', isFixed: true },
    { key: 'Content-Language', value: languageOf(input.jurisdiction), isFixed: true },
  ];
  const frame = composeFrame({
    headers,
    boundarySeed: hash('sha256', input.messageId).slice(0, 24),
    text,
    html,
  });
  const bytes = assemble(frame, attachmentHeaders(fileName), input.pdf);
  return { bytes, sha256: hash('sha256', bytes) };
}

/** What was rendered for an insurer, as long as its description lives. */
const emails = new WeakMap<MessageInput['insurer'], Map<string, InsurerEmail>>();

function insurerEmail({ category, jurisdiction, insurer }: MessageInput): InsurerEmail {
  const ofInsurer = emails.get(insurer) ?? new Map<string, InsurerEmail>();
  emails.set(insurer, ofInsurer);
  const key = `${category} ${jurisdiction}`;
  const known = ofInsurer.get(key);
  if (known !== undefined) return known;
  const values = {
    revocationAddress: mailLink(insurer.revocationAddress),
    serviceUrl: insurer.serviceUrl === undefined ? plainValue('') : webLink(insurer.serviceUrl),
    paperNotice: plainValue(insurer.austrianPaperNotice === true ? PAPER_NOTICE : ''),
    insurer: plainValue(insurer.name),
  };
  const email = new InsurerEmail(category, jurisdiction, values, insurer.imprintLines);
  ofInsurer.set(key, email);
  return email;
}

/** One allocation, one pass: the message is never held in pieces. */
function assemble({ before, after }: MimeFrame, headers: string, pdf: Uint8Array): Buffer {
  const head = `${before}${headers}`;
  const headLength = Buffer.byteLength(head);
  const length = headLength + base64LinesLength(pdf.byteLength) + Buffer.byteLength(after);
  // The attachment is written in words of two bytes: it must begin at an even place of the memory.
  const bytes = Buffer.from(messageMemory(length + 1), headLength % 2, length);
  bytes.write(head);
  writeBase64Lines(pdf, bytes, headLength);
  bytes.write(after, length - Buffer.byteLength(after));
  return bytes;
}

function attachmentHeaders(fileName: string): string {
  return [
    `Content-Type: application/pdf;\r\n name="${asciiFileName(fileName)}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: ${contentDisposition(fileName)}`,
    '\r\n',
  ].join('\r\n');
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
