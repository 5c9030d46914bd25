import { readFileSync } from 'node:fs';
import type { Config } from '../../config/load-config.ts';
import { relaySettings } from '../../config/relay-settings.ts';
import { createRelayRoute } from '../../email/relay-route.ts';
import { emailChannel } from './email-channel.ts';
import type { AlertChannel } from './tell-alerts.ts';
import { webhookChannel } from './webhook.ts';

/** The ways of telling that the configuration names; the only place where the webhook's secret is revealed. */
export function alertChannels(config: Config): readonly AlertChannel[] {
  const { email, webhook } = config.alerts;
  const insurer = config.insurer.name;
  return [
    ...(email === null
      ? []
      : [
          emailChannel(email, insurer, () =>
            createRelayRoute({
              ...relaySettings({ ...config.email, ...(email.relay === null ? {} : { relay: email.relay }) }),
              maxConnections: 1,
            }),
          ),
        ]),
    ...(webhook === null
      ? []
      : [
          webhookChannel(
            {
              url: webhook.url,
              secret: webhook.secret.reveal(),
              timeout: webhook.timeout,
              tries: webhook.tries,
              ...(webhook.caFile === null ? {} : { ca: readFileSync(webhook.caFile, 'utf8') }),
            },
            insurer,
          ),
        ]),
  ];
}
