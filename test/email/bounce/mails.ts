/** A mail with LF line ends; headers as they are given. */
export function mail(headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...lines, '', body, ''].join('\n'));
}

export interface DsnFacts {
  readonly action: string;
  readonly status: string;
  readonly diagnostic: string;
  readonly envelopeId?: string;
  /** Where the report is sent: our return path. */
  readonly to?: string;
  readonly originalMessageId?: string;
  readonly originalTo?: string;
  readonly messageId?: string;
}

/** A report as Postfix writes it (RFC 3464, RFC 6522). */
export function dsn(facts: DsnFacts): Buffer {
  const original = facts.originalTo ?? 'kunde@mail.example';
  return mail(
    {
      'Return-Path': '<>',
      From: 'MAILER-DAEMON@mx.example (Mail Delivery System)',
      To: facts.to ?? 'bounce@versicherung.example',
      Subject: 'Undelivered Mail Returned to Sender',
      'Auto-Submitted': 'auto-replied',
      'Message-Id': facts.messageId ?? '<report@mx.example>',
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="=_x"',
    },
    [
      '--=_x',
      'Content-Type: text/plain',
      '',
      'This is the mail system at host mx.example.',
      '',
      '--=_x',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      ...(facts.envelopeId === undefined ? [] : [`Original-Envelope-Id: ${facts.envelopeId}`]),
      '',
      `Final-Recipient: rfc822; ${original}`,
      'Original-Recipient: rfc822;kunde+2Bx@mail.example',
      `Action: ${facts.action}`,
      `Status: ${facts.status}`,
      ...(facts.diagnostic === '' ? [] : [`Diagnostic-Code: ${facts.diagnostic}`]),
      '',
      '--=_x',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${facts.originalMessageId ?? '<letter@versicherung.example>'}`,
      `To: ${original}`,
      'Subject: Neue Nachricht',
      '',
      '--=_x--',
    ].join('\n'),
  );
}
