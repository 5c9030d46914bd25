import { readFileSync } from 'node:fs';
import type { Config } from './load-config.ts';

/** The mailbox as `email/` uses it: the password revealed, so never to be logged. */
export interface ImapMailboxSettings {
  readonly host: string;
  readonly port: number;
  readonly mode: 'tls' | 'starttls';
  readonly servername?: string;
  readonly caPem?: string;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  readonly doneFolder: string;
}

/** Null where no mailbox is configured. */
export function imapMailboxSettings(bounces: Config['bounces']): ImapMailboxSettings | null {
  const { imap } = bounces;
  if (imap === null) return null;
  return {
    host: imap.host,
    port: imap.port,
    mode: imap.mode,
    ...(imap.servername === null ? {} : { servername: imap.servername }),
    ...(imap.caFile === null ? {} : { caPem: readFileSync(imap.caFile, 'utf8') }),
    user: imap.user,
    password: imap.password.reveal(),
    folder: imap.folder,
    doneFolder: imap.doneFolder,
  };
}

/** The keys of the return paths, revealed: the first signs. */
export function returnPathKeys(bounces: Config['bounces']): readonly string[] {
  return bounces.keys.map((key) => key.reveal());
}
