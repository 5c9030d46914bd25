import type { RelayOptions } from './relay-options.ts';
import { SmtpSession } from './smtp-session.ts';
import { proveTls } from './tls-evidence.ts';
import { connectionOptions, expectedServername, timeoutsOf } from './tls-policy.ts';

/**
 * Opens a connection to the relay: encrypted, proven and logged in.
 *
 * @throws ConversationError with stage `connect` or `tls`
 */
export function openRelaySession(options: RelayOptions): Promise<SmtpSession> {
  const demand = { servername: expectedServername(options), minVersion: options.minVersion };
  return SmtpSession.open({
    connection: connectionOptions(options),
    timeouts: timeoutsOf(options),
    wishes: options,
    prove: (socket) => proveTls(socket, demand),
    auth: options.auth,
  });
}
