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
    // A status of its own, whatever the words.
    ...['4.7.4', '4.7.5', '5.7.10', '5.7.30', '5.7.321', '5.7.322', '5.7.323', '5.7.324', '5.7.325'].map(
      (status) => `550 ${status} no`,
    ),
    '400 5.7.4 no',
    // Open statuses, where the words decide.
    '550 5.0.0 TLS required',
    '550 5.0.10 TLS required',
    '450 4.4.8 TLS required',
    '550 5.7.509 TLS required',
    // Each wording, in its forms.
    '550 TLS is needed',
    '550 we need a session with TLS',
    '550 this server needs TLS',
    '550 TLS failed',
    '550 the TLS handshake fails',
    '550 TLS failure',
    '550 STARTTLS was refused',
    '550 TLS version mismatch',
    '550 TLS unavailable',
    '550 TLS unsupported',
    '550 TLS is not offered',
    '550 this mailbox requires TLS',
    '550 required is TLS',
    '550 you must use TLS',
    '550 expected at least TLS 1.2',
    '550 no STARTTLS',
    '550 TLSv1 does not meet MinimumTlsRequirement',
    '550 encryption needed',
    '550 encryption is required',
    '550 MTA-STS policy: server is not valid',
    '550 MTA-STS validation of the certificate',
    '550 DANE: TLSA fails',
    '550 DANE check failed',
    '550 MTA-STS mismatch',
    '550 DANE record has expired',
    '550 server certificate could be not trusted',
    '550 Server certificate not verified',
    '550 certificate of the host expired',
    '550 certificate-host-mismatch',
    '550 certificate does not satisfy the policy of DANE',
    '550 cannot start TLS',
    '550 needs<mailbox>TLS',
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
    '399 5.7.4 no',
    '550 5.10.0 TLS required',
    '550 5.1.0 TLS required',
    '450 4.4.81 TLS required',
    '450 4.14.8 TLS required',
    '550 <needs tls> is unknown',
    '550 <tls needed@post.example> is unknown',
    '550 needstls@tls.example needs a name',
    '550 a@tls needs a name',
    '550 a@x-tls needs a name',
    '550 tls@a needs a name',
    '550 tls<a@post.example>needed',
  ])('is not seen where there is none: %s', (reply) => {
    expect(refuses(reply)).toBe(false);
  });
});

describe('a relay that has no TLS itself', () => {
  it.each([
    [400, 'TLS is required, but our TLS engine is unavailable', true],
    [451, 'TLS is required, but unavailable', true],
    [399, 'TLS is required, but unavailable', false],
    [451, 'TLS is required', false],
  ])('is told by a refusal in its own words: %i %s: %s', (code, text, expected) => {
    expect(isRelayWithoutTls({ code, enhanced: null, text })).toBe(expected);
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
