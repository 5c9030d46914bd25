import { MimeHeaders } from './mime-headers.ts';
import { recipientReport } from './recipient-report.ts';
import type { RecipientReport } from './report.ts';

/** The machine-readable part of a report (RFC 3464), as far as it could be understood. */
export interface DeliveryStatus {
  readonly recipients: readonly RecipientReport[];
  readonly envelopeId: string | null;
}

/** Our messages have one recipient; a report about more than so many is no report about one of ours. */
const MAX_RECIPIENTS = 100;

const ACTIONS: Readonly<Record<string, 'failed' | 'delayed' | 'relayed'>> = {
  failed: 'failed',
  failure: 'failed',
  expired: 'failed',
  delayed: 'delayed',
  deferred: 'delayed',
  delivered: 'relayed',
  deliverable: 'relayed',
  relayed: 'relayed',
  expanded: 'relayed',
};

/**
 * @param text the fields of RFC 3464, in groups with an empty line between them
 * @param words the report for people, for what the machine-readable part leaves out
 * @returns null when nothing in it speaks of a recipient
 */
export function readDeliveryStatus(text: string, words: string): DeliveryStatus | null {
  const groups = text
    .split(/\n[ \t]*\n/u)
    .slice(0, MAX_RECIPIENTS + 1)
    .map((block) => new MimeHeaders(asLatin1(block)));
  const recipients = groups.flatMap((group) => recipientOf(group, words));
  if (recipients.length === 0) return null;
  const stated = groups.map((group) => group.raw('original-envelope-id')).find((id) => id !== '');
  return { recipients, envelopeId: stated === undefined ? null : decodeXtext(stated) };
}

/** `MimeHeaders` takes one character a byte. */
function asLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function recipientOf(group: MimeHeaders, words: string): readonly RecipientReport[] {
  const action = /^[a-z]+/u.exec(group.raw('action').toLowerCase())?.[0] ?? '';
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/u.exec(group.raw('status'))?.[0] ?? null;
  if (action === '' && status === null) return [];
  const stated = group.text('diagnostic-code').replace(/^[\w.-]{1,40}\s*;\s*/u, '');
  return [
    recipientReport({
      verdict: ACTIONS[action] ?? verdictOfClass(status),
      finalRecipient: addressIn(group.text('final-recipient')),
      originalRecipient: addressIn(group.text('original-recipient')),
      status,
      // Some gateways put what the last server said into the part for people only.
      diagnostic: stated === '' ? words.slice(0, 1500) : stated,
    }),
  ];
}

/** Without a known action the class of the status speaks; what is neither failed nor delivered is still being tried. */
function verdictOfClass(status: string | null): 'failed' | 'delayed' | 'relayed' {
  if (status?.startsWith('5.') === true) return 'failed';
  return status?.startsWith('2.') === true ? 'relayed' : 'delayed';
}

/** `rfc822; <post@example.de>` as `post@example.de`; null for other kinds of names. */
function addressIn(field: string): string | null {
  const value = field.replace(/^[\w.-]{1,40}\s*;\s*/u, '').trim();
  return /^<?([^\s<>]{1,128}@[^\s<>@]{1,255})>?/u.exec(decodeXtext(value))?.[1] ?? null;
}

/**
 * RFC 3461 section 4: `+2B` stands for a plus; a bare plus with no two capitals behind it is one that nobody encoded.
 * RFC 6533 section 3 writes letters beyond ASCII as `\x{FC}`.
 */
export function decodeXtext(text: string): string {
  return text.replaceAll(
    /\+([0-9A-F]{2})|\\x\{(?=[0-9A-F]{2,5}\}|10[0-9A-F]{4}\})([0-9A-F]+)\}/gu,
    (_all, octet: string | undefined, point: string | undefined) =>
      String.fromCodePoint(Number.parseInt(octet ?? point ?? '', 16)),
  );
}
