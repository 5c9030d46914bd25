import { isIP } from 'node:net';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { RelayOptions, RelayTimeouts } from './relay-options.ts';

/** TLS 1.2 with forward secrecy and authenticated encryption only; the suites of TLS 1.3 all have both. */
export const CIPHERS = 'ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2';

const SECOND = 1000;

/** The timeouts in ms, defaults filled in. */
export function timeoutsOf(options: {
  readonly timeouts?: RelayTimeouts | undefined;
}): Readonly<Record<keyof RelayTimeouts, number>> {
  const { connect, reply, finalReply } = options.timeouts ?? {};
  return {
    connect: connect ?? 30 * SECOND,
    reply: reply ?? 5 * 60 * SECOND,
    finalReply: finalReply ?? 10 * 60 * SECOND,
  };
}

/**
 * The one place where the options of a connection are made, whole and from nothing, so that no key of somebody
 * else's can slip in. This is the floor (S1, S4): `options` can raise it to TLS 1.3, and nothing can lower it.
 * `rejectUnauthorized` is written out because the environment would otherwise decide it.
 */
export function connectionOptions(options: RelayOptions): SMTPConnectionOptions {
  const servername = expectedServername(options);
  const timeouts = timeoutsOf(options);
  return {
    host: options.host,
    port: options.port,
    servername,
    secure: options.mode === 'tls',
    requireTLS: true,
    ignoreTLS: false,
    opportunisticTLS: false,
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    socketTimeout: timeouts.reply,
    ...(options.clientHostname === undefined ? {} : { name: options.clientHostname }),
    tls: {
      servername,
      minVersion: options.minVersion === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: CIPHERS,
      rejectUnauthorized: true,
      ...(options.caPem === undefined ? {} : { ca: options.caPem }),
    },
  };
}

/** The name that the certificate must carry. */
export function expectedServername(options: RelayOptions): string {
  const name = options.servername ?? options.host;
  if (isIP(name) !== 0)
    throw new TypeError('Expected a name: `checkRelayOptions` lets no bare IP address through.');
  return name;
}
