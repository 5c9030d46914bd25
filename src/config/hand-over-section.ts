import { z } from 'zod';
import type { ReadContext } from './read-context.ts';
import { secret } from './secret-reference.ts';
import {
  duration,
  existingFile,
  hostNameOrIp,
  optional,
  path,
  text,
  wholeNumber,
  yesOrNo,
} from './values.ts';

/** How print files reach the shop, and what is expected back: part of its profile. */
export function exchangeSettings(read: ReadContext) {
  return {
    handOver: handOver(read).describe(
      'Where the shop finds print file, manifest and, last, the trigger file.',
    ),
    openPgpKeyFile: optional(existingFile(read)).describe(
      'The shop’s public OpenPGP key: print files then leave encrypted for it, as `.pdf.pgp`; manifests hold no names and stay readable.',
    ),
    inbox: optional(path(read)).describe(
      'Folder in which the shop’s acknowledgement and status files arrive; what was read moves to `imported` in it. Not set: `acks FILE` imports them.',
    ),
    acknowledgeWithin: optional(duration('1h', '30d')).describe(
      'How soon after a hand-over the shop must have acknowledged; later is told as overdue, exit 2. Not set: it does not acknowledge.',
    ),
    maxReprintShare: wholeNumber(0, 100)
      .default(5)
      .describe(
        'Per cent of a print file’s mailpieces that one person may have printed again; more needs a second one.',
      ),
    automaticReprint: yesOrNo()
      .default(false)
      .describe(
        'Whether the next night prints again what the shop reports as spoiled or lost, up to that share.',
      ),
  };
}

function handOver(read: ReadContext) {
  const error = 'a mapping with `kind: folder` and `path`, or with `kind: sftp` and the shop’s server';
  const folder = z.strictObject({
    kind: z.literal('folder'),
    path: path(read).describe(
      'Folder that the shop fetches from, or that a transfer client empties; it must exist.',
    ),
  });
  const sftp = z
    .strictObject({
      kind: z.literal('sftp'),
      host: hostNameOrIp().describe('The shop’s server.'),
      port: wholeNumber(1, 65_535).default(22).describe('Its port.'),
      user: text(100).describe('Our account there.'),
      key: optional(secret(read)).describe('Our private key, without a passphrase.'),
      password: optional(secret(read)).describe('Our password, where the shop takes no keys.'),
      hostKey: fingerprint().describe(
        'Fingerprint of the server’s host key, told by the shop; of its Ed25519 key where it has several. There is no way to do without.',
      ),
      directory: text(500).describe('Directory on the server; it must exist.'),
    })
    .refine(({ key, password }) => (key === null) !== (password === null), {
      error: 'either `key` or `password`',
    });
  return z.discriminatedUnion('kind', [folder, sftp], { error });
}

function fingerprint() {
  const error = 'a fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters';
  return z
    .string({ error })
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, { error })
    .meta({ form: 'SSH fingerprint' });
}
