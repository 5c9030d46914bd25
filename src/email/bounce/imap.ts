import { ImapFlow } from 'imapflow';
import { OurOutageError } from '../../domain/errors.ts';
import type { Mailbox, StoredMail } from './mailbox.ts';
import { MAX_REPORT_BYTES } from './read-report.ts';

export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, or required STARTTLS; there is no third (S4). */
  readonly mode: 'tls' | 'starttls';
  /** The name in the certificate; not set: `host`. */
  readonly servername?: string;
  readonly caPem?: string;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  /** Where mails are kept that were read; made when it is not there. */
  readonly doneFolder: string;
}

/** Milliseconds for the connection, and for an answer: a mailbox that hangs must not hang the night. */
const CONNECT_TIMEOUT = 30_000;
const SILENCE_TIMEOUT = 120_000;

/** Certificate verified, TLS 1.2 at least; not connected yet. */
function createClient(settings: ImapSettings): ImapFlow {
  const client = new ImapFlow({
    host: settings.host,
    port: settings.port,
    secure: settings.mode === 'tls',
    ...(settings.mode === 'starttls' ? { doSTARTTLS: true } : {}),
    servername: settings.servername ?? settings.host,
    auth: { user: settings.user, pass: settings.password },
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      servername: settings.servername ?? settings.host,
      ...(settings.caPem === undefined ? {} : { ca: settings.caPem }),
    },
    // It would log addresses (L8).
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_TIMEOUT,
    socketTimeout: SILENCE_TIMEOUT,
  });
  // What ends the connection is told by the command that was under way.
  client.on('error', () => undefined);
  return client;
}

/**
 * Logs in over TLS, looks into the folder and leaves; nothing is read, marked or moved.
 *
 * @returns how many mails lie in the folder
 * @throws OurOutageError when the mailbox cannot be read
 */
export async function probeImapMailbox(settings: ImapSettings): Promise<number> {
  const client = createClient(settings);
  try {
    await client.connect();
    const { exists } = await client.mailboxOpen(settings.folder, { readOnly: true });
    await client.logout();
    return exists;
  } catch (error) {
    client.close();
    throw outage(settings, error);
  }
}

/** The mailbox for bounces over IMAP (RFC 9051). It connects with the first mail. */
export function openImapMailbox(settings: ImapSettings): Mailbox {
  const client = createClient(settings);
  let opened = false;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw outage(settings, error);
    }
  };
  const open = async (): Promise<void> => {
    if (opened) return;
    await client.connect();
    opened = true;
    await client.mailboxOpen(settings.folder);
  };
  return {
    async *mails() {
      const uids = await guarded(async () => {
        await open();
        return (await client.search({ all: true }, { uid: true })) || [];
      });
      for (const uid of uids) {
        const mail = await guarded(() => fetchMail(client, settings.folder, uid));
        if (mail !== null) yield mail;
      }
    },
    putAway: (mail) =>
      guarded(async () => {
        const uid = mail.place.slice(mail.place.lastIndexOf('/') + 1);
        // Answers "exists already" by saying so, not by failing.
        await client.mailboxCreate(settings.doneFolder);
        const moved = await client.messageMove(uid, settings.doneFolder, { uid: true });
        if (moved === false) throw new Error(`mail ${uid} could not be moved to ${settings.doneFolder}`);
      }),
    close: async () => {
      if (!opened) return;
      await client.logout().catch(() => client.close());
    },
  };
}

async function fetchMail(client: ImapFlow, folder: string, uid: number): Promise<StoredMail | null> {
  const found = await client.fetchOne(
    String(uid),
    { uid: true, source: { start: 0, maxLength: MAX_REPORT_BYTES } },
    { uid: true },
  );
  // Somebody else moved it since it was listed.
  if (found === false || found.source === undefined) return null;
  return { source: 'imap', place: `${folder}/${uid}`, bytes: found.source };
}

function outage({ host, port, folder, mode }: ImapSettings, error: unknown): OurOutageError {
  const why = error instanceof Error ? codeOf(error) : 'unknown';
  return new OurOutageError(
    `The mailbox for bounces, folder ${folder} at ${host}:${port} (${mode}), cannot be read: ${why}. ` +
      'What was read is settled, the rest is read next time. Check host, certificate, login and folder.',
    { cause: error },
  );
}

/** Code or kind of the failure; what a server says in words may name a person (L8). */
function codeOf(error: Error): string {
  if ('authenticationFailed' in error && error.authenticationFailed === true) return 'login refused';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'responseStatus' in error && typeof error.responseStatus === 'string'
    ? `the server answered ${error.responseStatus}`
    : error.name;
}
