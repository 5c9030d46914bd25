import { PostausgangError } from '../../domain/errors.ts';
import { operationsMessage } from '../../email/operations-message.ts';
import type { EmailRoute } from '../../email/route.ts';
import type { Condition } from './conditions.ts';
import type { AlertChannel } from './tell-alerts.ts';

/** An alert could not be handed to the relay. */
export class AlertMailError extends PostausgangError {
  readonly code = 'ALERT_MAIL';
  override readonly retryable = true;

  constructor(outcome: string, reason: string) {
    super(
      `Alert e-mail: expected the relay to accept it, got \`${outcome}\` (${reason}). What stands is told at the next look; \`doctor\` shows the relay.`,
    );
  }
}

/**
 * Alerts by e-mail: one message an address, on a connection of its own that keeps the same floor of TLS (S1, S4). It
 * passes by the ledger of dispatches on purpose: an alert is no document, and must leave when that way is broken.
 *
 * @param openRoute opens a route to the relay; closed again after each round
 */
export function emailChannel(
  addresses: { readonly from: string; readonly to: readonly string[] },
  insurer: string,
  openRoute: () => EmailRoute,
): AlertChannel {
  return {
    name: 'email',
    tell: async (conditions) => {
      const route = openRoute();
      try {
        for (const to of addresses.to) {
          const message = await operationsMessage({
            from: addresses.from,
            to,
            subject: subjectOf(conditions),
            text: textOf(conditions, insurer),
            date: new Date(),
          });
          const nothing = (): Promise<void> => Promise.resolve();
          const { outcome } = await route.deliver(message, { bodyBegun: nothing, finalReply: nothing });
          if (outcome.kind !== 'accepted') throw new AlertMailError(outcome.kind, outcome.reason);
        }
      } finally {
        await route.close();
      }
    },
  };
}

function subjectOf(conditions: readonly Condition[]): string {
  const [first] = conditions;
  const sign = conditions.some(({ severity }) => severity === 'critical') ? 'ALARM' : 'Hinweis';
  const more = conditions.length > 1 ? ` (und ${conditions.length - 1} weitere)` : '';
  return `[Postausgang] ${sign}: ${first?.title ?? ''}${more}`;
}

function textOf(conditions: readonly Condition[], insurer: string): string {
  const items = conditions.map(
    ({ severity, title, action }) =>
      `${severity === 'critical' ? 'ALARM' : 'Hinweis'}: ${title}\n  Was tun: ${action}\n`,
  );
  return `Postausgang ${insurer}\n\n${items.join('\n')}\nJede Ursache wird einmal gemeldet, und wieder, wenn sie sich ändert oder zurückkehrt.\nWie es steht: postausgang status\n`;
}
