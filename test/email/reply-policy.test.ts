import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome, SmtpReply } from '../../src/domain/delivery.ts';
import {
  isDoubtfulReply,
  outcomeOfRefusal,
  outcomeOfSenderRefusal,
  spoken,
} from '../../src/email/reply-policy.ts';

function reply(code: number, enhanced: string | null = null, text = 'no'): SmtpReply {
  return { code, enhanced, text };
}

type Verdict = 'dead' | 'refused' | 'ours';

/** Every status that has a meaning of its own, those below it, and the codes that speak without one. */
const MEANINGS: readonly (readonly [SmtpReply, Verdict, string])[] = [
  [reply(556, '5.1.10'), 'dead', 'the domain takes no mail at all'],
  [reply(550, '5.1.1'), 'dead', 'the mailbox does not exist'],
  [reply(550, '5.1.2'), 'dead', 'the domain does not exist'],
  [reply(550, '5.1.7'), 'ours', 'the sender address is refused'],
  [reply(550, '5.1.8'), 'ours', 'the sender domain is refused'],
  [reply(503, '5.1.3'), 'refused', 'the address is refused'],
  [reply(503, '5.1.0'), 'refused', 'the address is refused'],
  [reply(503, '5.2.2'), 'refused', 'the mailbox is full'],
  [reply(503, '5.2.3'), 'refused', 'the message is too large for the mailbox'],
  [reply(503, '5.2.1'), 'refused', 'the mailbox takes no mail'],
  [reply(503, '5.3.4'), 'refused', 'the message is too large'],
  [reply(550, '5.3.2'), 'ours', 'the mail system refuses'],
  [reply(550, '5.4.4'), 'dead', 'no mail server is known for the domain'],
  [reply(503, '5.4.1'), 'refused', 'no way to the recipient'],
  [reply(550, '5.5.1'), 'ours', 'the protocol broke'],
  [reply(503, '5.6.7'), 'refused', 'the content cannot be taken'],
  [reply(503, '5.7.13'), 'refused', 'the account is disabled'],
  [reply(503, '5.7.17'), 'refused', 'the mailbox has another owner now'],
  [reply(503, '5.7.18'), 'refused', 'the domain has another owner now'],
  [reply(503, '5.7.133'), 'refused', 'the recipient takes mail from inside only'],
  [reply(503, '5.7.134'), 'refused', 'the recipient takes mail from inside only'],
  [reply(550, '5.7.1'), 'ours', 'policy or reputation'],
  [reply(550, '5.7.130'), 'ours', 'policy or reputation'],
  [reply(550, '5.9.9'), 'refused', 'refused for good'],
  [reply(550, '4.1.1'), 'refused', 'refused for good'],
  [reply(550), 'refused', 'refused for good'],
  [reply(552), 'refused', 'refused for good'],
  ...[500, 501, 502, 503, 504, 521, 530, 534, 535, 538, 555].map(
    (code) => [reply(code), 'ours', 'the protocol broke'] as const,
  ),
];

function outcome(verdict: Verdict, reason: string): DeliveryOutcome {
  return verdict === 'ours'
    ? { kind: 'sender_refused', reason }
    : { kind: 'refused', reason, suppressAddress: verdict === 'dead' };
}

describe('a refusal where the recipient is known', () => {
  it.each(MEANINGS)('S3: by status before code: %j is %s: %s', (said, verdict, why) => {
    expect(outcomeOfRefusal(said, 'RCPT')).toEqual(outcome(verdict, `RCPT answered ${spoken(said)}: ${why}`));
  });

  it.each([
    [reply(450, '4.2.1'), 'retry', 'DATA answered 450 4.2.1: refused for now'],
    [reply(499), 'retry', 'DATA answered 499: refused for now'],
    [reply(500, '5.1.3'), 'refused', 'DATA answered 500 5.1.3: the address is refused'],
    [
      reply(550, '5.7.10'),
      'tls_refused',
      "DATA answered 550 5.7.10: no sufficient TLS at the recipient's side",
    ],
    [
      reply(451, '4.7.5', 'TLS is required, but our TLS engine is unavailable'),
      'our_outage',
      'DATA answered 451 4.7.5: our relay has no TLS to offer',
    ],
  ])('S3: %j is %s', (said, kind, reason) => {
    expect(outcomeOfRefusal(said, 'DATA')).toMatchObject({ kind, reason });
  });
});

describe('a refusal before any recipient is known', () => {
  it.each([reply(552), reply(550, '5.3.4'), reply(550, '5.2.3'), reply(452, '5.3.4')])(
    'is of the message, where it is too large: %j',
    (said) => {
      expect(outcomeOfSenderRefusal(said, 'MAIL')).toEqual({
        kind: 'refused',
        reason: `MAIL answered ${spoken(said)}: the message is too large`,
        suppressAddress: false,
      });
    },
  );

  it.each([
    [reply(499), 'retry', 'MAIL answered 499: refused for now'],
    [reply(500), 'our_outage', 'MAIL answered 500: the relay refuses us'],
    [reply(550, '5.1.1'), 'our_outage', 'MAIL answered 550 5.1.1: the relay refuses us'],
  ])('is for now, or of us: %j is %s', (said, kind, reason) => {
    expect(outcomeOfSenderRefusal(said, 'MAIL')).toEqual({ kind, reason });
  });
});

describe('a reply that proves nothing', () => {
  it.each([
    [reply(451, '4.4.2'), true],
    [reply(550, '5.4.2'), true],
    [reply(451, null, 'message May Be Sent More Than Once'), true],
    [reply(451, '4.4.1'), false],
    [reply(451, '4.4.20'), false],
    [reply(451, null, 'more than onceover'), false],
  ])('S16: is one that a broken connection further on may have caused: %j, %s', (said, expected) => {
    expect(isDoubtfulReply(said)).toBe(expected);
  });
});
