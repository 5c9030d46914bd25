import { createHash } from 'node:crypto';
import { MAX_REPORT_BYTES } from './read-report.ts';

/**
 * What a mail is recognised by, whichever way it arrives and however often: SHA-256 of Message-ID and body. Other header
 * fields grow on the way, and line ends change; a Message-ID alone could be taken from a mail that was seen somewhere.
 */
export function identityOf(bytes: Uint8Array, messageId: string | null): string {
  const text = Buffer.from(bytes.subarray(0, MAX_REPORT_BYTES))
    .toString('latin1')
    .replaceAll(/\r\n?/gu, '\n');
  const end = text.indexOf('\n\n');
  const body = end === -1 ? text : text.slice(end);
  return createHash('sha256')
    .update(messageId ?? '')
    .update('\n')
    .update(body.trim(), 'latin1')
    .digest('hex');
}
