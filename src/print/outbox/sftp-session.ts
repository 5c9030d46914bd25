import { createHash } from 'node:crypto';
import { Client } from 'ssh2';
import type { Algorithms, SFTPWrapper } from 'ssh2';
import { locationOf, type SftpTarget } from './hand-over-target.ts';
import { HostKeyMismatchError, sftpError } from './sftp-errors.ts';

/** Milliseconds until a server that does not answer counts as away. */
const READY_TIMEOUT = 30_000;
const KEEPALIVE_INTERVAL = 10_000;
const KEEPALIVES_UNANSWERED = 3;

/** No SHA-1, no CBC, no DSA: what every server of the last ten years can do without. */
const ALGORITHMS: Algorithms = {
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  // AES first: the runtime has it in hardware, while the library does ChaCha20 in software.
  cipher: [
    'aes256-gcm@openssh.com',
    'aes128-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes256-ctr',
    'aes128-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
};

type Callback<T> = (error: Error | null | undefined, value: T) => void;

/** One connection to a shop's server. Each operation ends: with its answer, or when the connection is lost. */
export class SftpSession {
  readonly place: string;
  readonly #client: Client;
  readonly #sftp: SFTPWrapper;
  readonly #lost: Promise<never>;

  constructor(place: string, client: Client, sftp: SFTPWrapper, lost: Promise<never>) {
    this.place = place;
    this.#client = client;
    this.#sftp = sftp;
    this.#lost = lost;
  }

  /** @throws PrintFileError that says what was being done; `cause` is the server's status or the network's error. */
  async run<T>(doing: string, start: (sftp: SFTPWrapper, done: Callback<T>) => void): Promise<T> {
    try {
      return await this.attempt(start);
    } catch (cause) {
      throw sftpError(this.place, doing, cause);
    }
  }

  /** The same with the server's own error, for those who can tell what a status means here. */
  attempt<T>(start: (sftp: SFTPWrapper, done: Callback<T>) => void): Promise<T> {
    const answer = new Promise<T>((resolve, reject) => {
      start(this.#sftp, (error, value) => {
        if (error === null || error === undefined) resolve(value);
        else reject(error);
      });
    });
    return Promise.race([answer, this.#lost]);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#client.once('close', () => resolve());
    });
    this.#client.end();
    await Promise.race([closed, this.#lost.catch(() => undefined)]);
  }
}

/**
 * Connects, and speaks to nobody but the holder of the pinned key.
 * @throws HostKeyMismatchError, PrintFileError
 */
export async function openSftpSession(target: SftpTarget): Promise<SftpSession> {
  const place = locationOf(target);
  const client = new Client();
  let presented: string | null = null;
  const lost = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('close', () => reject(new Error('The connection was closed.')));
  });
  // Somebody may not be waiting for an answer when the line drops.
  lost.catch(() => undefined);
  try {
    const ready = new Promise<void>((resolve) => {
      client.once('ready', () => resolve());
    });
    client.connect({
      host: target.host,
      port: target.port,
      username: target.user,
      ...(target.key === null ? {} : { privateKey: target.key.reveal() }),
      ...(target.password === null ? {} : { password: target.password.reveal() }),
      hostVerifier: (key: Buffer) => {
        presented = fingerprintOf(key);
        return presented === target.hostKey;
      },
      algorithms: ALGORITHMS,
      readyTimeout: READY_TIMEOUT,
      keepaliveInterval: KEEPALIVE_INTERVAL,
      keepaliveCountMax: KEEPALIVES_UNANSWERED,
    });
    await Promise.race([ready, lost]);
    const sftp = await Promise.race([sftpOf(client), lost]);
    return new SftpSession(place, client, sftp, lost);
  } catch (cause) {
    client.destroy();
    if (presented !== null && presented !== target.hostKey) {
      throw new HostKeyMismatchError(place, target.hostKey, presented);
    }
    throw sftpError(place, 'connecting', cause);
  }
}

function sftpOf(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.sftp((error, sftp) => {
      if (error === undefined) resolve(sftp);
      else reject(error);
    });
  });
}

/** As `ssh-keygen -l` prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
