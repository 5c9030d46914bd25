import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoPaths } from './demo-paths.ts';

/** Its mailboxes are closed: the relay takes what is for them and has to give it back. */
export const RETURNING_DOMAIN = 'zurueck.example';

export function isGivenBack(address: string | null): boolean {
  return address?.endsWith(`@${RETURNING_DOMAIN}`) === true;
}

/** Makes what bounces need: the mailbox that they are delivered into, and the key that their return paths are signed with. */
export function prepareReturns(paths: DemoPaths): void {
  for (const folder of ['new', 'cur', 'tmp']) {
    mkdirSync(path.join(paths.returned, folder), { recursive: true, mode: 0o700 });
  }
  writeFileSync(paths.bounceKey, randomBytes(32).toString('hex'), { mode: 0o600 });
}

/**
 * What the mail system of that domain does an hour later: gives each message back with a report (RFC 3464), to its return path.
 *
 * @returns how many
 */
export function returnMail(paths: DemoPaths): number {
  const record = readFileSync(path.join(paths.received, 'received.jsonl'), 'utf8');
  const returned = record
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Taken)
    .filter(({ recipient }) => isGivenBack(recipient));
  for (const [index, taken] of returned.entries()) {
    writeFileSync(path.join(paths.returned, 'new', `${index + 1}.demo`), report(taken), { mode: 0o600 });
  }
  return returned.length;
}

interface Taken {
  readonly sender: string;
  readonly recipient: string;
  readonly messageId: string | null;
}

function report({ sender, recipient, messageId }: Taken): string {
  const host = `mx.${RETURNING_DOMAIN}`;
  return [
    'Return-Path: <>',
    `From: MAILER-DAEMON@${host} (Mail Delivery System)`,
    `To: ${sender}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    `Message-ID: <report.${(messageId ?? '').replaceAll(/[<>@]/gu, '.')}@${host}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"',
    '',
    '--=_report',
    'Content-Type: text/plain',
    '',
    `This is the mail system at host ${host}. Your message could not be delivered.`,
    '',
    '--=_report',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${host}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; 550 5.1.1 <${recipient}>: mailbox was closed`,
    '',
    '--=_report',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId ?? ''}`,
    '',
    '--=_report--',
    '',
  ].join('\n');
}
