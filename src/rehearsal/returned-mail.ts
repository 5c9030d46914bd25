import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ReturnsPlan {
  /** How many copies of the genuine report arrive. */
  readonly genuine: number;
  /** Whether somebody who never saw an envelope of ours sends one. */
  readonly forged: boolean;
}

/** What came back to the insurer's mailbox before tonight. */
export interface ReturnedMail {
  /** Return path of the message that did not arrive: only who saw its envelope knows it. */
  readonly genuineTo: string;
  readonly genuineAbout: string;
  readonly forgedAbout: string;
}

/** Puts reports into the maildir, as mail systems all over the world would. */
export function deliverReturns(maildir: string, plan: ReturnsPlan, mail: ReturnedMail): void {
  for (let copy = 1; copy <= plan.genuine; copy += 1) {
    // A mail system that sends its report again gives it another id, and another list of hops.
    const report = reportTo(mail.genuineTo, mail.genuineAbout, `<report-${copy}@mx.example>`);
    writeFileSync(join(maildir, 'new', `${copy}.genuine.host`), report);
  }
  if (!plan.forged) return;
  const guess = `bounce+${'0'.repeat(32)}.${'a'.repeat(16)}@versicherung.example`;
  for (const [index, to] of ['bounce@versicherung.example', guess].entries()) {
    const report = reportTo(to, mail.forgedAbout, `<forged-${index}@elsewhere.example>`);
    writeFileSync(join(maildir, 'new', `9${index}.forged.host`), report);
  }
}

/** A report as Postfix writes it (RFC 3464, RFC 6522). */
function reportTo(to: string, about: string, messageId: string): string {
  return [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    `Message-Id: ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_x"',
    '',
    '--=_x',
    'Content-Type: text/plain',
    '',
    'This is the mail system at host mx.example.',
    '',
    '--=_x',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    `Final-Recipient: rfc822; ${about}`,
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--=_x--',
    '',
  ].join('\n');
}
