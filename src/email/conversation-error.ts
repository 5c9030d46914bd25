import type { DeliveryStage, TlsEvidence } from '../domain/delivery.ts';
import type { ConversationEnd } from './outcome.ts';
import { parseSmtpReply } from './smtp-reply.ts';

/** A conversation that did not end with an acceptance: how it ended, for `outcomeOf`, and the proof of TLS so far. */
export class ConversationError extends Error {
  readonly end: ConversationEnd;
  readonly tls: TlsEvidence | null;

  constructor(end: ConversationEnd, tls: TlsEvidence | null) {
    super(`The SMTP conversation ended in stage ${end.stage} (${end.code}).`);
    this.end = end;
    this.tls = tls;
  }
}

/** Reads what the SMTP library threw; an error that is none of its own becomes code `EUNKNOWN`, which proves nothing. */
export function conversationEnd(error: unknown, stage: DeliveryStage): ConversationEnd {
  const response = property(error, 'response');
  return {
    code: property(error, 'code') ?? 'EUNKNOWN',
    originalCode: property(error, 'originalCode') ?? property(error, 'timeoutType'),
    command: property(error, 'command'),
    reply: response === null ? null : parseSmtpReply(response),
    stage,
  };
}

/** The connection ended and the library told nobody. */
export function closedSilently(): Error {
  return Object.assign(new Error('The connection ended.'), { code: 'ECONNECTION', command: 'CONN' });
}

const TLS_ERROR = /^(?:ERR_SSL_|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_)/u;

/** Whether it failed on the way to the relay or on the way into TLS: the second begins with the greeting. */
export function stageBeforeMail(error: unknown, lastServerResponse: string | false): 'connect' | 'tls' {
  const { code, originalCode } = conversationEnd(error, 'connect');
  const greeted = typeof lastServerResponse === 'string' && lastServerResponse.startsWith('2');
  const refusedGreeting = code === 'EPROTOCOL' && !greeted;
  if (refusedGreeting) return 'connect';
  return greeted || code === 'ETLS' || code === 'ETLSPOLICY' || TLS_ERROR.test(originalCode ?? '')
    ? 'tls'
    : 'connect';
}

function property(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
