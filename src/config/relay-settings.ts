import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../domain/errors.ts';
import type { Config } from './load-config.ts';

/** The relay as `email/` uses it: certificates read and the password revealed, so never to be logged. */
export interface RelaySettings {
  readonly host: string;
  readonly port: number;
  readonly mode: 'starttls' | 'tls';
  readonly servername?: string;
  readonly caPem?: string;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxConnections: number;
  readonly maxMessagesPerConnection: number;
  readonly clientHostname?: string;
  /** Milliseconds. */
  readonly timeouts: { readonly connect: number; readonly reply: number; readonly finalReply: number };
  readonly requireTls: 'when-announced' | 'insist';
  readonly dsn: boolean;
}

/** The one place where the relay's password is revealed; call it right where the route is opened. */
export function relaySettings(email: Config['email']): RelaySettings {
  const { relay } = email;
  if (relay === null) {
    throw new ConfigurationError('Expected `email.relay` to be set, because `email.route` is `relay`.');
  }
  return {
    host: relay.host,
    port: relay.port,
    mode: relay.mode,
    ...(relay.servername === null ? {} : { servername: relay.servername }),
    ...(relay.caFile === null ? {} : { caPem: readFileSync(relay.caFile, 'utf8') }),
    ...(relay.user === null || relay.password === null
      ? {}
      : { auth: { user: relay.user, password: relay.password.reveal() } }),
    minVersion: relay.minTlsVersion,
    maxConnections: email.connections,
    maxMessagesPerConnection: relay.messagesPerConnection,
    ...(relay.clientHostname === null ? {} : { clientHostname: relay.clientHostname }),
    timeouts: email.timeouts,
    requireTls: relay.onwardTls,
    dsn: relay.deliveryReports,
  };
}
