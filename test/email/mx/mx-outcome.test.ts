import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome, SmtpReply } from '../../../src/domain/delivery.ts';
import { mayChokeOnLargeHello, outcomeOfAll, outcomeOfMx } from '../../../src/email/mx/mx-outcome.ts';
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
    ['no connection', end('connect', { originalCode: 'ECONNRESET' }), false],
    ['reset later', end('body', { originalCode: 'ECONNRESET' }), false],
  ])('%s: %s', (_what, ended, expected) => {
    expect(mayChokeOnLargeHello(ended)).toBe(expected);
  });
});
