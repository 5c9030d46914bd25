import type { DeliveryStage, TlsEvidence } from '../domain/delivery.ts';
import { TLS_NOT_ACCEPTABLE } from './outcome.ts';
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

const SYSTEM_ERROR = /^E(?:AI_)?[A-Z0-9]+$/u;

/** Whether an error comes from the operating system; otherwise from OpenSSL or the check of the certificate. */
export function isSystemError(originalCode: string): boolean {
  return SYSTEM_ERROR.test(originalCode);
}

/** Whether it failed on the way to the server, its greeting included, or after that on the way into TLS. */
export function stageBeforeMail(error: unknown, lastServerResponse: string | false): 'connect' | 'tls' {
  const { code, originalCode } = conversationEnd(error, 'connect');
  if (code === 'ETLS' || code === TLS_NOT_ACCEPTABLE) return 'tls';
  if (code === 'ESOCKET' && originalCode !== null && !isSystemError(originalCode)) return 'tls';
  // The library calls a bad greeting EPROTOCOL.
  return lastServerResponse === false || code === 'EPROTOCOL' ? 'connect' : 'tls';
}

function property(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
