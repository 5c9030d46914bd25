import { isIP } from 'node:net';
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';

/** The company's submission host and how to talk to it. There is no option that could lower the floor (S1, S4). */
export interface RelayOptions {
  readonly host: string;
  readonly port: number;
  /** STARTTLS, always demanded (port 587 or 25), or TLS from the first byte (port 465). */
  readonly mode: 'starttls' | 'tls';
  /** The name that the certificate must carry. Needed when `host` is an IP address. Default: `host`. */
  readonly servername?: string | undefined;
  /** PEM of the only authorities that count for this relay. Default: those that Node.js trusts. */
  readonly caPem?: string | undefined;
  readonly auth?: { readonly user: string; readonly password: string } | undefined;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** Connections at the same time: rate × latency (1 / 5 / 20 at 150 ms gave 4.8 / 23 / 82 messages a second). */
  readonly maxConnections: number;
  /** Messages on one connection before it is replaced. Default 100, as many as common relays allow. */
  readonly maxMessagesPerConnection?: number | undefined;
  /** What EHLO says. Default: the machine's name. */
  readonly clientHostname?: string | undefined;
  readonly timeouts?: RelayTimeouts | undefined;
  /**
   * RFC 8689 REQUIRETLS: each server on the way must then support it or refuse. `when-announced` by the relay,
   * `insist` (a relay without it is our outage), or `off`. Whatever it says, TLS to the relay is enforced.
   */
  readonly requireTls: 'when-announced' | 'insist' | 'off';
  /** Asks for delivery status notifications (RFC 3461) when the relay announces DSN. */
  readonly dsn: boolean;
}

/** Milliseconds. */
export interface RelayTimeouts {
  /** Name lookup, TCP, greeting and TLS handshake together. Default 30 s. */
  readonly connect?: number | undefined;
  /** Each reply up to 354. Default 5 min (RFC 5321 section 4.5.3.2). */
  readonly reply?: number | undefined;
  /** The reply after the dot. Default 10 min (RFC 5321 section 4.5.3.2.6): a shorter one makes duplicates and doubt. */
  readonly finalReply?: number | undefined;
}

const milliseconds = z.int().min(1).max(3_600_000).optional();

const relayOptions = z
  .strictObject({
    host: z.string().regex(/^[A-Za-z0-9.:-]+$/u, 'a host name or an IP address'),
    port: z.int().min(1).max(65_535),
    mode: z.enum(['starttls', 'tls']),
    servername: z
      .string()
      .regex(/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/u, 'a host name')
      .refine((name) => isIP(name) === 0, 'a host name, not an IP address')
      .optional(),
    caPem: z.string().includes('-----BEGIN CERTIFICATE-----').optional(),
    auth: z.strictObject({ user: z.string().min(1), password: z.string().min(1) }).optional(),
    minVersion: z.enum(['TLSv1.2', 'TLSv1.3']),
    maxConnections: z.int().min(1).max(500),
    maxMessagesPerConnection: z.int().min(1).max(100_000).optional(),
    clientHostname: z
      .string()
      .regex(/^[A-Za-z0-9.-]+$/u, 'a host name')
      .optional(),
    timeouts: z
      .strictObject({ connect: milliseconds, reply: milliseconds, finalReply: milliseconds })
      .optional(),
    requireTls: z.enum(['when-announced', 'insist', 'off']),
    dsn: z.boolean(),
  })
  .refine((options) => isIP(options.host) === 0 || options.servername !== undefined, {
    path: ['servername'],
    message: 'the name in the certificate, because `host` is an IP address and proves nothing',
  });

/**
 * Checks at run time what the type says at compile time, because a configuration is not compiled: unknown keys such
 * as `url`, `service`, `tls` or `ignoreTLS` are refused, and so is a string where a boolean belongs.
 *
 * @throws ConfigurationError naming each fault with its path; never a value, because one of them is the password.
 */
export function checkRelayOptions(options: RelayOptions): RelayOptions {
  const checked = relayOptions.safeParse(options);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(
    (issue) => `${['relay', ...issue.path].join('.')}: ${issue.message}`,
  );
  throw new ConfigurationError(
    `The relay cannot be used as configured. ${faults.join('; ')}. Nothing was sent; mend the configuration and start again.`,
  );
}
