import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome, DeliveryStage } from '../../src/domain/delivery.ts';
import {
  leavesSessionUsable,
  NO_REQUIRETLS,
  NO_SMTPUTF8,
  outcomeOf,
  outcomeOfFinalReply,
  PREMATURE_REPLY,
  TLS_NOT_ACCEPTABLE,
} from '../../src/email/outcome.ts';
import { parseSmtpReply } from '../../src/email/smtp-reply.ts';

type Kind = DeliveryOutcome['kind'];

function outcome(
  [code, originalCode, command]: readonly [string, string | null, string | null],
  reply: string | null,
  stage: DeliveryStage,
): DeliveryOutcome {
  return outcomeOf({
    code,
    originalCode,
    command,
    reply: reply === null ? null : parseSmtpReply(reply),
    stage,
  });
}

/** What the library was measured to say, in each stage in which it can say it. */
const MEASURED: readonly (readonly [
  string,
  readonly [string, string | null, string],
  string | null,
  DeliveryStage,
  Kind,
])[] = [
  ['STARTTLS not offered', ['ETLS', null, 'STARTTLS'], '502 5.5.1 No', 'tls', 'our_outage'],
  ['STARTTLS 454', ['ETLS', null, 'STARTTLS'], '454 4.7.0 TLS not available', 'tls', 'our_outage'],
  ['EHLO rejected', ['ECONNECTION', null, 'EHLO'], '502 5.5.1 No', 'tls', 'our_outage'],
  ['220, then close', ['ESOCKET', 'ECONNRESET', 'CONN'], null, 'tls', 'our_outage'],
  ['220, then garbage', ['ESOCKET', 'ERR_SSL_WRONG_VERSION_NUMBER', 'CONN'], null, 'tls', 'our_outage'],
  ['220, then hang', ['ETIMEDOUT', 'UPGRADE_TIMEOUT', 'CONN'], null, 'tls', 'our_outage'],
  ['TLS 1.1 at most', ['ESOCKET', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'CONN'], null, 'tls', 'our_outage'],
  [
    'no common cipher',
    ['ESOCKET', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'CONN'],
    null,
    'tls',
    'our_outage',
  ],
  ['self-signed', ['ESOCKET', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CONN'], null, 'tls', 'our_outage'],
  ['unknown CA', ['ESOCKET', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CONN'], null, 'tls', 'our_outage'],
  ['expired', ['ESOCKET', 'CERT_HAS_EXPIRED', 'CONN'], null, 'tls', 'our_outage'],
  ['wrong name', ['ESOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CONN'], null, 'tls', 'our_outage'],
  ['connection refused', ['ESOCKET', 'ECONNREFUSED', 'CONN'], null, 'connect', 'our_outage'],
  ['no such host', ['EDNS', 'ENOTFOUND', 'CONN'], null, 'connect', 'our_outage'],
  ['no greeting', ['ETIMEDOUT', 'GREETING_TIMEOUT', 'CONN'], null, 'connect', 'our_outage'],
  ['greeting 421', ['EPROTOCOL', null, 'CONN'], '421 4.7.0 Later', 'connect', 'our_outage'],
  ['greeting 554', ['EPROTOCOL', null, 'CONN'], '554 5.7.1 No', 'connect', 'our_outage'],
  ['login refused', ['EAUTH', null, 'AUTH PLAIN'], '535 5.7.8 No', 'tls', 'our_outage'],
  [
    'login needs more',
    ['EAUTH', null, 'AUTH PLAIN'],
    '538 5.7.10 Encryption required for requested authentication mechanism',
    'tls',
    'our_outage',
  ],
  ['RCPT 4xx', ['EENVELOPE', null, 'RCPT TO'], '450 4.2.1 Later', 'envelope', 'retry'],
  ['RCPT 5xx', ['EENVELOPE', null, 'RCPT TO'], '550 5.1.1 No', 'envelope', 'refused'],
  ['552 at MAIL', ['EENVELOPE', null, 'MAIL FROM'], '552 5.3.4 Too big', 'envelope', 'refused'],
  ['over SIZE', ['EMESSAGE', null, 'MAIL FROM'], null, 'envelope', 'refused'],
  ['4xx after the dot', ['EMESSAGE', null, 'DATA'], '451 4.3.0 Later', 'final_reply', 'retry'],
  ['5xx after the dot', ['EMESSAGE', null, 'DATA'], '550 5.1.1 No', 'final_reply', 'refused'],
  ['drop at MAIL', ['ECONNECTION', null, 'CONN'], null, 'envelope', 'retry'],
  ['drop at DATA', ['ECONNECTION', null, 'CONN'], null, 'data', 'retry'],
  ['drop in the body by FIN', ['ECONNECTION', null, 'CONN'], null, 'body', 'retry'],
  ['drop after the dot by FIN', ['ECONNECTION', null, 'CONN'], null, 'final_reply', 'in_doubt'],
  ['drop in the body by RST', ['ESOCKET', 'ECONNRESET', 'CONN'], null, 'body', 'retry'],
  ['drop after the dot by RST', ['ESOCKET', 'ECONNRESET', 'CONN'], null, 'final_reply', 'in_doubt'],
  ['silence in the body', ['ETIMEDOUT', 'SOCKET_TIMEOUT', 'CONN'], null, 'body', 'retry'],
  ['silence after the dot', ['ETIMEDOUT', 'SOCKET_TIMEOUT', 'CONN'], null, 'final_reply', 'in_doubt'],
  [
    'a refusal cut off after the dot',
    ['ECONNECTION', null, 'CONN'],
    '550 5.1.1 No su',
    'final_reply',
    'in_doubt',
  ],
  [
    '421 out of turn after the dot',
    ['ECONNECTION', null, 'CONN'],
    '421 4.3.2 Bye',
    'final_reply',
    'in_doubt',
  ],
  ['an error nobody knows, after the dot', ['EUNKNOWN', null, 'CONN'], null, 'final_reply', 'in_doubt'],
  ['an error nobody knows, in the body', ['EUNKNOWN', null, 'CONN'], null, 'body', 'retry'],
];

describe('the measured table', () => {
  it.each(MEASURED)('%s', (_name, error, reply, stage, kind) => {
    expect(outcome(error, reply, stage).kind).toBe(kind);
  });
});

const RCPT = ['EENVELOPE', null, 'RCPT TO'] as const;
const MAIL = ['EENVELOPE', null, 'MAIL FROM'] as const;
const END = ['EMESSAGE', null, 'DATA'] as const;

describe('a refusal', () => {
  it.each(['550 5.1.1 a', '556 5.1.10 a', '550 5.1.2 a', '550 5.4.4 a'])(
    'S3: that proves the address dead goes to post and suppresses it: %s',
    (reply) => {
      expect(outcome(RCPT, reply, 'envelope')).toMatchObject({ kind: 'refused', suppressAddress: true });
      expect(outcome(END, reply, 'final_reply')).toMatchObject({ kind: 'refused', suppressAddress: true });
    },
  );

  it.each([
    '552 5.2.2 a',
    '550 5.2.1 a',
    '550 5.1.3 a',
    '550 5.4.1 a',
    '550 5.7.13 a',
    '550 5.6.7 a',
    '550 a',
    '552 a',
    '554 a',
    '553 a',
  ])('of another kind goes to post and leaves the address alone: %s', (reply) => {
    expect(outcome(RCPT, reply, 'envelope')).toMatchObject({ kind: 'refused', suppressAddress: false });
  });

  it.each([
    '554 5.7.1 Relay access denied',
    '550 5.7.26 No DMARC',
    '550 5.7.509 DMARC',
    '550 5.7.54 Unable to relay',
    '503 5.5.1 a',
    '530 5.7.0 Authentication required',
    '550 5.3.2 a',
    '503 a',
    '550 5.1.8 a',
  ])(
    "that speaks of us is our outage at MAIL, and one message's trouble where a recipient is known: %s",
    (reply) => {
      expect(outcome(RCPT, reply, 'envelope').kind).toBe('sender_refused');
      expect(outcome(END, reply, 'final_reply').kind).toBe('sender_refused');
      expect(outcome(MAIL, reply, 'envelope').kind).toBe('our_outage');
    },
  );

  it('of the sender is ours whatever status it carries, but for the size', () => {
    expect(outcome(MAIL, '550 5.1.1 a', 'envelope').kind).toBe('our_outage');
    expect(outcome(MAIL, '550 5.7.4 TLS is required', 'envelope').kind).toBe('our_outage');
    expect(outcome(MAIL, '451 4.7.1 a', 'envelope').kind).toBe('retry');
    expect(outcome(MAIL, '552 a', 'envelope').kind).toBe('refused');
  });

  it.each(['4.7.4', '5.7.4', '4.7.5', '5.7.5', '5.7.10', '5.7.30'])(
    'S3: with status %s is a TLS refusal of the recipient, at RCPT and after the dot',
    (status) => {
      const reply = `${status.startsWith('4') ? 450 : 550} ${status} no`;
      expect(outcome(RCPT, reply, 'envelope').kind).toBe('tls_refused');
      expect(outcome(END, reply, 'final_reply').kind).toBe('tls_refused');
    },
  );

  it.each([
    '451 4.7.5 TLS is required, but our TLS engine is unavailable',
    '451 4.7.0 TLS is required, but unavailable',
  ])("S3: by a relay that has no TLS itself is our outage, not the recipient's: %s", (reply) => {
    expect(outcome(RCPT, reply, 'envelope').kind).toBe('our_outage');
  });

  it('says its code and status as reason, never its text (L8)', () => {
    const said = outcome(RCPT, '550 5.1.1 <anna@post.example>: unknown', 'envelope');
    expect(said).toEqual({
      kind: 'refused',
      reason: 'RCPT answered 550 5.1.1: the mailbox does not exist',
      suppressAddress: true,
    });
  });
});

describe('in the words of the evidence', () => {
  it.each<
    [string, readonly [string, string | null, string | null], string | null, DeliveryStage, DeliveryOutcome]
  >([
    [
      'our relay cannot be used',
      ['ESOCKET', 'CERT_HAS_EXPIRED', 'CONN'],
      null,
      'tls',
      { kind: 'our_outage', reason: 'the relay cannot be used: ESOCKET, CERT_HAS_EXPIRED' },
    ],
    [
      'what was said is part of it',
      ['EAUTH', null, 'AUTH PLAIN'],
      '535 5.7.8 anna',
      'tls',
      { kind: 'our_outage', reason: 'the relay cannot be used: EAUTH, AUTH PLAIN, reply 535 5.7.8' },
    ],
    [
      'no server on the way takes such an address',
      [NO_SMTPUTF8, null, null],
      null,
      'envelope',
      {
        kind: 'refused',
        reason: 'the address needs SMTPUTF8, which the server does not announce',
        suppressAddress: false,
      },
    ],
    [
      'the library finds the address unusable',
      ['EENVELOPE', null, 'API'],
      null,
      'envelope',
      { kind: 'refused', reason: 'the address cannot be written in SMTP', suppressAddress: false },
    ],
    [
      'another fault of the envelope in the library is no word about the address',
      ['EUNKNOWN', null, 'API'],
      null,
      'envelope',
      { kind: 'retry', reason: 'the conversation ended before the message was begun: EUNKNOWN, API' },
    ],
    [
      'larger than the server announced',
      ['EMESSAGE', null, 'MAIL FROM'],
      null,
      'envelope',
      { kind: 'refused', reason: 'the message is larger than the server takes', suppressAddress: false },
    ],
    [
      'a reply to something else before the message',
      ['EMESSAGE', null, 'MAIL FROM'],
      '250 2.1.0 Ok',
      'envelope',
      {
        kind: 'retry',
        reason: 'the conversation ended before the message was begun: EMESSAGE, MAIL FROM, reply 250 2.1.0',
      },
    ],
    [
      'the envelope broke without a reply',
      ['EENVELOPE', null, 'RCPT TO'],
      null,
      'envelope',
      { kind: 'retry', reason: 'the conversation ended before the message was begun: EENVELOPE, RCPT TO' },
    ],
    [
      'the envelope broke at a reply that refuses nothing',
      ['EENVELOPE', null, 'RCPT TO'],
      '250 2.1.5 Ok',
      'envelope',
      {
        kind: 'retry',
        reason: 'the conversation ended before the message was begun: EENVELOPE, RCPT TO, reply 250 2.1.5',
      },
    ],
    [
      'a refusal that the connection cut off before the message',
      ['ECONNECTION', null, 'RCPT TO'],
      '550 5.1.1 No',
      'envelope',
      {
        kind: 'retry',
        reason: 'the conversation ended before the message was begun: ECONNECTION, RCPT TO, reply 550 5.1.1',
      },
    ],
    [
      'refused at once with the lowest code there is',
      ['EENVELOPE', null, 'RCPT TO'],
      '400 no',
      'envelope',
      { kind: 'retry', reason: 'RCPT answered 400: refused for now' },
    ],
    [
      'MAIL refused',
      ['EENVELOPE', null, 'MAIL FROM'],
      '550 5.7.1 no',
      'envelope',
      { kind: 'our_outage', reason: 'MAIL answered 550 5.7.1: the relay refuses us' },
    ],
    [
      'DATA refused before 354',
      ['EENVELOPE', null, 'DATA'],
      '550 5.1.1 no',
      'envelope',
      {
        kind: 'refused',
        reason: 'DATA answered 550 5.1.1: the mailbox does not exist',
        suppressAddress: true,
      },
    ],
    [
      'DATA refused by the envelope',
      ['EENVELOPE', null, 'DATA'],
      '450 4.2.1 no',
      'data',
      { kind: 'retry', reason: 'DATA answered 450 4.2.1: refused for now' },
    ],
    [
      'the message refused before it was complete',
      ['EMESSAGE', null, 'DATA'],
      '550 5.1.1 no',
      'body',
      {
        kind: 'refused',
        reason: 'DATA answered 550 5.1.1: the mailbox does not exist',
        suppressAddress: true,
      },
    ],
    [
      'the message refused with the lowest code there is',
      ['EMESSAGE', null, 'DATA'],
      '400 no',
      'body',
      { kind: 'retry', reason: 'DATA answered 400: refused for now' },
    ],
    [
      'a reply in the middle that refuses nothing',
      ['EENVELOPE', null, 'DATA'],
      '354 go on',
      'data',
      {
        kind: 'retry',
        reason: 'the conversation ended before the message was complete: EENVELOPE, DATA, reply 354',
      },
    ],
    [
      'a refusal that the connection cut off in the middle',
      ['ECONNECTION', null, 'CONN'],
      '550 5.1.1 No su',
      'body',
      {
        kind: 'retry',
        reason: 'the conversation ended before the message was complete: ECONNECTION, reply 550 5.1.1',
      },
    ],
    [
      'the envelope broke in the middle without a reply',
      ['EENVELOPE', null, 'DATA'],
      null,
      'data',
      { kind: 'retry', reason: 'the conversation ended before the message was complete: EENVELOPE, DATA' },
    ],
    [
      'the end of the message refused',
      ['EMESSAGE', null, 'DATA'],
      '400 no',
      'final_reply',
      { kind: 'retry', reason: 'the end of the message answered 400: refused for now' },
    ],
    [
      'a reply after the dot that proves nothing',
      ['EMESSAGE', null, 'DATA'],
      '451 4.4.2 lost connection',
      'final_reply',
      { kind: 'in_doubt', reason: 'the reply to the message proves nothing: 451 4.4.2' },
    ],
    [
      'no reply after the dot',
      ['ETIMEDOUT', 'SOCKET_TIMEOUT', 'CONN'],
      null,
      'final_reply',
      {
        kind: 'in_doubt',
        reason: 'no final reply that proves anything: ETIMEDOUT, SOCKET_TIMEOUT',
      },
    ],
    [
      'the library has an error of its own after the dot',
      ['EMESSAGE', null, 'DATA'],
      null,
      'final_reply',
      { kind: 'in_doubt', reason: 'no final reply that proves anything: EMESSAGE, DATA' },
    ],
    [
      'a refusal after the dot that answers something else',
      ['EMESSAGE', null, 'RSET'],
      '550 5.1.1 no',
      'final_reply',
      { kind: 'in_doubt', reason: 'no final reply that proves anything: EMESSAGE, RSET, reply 550 5.1.1' },
    ],
    [
      'a refusal after the dot under a code that nobody knows',
      ['EUNKNOWN', null, 'DATA'],
      '550 5.1.1 no',
      'final_reply',
      { kind: 'in_doubt', reason: 'no final reply that proves anything: EUNKNOWN, DATA, reply 550 5.1.1' },
    ],
    [
      'an acceptance that the library did not see as one',
      ['EMESSAGE', null, 'DATA'],
      '250 2.0.0 Ok',
      'final_reply',
      { kind: 'in_doubt', reason: 'no final reply that proves anything: EMESSAGE, DATA, reply 250 2.0.0' },
    ],
  ])('%s', (_what, error, reply, stage, expected) => {
    expect(outcome(error, reply, stage)).toEqual(expected);
  });

  it('our own codes keep the names that evidence of earlier nights holds', () => {
    expect([PREMATURE_REPLY, TLS_NOT_ACCEPTABLE, NO_REQUIRETLS, NO_SMTPUTF8]).toEqual([
      'EPREMATURE',
      'ETLSPOLICY',
      'EREQUIRETLS',
      'ENOSMTPUTF8',
    ]);
  });
});

describe('whether a session can take another message', () => {
  it.each<[string, string, string | null, DeliveryStage, boolean]>([
    ['after a refused recipient', 'EENVELOPE', '550 5.1.1 no', 'envelope', true],
    ['after an address that nothing was said about', NO_SMTPUTF8, null, 'envelope', true],
    ['after a message too large to begin', 'EMESSAGE', null, 'envelope', true],
    ['after the refusal of a complete message', 'EMESSAGE', '550 5.1.1 no', 'final_reply', true],
    ['not after one in the middle of the body', 'EMESSAGE', '550 5.1.1 no', 'body', false],
    ['not after one before the body', 'EMESSAGE', '550 5.1.1 no', 'data', false],
    ['not after 421 at the envelope', 'EENVELOPE', '421 4.3.2 Bye', 'envelope', false],
    ['not after 421 to the message', 'EMESSAGE', '421 4.3.2 Bye', 'final_reply', false],
    ['not after a drop', 'ECONNECTION', null, 'envelope', false],
    ['not after silence', 'ETIMEDOUT', null, 'final_reply', false],
  ])('%s', (_what, code, reply, stage, expected) => {
    expect(
      leavesSessionUsable({
        code,
        originalCode: null,
        command: null,
        reply: reply === null ? null : parseSmtpReply(reply),
        stage,
      }),
    ).toBe(expected);
  });
});

describe('the final reply alone, as the journal has it', () => {
  it.each([
    ['250 2.0.0 Ok', 'accepted'],
    ['200 odd', 'accepted'],
    ['299 odd', 'accepted'],
    ['300 odd', 'in_doubt'],
    ['399 odd', 'in_doubt'],
    ['400 odd', 'retry'],
    ['252 maybe', 'accepted'],
    ['354 go on', 'in_doubt'],
    ['451 4.3.0 later', 'retry'],
    ['451 4.4.2 lost connection', 'in_doubt'],
    ['550 5.4.2 bad connection', 'in_doubt'],
    ['451 message may be sent more than once', 'in_doubt'],
    ['550 5.1.1 no', 'refused'],
  ])('%s', (reply, kind) => {
    const parsed = parseSmtpReply(reply);
    expect(parsed === null ? null : outcomeOfFinalReply(parsed).kind).toBe(kind);
  });
});
