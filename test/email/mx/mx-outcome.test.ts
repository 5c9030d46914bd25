import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome, SmtpReply } from '../../../src/domain/delivery.ts';
import {
  mayChokeOnLargeHello,
  outcomeOfAll,
  outcomeOfMx,
  outcomeOfMxFinalReply,
} from '../../../src/email/mx/mx-outcome.ts';
import type { PassedOver } from '../../../src/email/mx/mx-outcome.ts';
import type { ConversationEnd } from '../../../src/email/outcome.ts';

function reply(code: number, enhanced: string | null = null): SmtpReply {
  return { code, enhanced, text: 'as the server <anna@post.example> says' };
}

function end(stage: ConversationEnd['stage'], change: Partial<ConversationEnd> = {}): ConversationEnd {
  return { code: 'ESOCKET', originalCode: null, command: 'CONN', reply: null, stage, ...change };
}

/** The measured table of the SMTP library, row by row, as it reads at a recipient's server. */
const ROWS: readonly (readonly [string, ConversationEnd, DeliveryOutcome['kind']])[] = [
  ['refused', end('connect', { originalCode: 'ECONNREFUSED' }), 'retry'],
  ['no route', end('connect', { originalCode: 'ENETUNREACH' }), 'retry'],
  ['no greeting', end('connect', { code: 'ETIMEDOUT', originalCode: 'GREETING_TIMEOUT' }), 'retry'],
  ['closed at the greeting', end('connect', { code: 'ECONNECTION' }), 'retry'],
  ['421 greeting', end('connect', { code: 'EPROTOCOL', reply: reply(421) }), 'retry'],
  ['450 greeting', end('connect', { code: 'EPROTOCOL', reply: reply(450) }), 'retry'],
  ['554 greeting', end('connect', { code: 'EPROTOCOL', reply: reply(554) }), 'sender_refused'],
  ['521 greeting', end('connect', { code: 'EPROTOCOL', reply: reply(521) }), 'refused'],
  [
    'STARTTLS not offered',
    end('tls', { code: 'ETLS', command: 'STARTTLS', reply: reply(502) }),
    'tls_refused',
  ],
  ['STARTTLS 454', end('tls', { code: 'ETLS', command: 'STARTTLS', reply: reply(454) }), 'tls_refused'],
  ['STARTTLS 421', end('tls', { code: 'ETLS', command: 'STARTTLS', reply: reply(421) }), 'retry'],
  ['EHLO 502', end('tls', { code: 'ECONNECTION', command: 'EHLO', reply: reply(502) }), 'tls_refused'],
  ['EHLO 550', end('tls', { code: 'ECONNECTION', command: 'EHLO', reply: reply(550) }), 'sender_refused'],
  ['EHLO 451', end('tls', { code: 'ECONNECTION', command: 'EHLO', reply: reply(451) }), 'retry'],
  ['220 then close', end('tls', { originalCode: 'ECONNRESET' }), 'retry'],
  ['220 then garbage', end('tls', { originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'tls_refused'],
  ['220 then hang', end('tls', { code: 'ETIMEDOUT', originalCode: 'UPGRADE_TIMEOUT' }), 'retry'],
  ['TLS ≤ 1.1', end('tls', { originalCode: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }), 'tls_refused'],
  ['no common cipher', end('tls', { originalCode: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' }), 'tls_refused'],
  ['not what was demanded', end('tls', { code: 'ETLSPOLICY' }), 'tls_refused'],
  ['REQUIRETLS insisted on', end('tls', { code: 'EREQUIRETLS' }), 'tls_refused'],
  [
    'MAIL 5.7.1',
    end('envelope', { code: 'EENVELOPE', command: 'MAIL FROM', reply: reply(550, '5.7.1') }),
    'sender_refused',
  ],
  [
    'RCPT 5.1.1',
    end('envelope', { code: 'EENVELOPE', command: 'RCPT TO', reply: reply(550, '5.1.1') }),
    'refused',
  ],
  ['RCPT 451', end('envelope', { code: 'EENVELOPE', command: 'RCPT TO', reply: reply(451) }), 'retry'],
  ['drop before the dot', end('body', { code: 'ECONNECTION' }), 'retry'],
  ['drop after the dot', end('final_reply', { code: 'ECONNECTION' }), 'in_doubt'],
  [
    'silence after the dot',
    end('final_reply', { code: 'ETIMEDOUT', originalCode: 'SOCKET_TIMEOUT' }),
    'in_doubt',
  ],
];

describe('what a conversation with a recipient’s server means', () => {
  it.each(ROWS)('%s', (_what, ended, kind) => {
    const outcome = outcomeOfMx(ended);
    expect(outcome.kind).toBe(kind);
    // L8: what the server says may hold the address.
    if ('reason' in outcome) expect(outcome.reason).not.toContain('@');
  });
});

describe('in the words of the evidence', () => {
  it.each<[string, ConversationEnd, DeliveryOutcome]>([
    [
      'a host that takes no mail',
      end('connect', { code: 'EPROTOCOL', reply: reply(521) }),
      { kind: 'refused', reason: 'greeted with 521: takes no mail', suppressAddress: false },
    ],
    [
      'a greeting that refuses us',
      end('connect', { code: 'EPROTOCOL', reply: reply(500) }),
      { kind: 'sender_refused', reason: 'greeted with 500: policy or reputation' },
    ],
    [
      'a greeting for now',
      end('connect', { code: 'EPROTOCOL', reply: reply(499) }),
      { kind: 'retry', reason: 'cannot be reached: EPROTOCOL, reply 499' },
    ],
    [
      'EHLO refused for now',
      end('tls', { code: 'ECONNECTION', command: 'EHLO', reply: reply(499) }),
      { kind: 'retry', reason: 'refuses for now: ECONNECTION, EHLO, reply 499' },
    ],
    [
      'EHLO unknown: no STARTTLS either',
      end('tls', { code: 'ECONNECTION', command: 'EHLO', reply: reply(500) }),
      {
        kind: 'tls_refused',
        reason: "no sufficient TLS at the recipient's side: ECONNECTION, EHLO, reply 500",
      },
    ],
    [
      'EHLO refused for good',
      end('tls', { code: 'ECONNECTION', command: 'EHLO', reply: reply(554) }),
      { kind: 'sender_refused', reason: 'EHLO answered 554: policy or reputation' },
    ],
    [
      'EHLO without an answer',
      end('tls', { code: 'ECONNECTION', command: 'EHLO' }),
      { kind: 'retry', reason: 'the way into TLS broke off: ECONNECTION, EHLO' },
    ],
    [
      'TLS that the library finds missing by itself',
      end('tls', { code: 'ETLS', command: 'STARTTLS' }),
      { kind: 'tls_refused', reason: "no sufficient TLS at the recipient's side: ETLS, STARTTLS" },
    ],
    [
      'a socket that broke without a reason',
      end('tls'),
      { kind: 'retry', reason: 'the way into TLS broke off: ESOCKET' },
    ],
    [
      'an outage of ours is none of a stranger’s',
      end('envelope', { code: 'EENVELOPE', command: 'MAIL FROM', reply: reply(550, '5.7.1') }),
      { kind: 'sender_refused', reason: 'MAIL answered 550 5.7.1: the relay refuses us' },
    ],
  ])('%s', (_what, ended, expected) => {
    expect(outcomeOfMx(ended)).toEqual(expected);
  });

  it.each<[SmtpReply, DeliveryOutcome['kind']]>([
    [reply(250), 'accepted'],
    [reply(451, '4.4.2'), 'in_doubt'],
    [reply(550, '5.1.1'), 'refused'],
    [
      { ...reply(451, '4.7.5'), text: 'TLS is required, but our TLS engine is unavailable' },
      'sender_refused',
    ],
  ])('of the final reply alone, as the journal has it: %j is %s', (said, kind) => {
    expect(outcomeOfMxFinalReply(said).kind).toBe(kind);
  });

  it('of nobody who could be asked', () => {
    expect(outcomeOfAll([])).toEqual({ kind: 'retry', reason: 'no server of the domain could be tried' });
  });
});

describe('what it means that no server took the message', () => {
  const retry: PassedOver = { host: 'a.example', outcome: { kind: 'retry', reason: 'a' } };
  const noTls: PassedOver = { host: 'b.example', outcome: { kind: 'tls_refused', reason: 'b' } };
  const ours: PassedOver = { host: 'c.example', outcome: { kind: 'sender_refused', reason: 'c' } };
  const refused: PassedOver = {
    host: 'd.example',
    outcome: { kind: 'refused', reason: 'd', suppressAddress: false },
  };

  it.each<[readonly PassedOver[], string]>([
    [[noTls], 'tls_refused'],
    [[noTls, noTls], 'tls_refused'],
    [[noTls, retry], 'retry'],
    [[retry, noTls], 'retry'],
    [[noTls, ours], 'sender_refused'],
    [[ours, retry], 'retry'],
    [[refused, noTls], 'tls_refused'],
    [[refused], 'refused'],
    [[], 'retry'],
  ])('%j: %s', (passedOver, kind) => {
    expect(outcomeOfAll(passedOver).kind).toBe(kind);
  });
});

describe('whether a client hello was too large', () => {
  it.each<[string, ConversationEnd, boolean]>([
    ['reset in the handshake', end('tls', { originalCode: 'ECONNRESET' }), true],
    ['closed in the handshake', end('tls', { code: 'ECONNECTION' }), true],
    ['silence in the handshake', end('tls', { code: 'ETIMEDOUT', originalCode: 'UPGRADE_TIMEOUT' }), true],
    ['an alert of a parser', end('tls', { originalCode: 'ERR_SSL_TLSV1_ALERT_DECODE_ERROR' }), true],
    [
      'a version that is too old',
      end('tls', { originalCode: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }),
      false,
    ],
    ['a certificate that was not enough', end('tls', { code: 'ETLSPOLICY' }), false],
    ['STARTTLS refused', end('tls', { code: 'ETLS', reply: reply(454) }), false],
    ['a reply, however it ended', end('tls', { code: 'ECONNECTION', reply: reply(454) }), false],
    ['a pipe that broke', end('tls', { originalCode: 'EPIPE' }), true],
    ['a socket that broke without a reason', end('tls'), false],
    ['a reset under another code', end('tls', { code: 'EDNS', originalCode: 'ECONNRESET' }), false],
    ...[
      'ILLEGAL_PARAMETER',
      'UNEXPECTED_EOF',
      'WRONG_VERSION_NUMBER',
      'HANDSHAKE_FAILURE',
      'INTERNAL_ERROR',
    ].map((alert): [string, ConversationEnd, boolean] => [
      alert,
      end('tls', { originalCode: `ERR_SSL_${alert}` }),
      true,
    ]),
    ['no connection', end('connect', { originalCode: 'ECONNRESET' }), false],
    ['reset later', end('body', { originalCode: 'ECONNRESET' }), false],
  ])('%s: %s', (_what, ended, expected) => {
    expect(mayChokeOnLargeHello(ended)).toBe(expected);
  });
});
