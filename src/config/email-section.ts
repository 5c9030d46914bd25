import { isIP } from 'node:net';
import { z } from 'zod';
import { isAlignedWith } from './dkim-section.ts';
import { mxSection } from './mx-section.ts';
import type { ReadContext } from './read-context.ts';
import { secret } from './secret-reference.ts';
import {
  certificateFile,
  choice,
  duration,
  emailAddress,
  hostName,
  hostNameOrIp,
  optional,
  size,
  text,
  wholeNumber,
  yesOrNo,
} from './values.ts';

const FLOOR = 'S1, S4: the floor is TLS 1.2 and can only be raised';
const NO_CLEAR_TEXT = 'S4: both require TLS, there is no way without it';

export function relaySection(read: ReadContext) {
  return z
    .strictObject({
      host: hostNameOrIp().describe('The submission host.'),
      port: wholeNumber(1, 65_535).describe('Usually 587 for `starttls`, 465 for `tls`.'),
      mode: choice(['starttls', 'tls'], NO_CLEAR_TEXT).describe(
        'Required STARTTLS, or TLS from the first byte. There is no mode without TLS (S4).',
      ),
      servername: optional(hostName()).describe(
        'Name that the certificate must carry; not set: `host`. Required where `host` is an IP address.',
      ),
      caFile: optional(certificateFile(read)).describe(
        'PEM of the authority that signed the relay’s certificate; not set: those that Node trusts.',
      ),
      user: optional(text(254)).describe('Login at the relay, where it asks for one.'),
      password: optional(secret(read)).describe('Its password.'),
      minTlsVersion: choice(['TLSv1.2', 'TLSv1.3'], FLOOR)
        .default('TLSv1.2')
        .describe('The floor; it can be raised, never lowered (S1).'),
      onwardTls: choice(['when-announced', 'insist'])
        .default('when-announced')
        .describe(
          'REQUIRETLS (RFC 8689), which binds every server on the way: asked for when the relay announces it, or a relay without it is not used.',
        ),
      deliveryReports: yesOrNo()
        .default(true)
        .describe('Ask for delivery status notifications (RFC 3461) when the relay announces them.'),
      messagesPerConnection: wholeNumber(1, 100_000)
        .default(100)
        .describe('Messages on one connection before it is replaced; common relays allow 100.'),
      clientHostname: optional(hostName()).describe('What EHLO says; not set: the machine’s name.'),
    })
    .refine(
      (value) => value.servername !== null || typeof value.host !== 'string' || isIP(value.host) === 0,
      {
        path: ['servername'],
        // Without a name there is no SNI and nothing that the certificate could be compared with.
        error: 'the name in the certificate, because `host` is an IP address (S4)',
        when: ({ value }) => isMapping(value),
      },
    )
    .refine((value) => (value.user === null) === (value.password === null), {
      path: ['password'],
      error: '`user` and `password` together, or neither',
      when: ({ value }) =>
        isMapping(value) && !Object.hasOwn(value, 'password') === !Object.hasOwn(value, 'user'),
    });
}

const timeouts = z
  .strictObject({
    connect: duration('1s', '10m')
      .prefault('30s')
      .describe('Name lookup, connection, greeting and TLS handshake together.'),
    reply: duration('1s', '10m')
      .prefault('5m')
      .describe('For each reply before the message itself (RFC 5321, 4.5.3.2: 5 min).'),
    finalReply: duration('10m', '1h')
      .prefault('10m')
      .describe(
        'For the reply after the dot; RFC 5321, 4.5.3.2.6 asks for at least 10 min, because giving up there leaves the message in doubt.',
      ),
  })
  .prefault({})
  .describe('How long to wait for the other server.');

export function emailSection(read: ReadContext) {
  return z
    .strictObject({
      route: choice(['relay', 'mx'])
        .default('relay')
        .describe(
          'How e-mail leaves the house: through the company’s submission host, or straight to each recipient’s server (docs/email.md).',
        ),
      relay: optional(relaySection(read)).describe(
        'The company’s submission host. It must enforce TLS on its own way out too. Required with `route: relay`.',
      ),
      mx: optional(mxSection(read)).describe(
        'The way straight to recipients’ servers. Required with `route: mx`.',
      ),
      sender: z
        .strictObject({
          name: text(80).describe('Name that the customer sees.'),
          address: emailAddress().describe('Address in `From`.'),
        })
        .describe('Who the e-mail is from.'),
      returnPath: emailAddress().describe('Envelope sender: where bounces go.'),
      replyTo: optional(emailAddress()).describe('Where answers go; not set: to the sender’s address.'),
      messageIdDomain: hostName().describe('A domain of ours, for Message-IDs.'),
      connections: wholeNumber(1, 50)
        .default(5)
        .describe(
          'Most connections at a time: messages per second × seconds until the final reply. Each destination begins with two and gets more while it accepts.',
        ),
      connectionsPerDestination: wholeNumber(1, 50)
        .default(5)
        .describe(
          'Most connections at a time to the servers of one provider; with route `relay` the one destination is the relay, and `connections` counts.',
        ),
      messagesPerSecond: optional(wholeNumber(1, 1000)).describe(
        'Most messages a second, all together; not set: as fast as the other side takes them.',
      ),
      retryDelays: z
        .array(duration('1s', '24h'), { error: 'a list of durations such as `[5m, 15m, 30m]`' })
        .min(1, { error: 'at least one duration' })
        .max(20, { error: 'at most 20 durations' })
        .prefault(['5m', '15m', '30m', '1h', '2h'])
        .describe(
          'Waits between the tries; when the try after the last one fails too, the document goes by post.',
        ),
      maxWait: duration('1m', '7d')
        .prefault('14h')
        .describe('How long a document may wait for e-mail before it goes by post.'),
      maxMessageBytes: size('10KB', '100MB')
        .prefault('10MB')
        .describe('Largest message as sent (base64 adds 37 %); what is larger goes by post.'),
      lease: duration('1m', '2h')
        .prefault('15m')
        .describe('How long a worker may hold a document; longer than the wait for the final reply.'),
      noTlsExpiry: duration('1h', '365d')
        .prefault('30d')
        .describe('How long a domain counts as unable to do TLS before it is tried again (S3).'),
      timeouts,
    })
    .refine((value) => value.route !== 'relay' || value.relay !== null, {
      path: ['relay'],
      error: 'the settings of the relay, because `route` is `relay`',
      when: ({ value }) => isMapping(value),
    })
    .refine((value) => value.route !== 'mx' || value.mx !== null, {
      path: ['mx'],
      error: 'the settings of the way to recipients’ servers, because `route` is `mx`',
      when: ({ value }) => isMapping(value),
    })
    .refine(
      (value) => (value.mx?.dkim ?? []).every(({ domain }) => isAlignedWith(domain, value.sender.address)),
      {
        path: ['mx', 'dkim'],
        error: 'keys whose `domain` is that of the sender’s address or one above it (DMARC)',
      },
    )
    .refine((value) => value.lease > value.timeouts.finalReply, {
      path: ['lease'],
      // Otherwise a slow but healthy relay loses the lease, and a delivered message is in doubt.
      error: 'more than `timeouts.finalReply`',
    });
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
