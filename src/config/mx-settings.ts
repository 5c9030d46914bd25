import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../domain/errors.ts';
import type { Config } from './load-config.ts';

/** Route `mx` as `email/` uses it: certificates read. */
export interface MxSettings {
  readonly clientHostname: string;
  readonly port: number;
  readonly ipVersion: 'ipv4' | 'ipv6' | 'both';
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly verifyCertificates: boolean;
  readonly caPem?: string;
  readonly dnsServers: readonly string[];
  /** Milliseconds. */
  readonly dnsTimeout: number;
  readonly ownDomain: string;
  readonly maxMessagesPerConnection: number;
  /** Milliseconds. */
  readonly timeouts: { readonly connect: number; readonly reply: number; readonly finalReply: number };
  readonly requireTls: 'off' | 'when-announced' | 'insist';
  readonly dsn: boolean;
}

export function mxSettings(email: Config['email']): MxSettings {
  const mx = mxOf(email);
  return {
    clientHostname: mx.clientHostname,
    port: mx.port,
    ipVersion: mx.addresses,
    minVersion: mx.minTlsVersion,
    verifyCertificates: mx.verifyCertificates,
    ...(mx.caFile === null ? {} : { caPem: readFileSync(mx.caFile, 'utf8') }),
    dnsServers: mx.dns.servers,
    dnsTimeout: mx.dns.timeout,
    ownDomain: email.messageIdDomain,
    maxMessagesPerConnection: mx.messagesPerConnection,
    timeouts: email.timeouts,
    requireTls: mx.onwardTls,
    dsn: mx.deliveryReports,
  };
}

/** A key that signs, revealed, so never to be logged. */
export interface DkimKeySettings {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** The keys of route `mx`; none for route `relay`, where the relay signs. */
export function dkimSettings(email: Config['email']): readonly DkimKeySettings[] {
  if (email.route !== 'mx') return [];
  return mxOf(email).dkim.map(({ domain, selector, key }) => ({
    domain,
    selector,
    privateKey: key.reveal(),
  }));
}

function mxOf(email: Config['email']): NonNullable<Config['email']['mx']> {
  if (email.mx === null)
    throw new ConfigurationError('Expected `email.mx` to be set, because `email.route` is `mx`.');
  return email.mx;
}
