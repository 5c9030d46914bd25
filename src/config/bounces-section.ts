import { z } from 'zod';
import type { ReadContext } from './read-context.ts';
import { secret } from './secret-reference.ts';
import {
  certificateFile,
  choice,
  duration,
  hostName,
  hostNameOrIp,
  optional,
  path,
  text,
  wholeNumber,
} from './values.ts';

function imap(read: ReadContext) {
  return z.strictObject({
    host: hostNameOrIp().describe('The IMAP server.'),
    port: wholeNumber(1, 65_535).default(993).describe('Usually 993 for `tls`, 143 for `starttls`.'),
    mode: choice(['tls', 'starttls'], 'S4: both require TLS, there is no way without it')
      .default('tls')
      .describe('TLS from the first byte, or required STARTTLS.'),
    servername: optional(hostName()).describe('Name that the certificate must carry; not set: `host`.'),
    caFile: optional(certificateFile(read)).describe(
      'PEM of the authority that signed the certificate; not set: those that Node trusts.',
    ),
    user: text(254).describe('Login.'),
    password: secret(read).describe('Its password.'),
    folder: text(200).default('INBOX').describe('Where reports arrive.'),
    doneFolder: text(200).default('Done').describe('Where reports are kept that were read.'),
  });
}

/** What comes back after an acceptance. */
export function bouncesSection(read: ReadContext) {
  return z
    .strictObject({
      keys: z
        .array(secret(read), { error: 'a list of references to secrets' })
        .max(10, { error: 'at most 10 keys' })
        .prefault([])
        .describe(
          'Keys of the return paths `bounce+<attempt>.<proof>@…`: the first signs, all of them verify. To change keys, put the new one first and keep the old one for `window`. Without keys nothing is proven, and each failure goes to a person.',
        ),
      maildir: optional(path(read)).describe('A maildir that reports are delivered into.'),
      imap: optional(imap(read)).describe('A mailbox that reports are fetched from.'),
      window: duration('1d', '90d')
        .prefault('14d')
        .describe('How long after a try a proven failure turns it into post; later ones go to a person.'),
      suppressFor: duration('1d', '3650d')
        .prefault('365d')
        .describe('How long a mailbox that does not exist stays on the suppression list.'),
      suppressFullFor: duration('1d', '365d')
        .prefault('30d')
        .describe('The same for a mailbox that was full on three nights.'),
      relayLogs: z
        .array(path(read), { error: 'a list of paths' })
        .max(50, { error: 'at most 50 files' })
        .prefault([])
        .describe(
          'Logs of the relay (Postfix, as syslog writes them or as JSON lines; rotated `.gz` files too): what is in doubt is looked up there at the start of each run. A `*` in the last part stands for any characters.',
        ),
    })
    .prefault({});
}
