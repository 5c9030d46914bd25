import type { Config } from './config/load-config.ts';
import { mxSettings } from './config/mx-settings.ts';
import { relaySettings } from './config/relay-settings.ts';
import type { DeliveryOutcome, SmtpReply } from './domain/delivery.ts';
import { outcomeOfMxFinalReply } from './email/mx/mx-outcome.ts';
import type { PolicyCache, StoredPolicy } from './email/mx/mta-sts.ts';
import { outcomeOfFinalReply } from './email/outcome.ts';
import { createRelayRoute } from './email/relay-route.ts';
import type { EmailRoute } from './email/route.ts';
import type { Database } from './ledger/database.ts';
import { findMtaStsPolicy, storeMtaStsPolicy } from './ledger/mta-sts-store.ts';

/** Opens the route that the configuration names. @throws ConfigurationError */
export async function openEmailRoute(config: Pick<Config, 'email'>, ledger: Database): Promise<EmailRoute> {
  if (config.email.route !== 'mx') return createRelayRoute(relaySettings(config.email));
  // What speaks to strangers' servers is large, and a night through a relay never needs it.
  const { createMxRoute } = await import('./email/mx/mx-route.ts');
  return createMxRoute(mxSettings(config.email), policiesIn(ledger));
}

/** Waiting longer (ms) for a server that is only looked at helps nobody. */
const PROBE_TIMEOUT = 15_000;

/**
 * A route whose `probe` asks the servers of a recipient's domain, whatever route messages take: the relay can only speak
 * for itself. @throws ConfigurationError
 */
export async function openProbeRoute(config: Pick<Config, 'email'>, ledger: Database): Promise<EmailRoute> {
  const { email } = config;
  const { createMxRoute } = await import('./email/mx/mx-route.ts');
  const timeouts = { connect: PROBE_TIMEOUT, reply: PROBE_TIMEOUT, finalReply: PROBE_TIMEOUT };
  if (email.mx !== null) return createMxRoute({ ...mxSettings(email), timeouts }, policiesIn(ledger));
  const clientHostname = email.relay?.clientHostname ?? null;
  return createMxRoute(
    {
      clientHostname: clientHostname?.includes('.') === true ? clientHostname : email.messageIdDomain,
      port: 25,
      ipVersion: 'ipv4',
      minVersion: email.relay?.minTlsVersion ?? 'TLSv1.2',
      verifyCertificates: false,
      dnsServers: [],
      dnsTimeout: 5_000,
      ownDomain: email.messageIdDomain,
      maxMessagesPerConnection: 1,
      timeouts,
      requireTls: 'off',
      dsn: false,
    },
    policiesIn(ledger),
  );
}

/** What a final reply means that came by this route: a relay speaks for us, a recipient's server for itself. */
export function outcomeOfReplyBy(route: Config['email']['route']): (reply: SmtpReply) => DeliveryOutcome {
  return route === 'mx' ? outcomeOfMxFinalReply : outcomeOfFinalReply;
}

/** MTA-STS policies in the ledger: all workers share them, and no restart forgets one. */
export function policiesIn(ledger: Database): PolicyCache {
  return {
    async read(domain) {
      const stored = await findMtaStsPolicy(ledger, domain);
      return stored === null ? null : (JSON.parse(stored) as StoredPolicy);
    },
    async write(domain, policy) {
      await ledger.transaction((session) =>
        storeMtaStsPolicy(session, {
          domain,
          policyId: policy.id === false ? '' : (policy.id ?? ''),
          mode: policy.mode,
          policy: JSON.stringify(policy),
          validFor: Math.max(0, Date.parse(policy.expires ?? '') - Date.now()) || 0,
        }),
      );
    },
  };
}
