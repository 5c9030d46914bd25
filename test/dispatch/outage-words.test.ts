import { expect, it } from 'vitest';
import { outageInPlainWords } from '../../src/dispatch/outage-words.ts';
import { OurOutageError } from '../../src/domain/errors.ts';

const NOW = new Date('2026-11-23T23:14:00Z');

function told(reason: string, lastAcceptedAt: Date | null = null): string {
  return outageInPlainWords(new OurOutageError(reason), lastAcceptedAt, NOW).message;
}

it.each([
  ['the relay cannot be used: ETLS, STARTTLS, reply 502', /does not offer encryption/],
  ['the relay cannot be used: ESOCKET, ECONNREFUSED', /refuses connections/],
  ['the relay cannot be used: ESOCKET, CERT_HAS_EXPIRED', /certificate of the mail relay has expired/],
  ['the relay cannot be used: ESOCKET, ERR_TLS_CERT_ALTNAME_INVALID', /made for another name/],
  ['the relay cannot be used: ESOCKET, DEPTH_ZERO_SELF_SIGNED_CERT', /certificate that we cannot trust/],
  [
    'the relay cannot be used: ESOCKET, ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    /Encryption .* could not be agreed/,
  ],
  ['the relay cannot be used: EAUTH, AUTH PLAIN, reply 535 5.7.8', /refuses our login/],
  ['the relay cannot be used: EDNS', /name service/],
  ['the relay cannot be used: ETIMEDOUT, GREETING_TIMEOUT', /gives no answer/],
  ['the relay cannot be used: EPROTOCOL, reply 554 5.7.1', /refuses our messages/],
  ['MAIL answered 550 5.7.1: the relay refuses us', /refuses our messages/],
  [
    'the relay took none of 6 documents, to 6 domains, until the last try: ECONNRESET',
    /puts us off each time/,
  ],
  [
    'E-mail step stopped: 5 documents in a row were refused by 5 providers for a reason',
    /One mail provider after/,
  ],
  ['our network: there is no way out to any server', /no way out/],
  ['our way into the DNS is cut: MX of post.example: ECONNREFUSED', /name service/],
])('%s is told in words that somebody understands who is woken by them', (reason, words) => {
  const message = told(reason);
  expect(message).toMatch(words);
  expect(message).toContain('all documents stay queued');
  expect(message).toContain('`rerun`');
  // The codes come last, for those who mend it.
  expect(message.endsWith(reason)).toBe(true);
});

it('says since when', () => {
  expect(told('ECONNREFUSED')).toContain('since this run began: not one message was accepted');
  expect(told('ECONNREFUSED', new Date('2026-11-23T22:59:30Z'))).toContain(
    'since 2026-11-23 22:59 UTC, when the last message was accepted',
  );
});

it('leaves alone what it has no better words for', () => {
  const outage = new OurOutageError('something new');
  expect(outageInPlainWords(outage, null, NOW)).toBe(outage);
});
