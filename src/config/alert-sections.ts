import { z } from 'zod';
import { relaySection } from './email-section.ts';
import type { ReadContext } from './read-context.ts';
import { secret } from './secret-reference.ts';
import {
  certificateFile,
  clockTime,
  duration,
  emailAddress,
  httpsUrl,
  optional,
  path,
  wholeNumber,
} from './values.ts';

/** Who is told when something is wrong, and how. Nothing is sent unless a way is set. */
export function alertsSection(read: ReadContext) {
  return z
    .strictObject({
      startWithin: duration('1m', '12h')
        .prefault('1h')
        .describe('How long after `schedule.at` a night may begin; later it counts as missing.'),
      dueBy: clockTime()
        .default('05:00')
        .describe('Local time on the morning after by which a night must have ended; later it is late.'),
      email: optional(emailAlerts(read)).describe(
        'Alerts by e-mail, over the same enforced TLS as letters, on a connection of their own.',
      ),
      webhook: optional(webhook(read)).describe('Alerts as a signed HTTPS request.'),
      ping: optional(ping()).describe(
        'Dead man’s switch: called at the end of each night that completed (exit 0 or 2); a service that misses the call raises the alarm.',
      ),
    })
    .prefault({});
}

function emailAlerts(read: ReadContext) {
  return z.strictObject({
    to: z
      .array(emailAddress(), { error: 'a list of e-mail addresses' })
      .min(1, { error: 'at least one address' })
      .max(20, { error: 'at most 20 addresses' })
      .describe('Who is told: addresses of operations, not of customers.'),
    from: emailAddress().describe('Address in `From`, and envelope sender.'),
    relay: optional(relaySection(read)).describe(
      'A submission host for alerts; not set: `email.relay`. One of its own still works when that is down.',
    ),
  });
}

function webhook(read: ReadContext) {
  return z.strictObject({
    url: httpsUrl().describe('Where to; HTTPS only, redirects are not followed.'),
    secret: secret(read).describe(
      'Key of the signature: `X-Postausgang-Signature: sha256=…` is the HMAC of `timestamp.body`, the time stands in `X-Postausgang-Timestamp`.',
    ),
    caFile: optional(certificateFile(read)).describe(
      'PEM of the authority that signed the receiver’s certificate; not set: those that Node trusts.',
    ),
    timeout: duration('1s', '1m').prefault('10s').describe('Wait for an answer.'),
    tries: wholeNumber(1, 10).default(3).describe('Tries, with growing waits from one second on.'),
  });
}

function ping() {
  return z.strictObject({
    url: httpsUrl().describe(
      'Called with GET; HTTPS only. Keep it private: whoever knows it can silence the alarm.',
    ),
    timeout: duration('1s', '1m').prefault('10s').describe('Wait for an answer.'),
  });
}

export function metricsSection(read: ReadContext) {
  return z
    .strictObject({
      file: optional(path(read)).describe(
        'OpenMetrics text for node-exporter’s textfile collector, such as `/var/lib/node_exporter/postausgang.prom`; replaced whole. Not set: none.',
      ),
    })
    .prefault({});
}
