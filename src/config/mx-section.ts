import { z } from 'zod';
import { dkimKeys } from './dkim-section.ts';
import type { ReadContext } from './read-context.ts';
import {
  certificateFile,
  choice,
  dnsServer,
  duration,
  hostName,
  optional,
  wholeNumber,
  yesOrNo,
} from './values.ts';

const FLOOR = 'S1, S4: the floor is TLS 1.2 and can only be raised';

/** Route `mx`. DANE, MTA-STS and TLS itself have no switch: there is nothing in here that could lower them (S4). */
export function mxSection(read: ReadContext) {
  return z.strictObject({
    clientHostname: hostName()
      .refine((name) => name.includes('.'), { error: 'a full host name such as `mail.example.de`' })
      .describe(
        'What EHLO says: this machine’s name as the DNS knows it, forward and reverse; many servers look.',
      ),
    addresses: choice(['ipv4', 'ipv6', 'both'])
      .default('ipv4')
      .describe(
        'Which addresses of a server are tried. Large providers judge IPv6 senders more harshly, above all without a reverse name.',
      ),
    port: wholeNumber(1, 65_535)
      .default(25)
      .describe('25 on the internet; another one only in a laboratory.'),
    minTlsVersion: choice(['TLSv1.2', 'TLSv1.3'], FLOOR)
      .default('TLSv1.2')
      .describe('The floor; it can be raised, never lowered (S1).'),
    verifyCertificates: yesOrNo()
      .default(false)
      .describe(
        'Whether a server’s certificate must verify even where neither DANE nor MTA-STS asks for it. It sends many honest servers’ mail by post, and stops nobody who can forge the lookup of the name.',
      ),
    caFile: optional(certificateFile(read)).describe(
      'PEM of the only authorities that count for servers’ certificates; not set: those that Node trusts.',
    ),
    onwardTls: choice(['off', 'when-announced', 'insist'])
      .default('when-announced')
      .describe(
        'REQUIRETLS (RFC 8689), which binds the servers behind the first: asked for where it is announced and DANE or MTA-STS vouches for the server, never, or a server without it is not used.',
      ),
    deliveryReports: yesOrNo()
      .default(true)
      .describe('Ask for delivery status notifications (RFC 3461) where a server announces them.'),
    messagesPerConnection: wholeNumber(1, 100_000)
      .default(50)
      .describe('Messages on one connection before it is replaced.'),
    dns: z
      .strictObject({
        servers: z
          .array(dnsServer(), { error: 'a list of IP addresses such as `[127.0.0.1]`' })
          .max(5, { error: 'at most 5 servers' })
          .default([])
          .describe(
            'Resolvers, in order; none: the system’s. DANE needs one that validates DNSSEC. Those named here are believed when they say that they did, so name only some to which the way is protected; of the system’s only one on this machine is believed.',
          ),
        timeout: duration('100ms', '30s').prefault('5s').describe('For one question to one server.'),
      })
      .prefault({})
      .describe('How names are looked up.'),
    dkim: dkimKeys(read),
  });
}
