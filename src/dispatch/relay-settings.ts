import { readFile } from 'node:fs/promises';
import type { Config } from '../config/load-config.ts';
import type { RelayOptions } from '../email/relay-options.ts';

/** The relay as the operator configured it; its password is revealed here and nowhere else. */
export async function relayOptions(email: Config['email']): Promise<RelayOptions> {
  const { relay, timeouts } = email;
  return {
    host: relay.host,
    port: relay.port,
    mode: relay.mode,
    minVersion: relay.minTlsVersion,
    maxConnections: email.connections,
    requireTls: 'when-announced',
    dsn: true,
    timeouts,
    ...(relay.servername === null ? {} : { servername: relay.servername }),
    ...(relay.caFile === null ? {} : { caPem: await readFile(relay.caFile, 'utf8') }),
    ...(relay.user === null || relay.password === null
      ? {}
      : { auth: { user: relay.user, password: relay.password.reveal() } }),
  };
}
