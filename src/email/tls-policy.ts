import { isIP } from 'node:net';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { RelayOptions, RelayTimeouts } from './relay-options.ts';

/** TLS 1.2 with forward secrecy and authenticated encryption only; the suites of TLS 1.3 all have both. */
const CIPHERS = 'ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2';

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

/** Where a connection goes, and what may differ from one to another: nothing of it lowers the floor. */
export interface StrictConnection {
  readonly host: string;
  readonly port: number;
  readonly servername: string;
  /** TLS from the first byte (port 465); else by STARTTLS, without which nothing is said. */
  readonly implicitTls: boolean;
  readonly clientHostname?: string | undefined;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  readonly caPem?: string | undefined;
  readonly timeouts?: RelayTimeouts | undefined;
  /** `after-handshake`: whoever connects judges the certificate himself, before anything is said (DANE). */
  readonly certificate: 'by-handshake' | 'after-handshake';
  readonly ecdhCurve?: string | undefined;
}

/**
 * The one place where the options of a connection are made, whole and from nothing, so that no key of somebody
 * else's can slip in. This is the floor (S1, S4): it can be raised to TLS 1.3, and nothing can lower it.
 * `rejectUnauthorized` is written out because the environment would otherwise decide it.
 */
export function strictOptions(connection: StrictConnection): SMTPConnectionOptions {
  const { host, port, servername, clientHostname, caPem, ecdhCurve } = connection;
  const timeouts = timeoutsOf(connection);
  return {
    host,
    port,
    servername,
    secure: connection.implicitTls,
    requireTLS: true,
    ignoreTLS: false,
    opportunisticTLS: false,
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    socketTimeout: timeouts.reply,
    ...(clientHostname === undefined ? {} : { name: clientHostname }),
    tls: {
      servername,
      minVersion: connection.minVersion === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: CIPHERS,
      rejectUnauthorized: connection.certificate === 'by-handshake',
      ...(ecdhCurve === undefined ? {} : { ecdhCurve }),
      ...(caPem === undefined ? {} : { ca: caPem }),
    },
  };
}

/** Of a connection to our relay. */
export function connectionOptions(options: RelayOptions): SMTPConnectionOptions {
  const { host, port, clientHostname, minVersion, caPem, timeouts } = options;
  return strictOptions({
    host,
    port,
    servername: expectedServername(options),
    implicitTls: options.mode === 'tls',
    clientHostname,
    minVersion,
    caPem,
    timeouts,
    certificate: 'by-handshake',
  });
}

/** The name that the certificate must carry. */
export function expectedServername(options: RelayOptions): string {
  const name = options.servername ?? options.host;
  if (isIP(name) !== 0)
    throw new TypeError('Expected a name: `checkRelayOptions` lets no bare IP address through.');
  return name;
}
