import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSmtpReply } from '../../src/email/smtp-reply.ts';
import { isRelayWithoutTls, isTlsRefusal } from '../../src/email/tls-refusal.ts';

const corpus = '../shared/data/tls-diagnostics.csv';

function refuses(reply: string): boolean {
  const parsed = parseSmtpReply(reply);
  return parsed !== null && isTlsRefusal(parsed);
}

describe('S3: a refusal for want of TLS', () => {
  it.each([
    '530 5.7.0 Must issue a STARTTLS command first',
    '550 5.7.1 TLS required by recipient',
    '451 5.7.3 STARTTLS is required to send mail',
    '454 4.7.0 TLS not available due to local problem',
    '554 5.7.325 certificate-host-mismatch (DANE)',
    '503 Bad sequence of commands (TLS required)',
  ])('is known by status or wording: %s', (reply) => {
    expect(refuses(reply)).toBe(true);
  });

  it.each([
    '550 5.1.1 <tls@post.example>: not known, TLS or no TLS',
    '550 5.7.1 mail to tls@required.example is not allowed',
    '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain',
    '550 5.7.509 Access denied, sending domain does not pass DMARC verification',
    '451 4.7.1 Greylisted',
    '554 5.7.1 Relay access denied',
    '451 4.7.5 TLS is required, but our TLS engine is unavailable',
    '250 2.0.0 Ok: TLS not required',
  ])('is not seen where there is none: %s', (reply) => {
    expect(refuses(reply)).toBe(false);
  });
});

describe.skipIf(!existsSync(corpus))(`real diagnostics (${corpus}; skipped when absent)`, () => {
  const rows = existsSync(corpus) ? readRows() : [];

  it('are read whole', () => {
    expect(rows).toHaveLength(22);
  });

  it.each(rows)('S3: %s %s %s', (form, status, text) => {
    const spoken = text.replace(/^X-Postfix; |^Out: /u, '');
    const code = /^[45]\d\d /u.test(spoken) ? '' : status.startsWith('4') ? '450 ' : '550 ';
    const reply = parseSmtpReply(`${code}${code === '' || status === '' ? '' : `${status} `}${spoken}`);
    // Our relay's own trouble is told apart; one of the rows quotes several of Postfix's texts and is not one reply.
    const told = reply !== null && (isTlsRefusal(reply) || isRelayWithoutTls(reply));
    expect(told).toBe(form !== 'NEGATIVE');
  });
});

function readRows(): [string, string, string][] {
  return readFileSync(corpus, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)];
      const field = (index: number): string => fields[index]?.[1] ?? fields[index]?.[2] ?? '';
      return [field(0), field(2), field(3)];
    });
}
