import { z } from 'zod';
import { ConfigurationError } from '../../domain/errors.ts';
import type { RelayTimeouts } from '../relay-options.ts';
import { parseServer } from './dns-servers.ts';
import type { IpVersion } from './find-servers.ts';

/**
 * The way straight to the recipients' servers. There is no option that could lower the floor (S1, S4): TLS is always
 * required, and DANE and MTA-STS are always honoured.
 */
export interface MxOptions {
  /** What EHLO says: our full name in the DNS, which many servers look up. */
  readonly clientHostname: string;
  /** 25; another one only where a laboratory has to. */
  readonly port: number;
  readonly ipVersion: IpVersion;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /**
   * Whether a server's certificate must verify for its name where no policy asks for it. Without a policy the name
   * comes from an unprotected lookup, so verification stops nobody who can forge that; it does stop many honest servers.
   */
  readonly verifyCertificates: boolean;
  /** PEM of the only authorities that count. Default: those that Node.js trusts. */
  readonly caPem?: string | undefined;
  /** IP addresses of resolvers, with or without port; empty: the system's. */
  readonly dnsServers: readonly string[];
  /** Milliseconds for one question to one DNS server. */
  readonly dnsTimeout: number;
  /** A domain of ours whose name servers answer while our own way into the DNS is in order. */
  readonly ownDomain: string;
  /** Messages on one connection before it is replaced. */
  readonly maxMessagesPerConnection: number;
  readonly timeouts?: RelayTimeouts | undefined;
  /** RFC 8689, see docs/email.md. */
  readonly requireTls: 'off' | 'when-announced' | 'insist';
  /** Asks for delivery status notifications (RFC 3461) where announced. */
  readonly dsn: boolean;
}

const milliseconds = z.int().min(1).max(3_600_000).optional();
const hostName = z.string().regex(/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/u, 'a full host name');

const mxOptions = z.strictObject({
  clientHostname: hostName,
  port: z.int().min(1).max(65_535),
  ipVersion: z.enum(['both', 'ipv4', 'ipv6']),
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']),
  verifyCertificates: z.boolean(),
  caPem: z.string().includes('-----BEGIN CERTIFICATE-----').optional(),
  dnsServers: z.array(z.string().refine(isServer, 'an IP address, with or without port')),
  dnsTimeout: z.int().min(1).max(60_000),
  ownDomain: hostName,
  maxMessagesPerConnection: z.int().min(1).max(100_000),
  timeouts: z
    .strictObject({ connect: milliseconds, reply: milliseconds, finalReply: milliseconds })
    .optional(),
  requireTls: z.enum(['off', 'when-announced', 'insist']),
  dsn: z.boolean(),
});

/**
 * Checks at run time what the type says at compile time, because a configuration is not compiled: unknown keys such
 * as `tls` or `rejectUnauthorized` are refused, and so is a string where a boolean belongs.
 *
 * @throws ConfigurationError naming each fault with its path
 */
export function checkMxOptions(options: MxOptions): MxOptions {
  const checked = mxOptions.safeParse(options);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map((issue) => `${['mx', ...issue.path].join('.')}: ${issue.message}`);
  throw new ConfigurationError(
    `Route mx cannot be used as configured. ${faults.join('; ')}. Nothing was sent; mend the configuration and start again.`,
  );
}

function isServer(written: string): boolean {
  try {
    parseServer(written);
    return true;
  } catch {
    return false;
  }
}
